// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MerkleSum} from "../MerkleSum.sol";
import {MerkleSumHarness} from "./MerkleSumHarness.sol";
import {vm} from "./Vm.sol";

/// @dev Proofs of whole trees are compared with libs/merkle in test/contracts.
contract MerkleSumTest {
    MerkleSumHarness internal harness = new MerkleSumHarness();

    function testFuzz_TwoLeavesProveEachOther(bytes memory first, bytes memory second, uint32 firstWh, uint32 secondWh)
        public
        view
    {
        MerkleSum.Node memory left = MerkleSum.hashLeaf(first, firstWh);
        MerkleSum.Node memory right = MerkleSum.hashLeaf(second, secondWh);
        MerkleSum.Node memory root = MerkleSum.hashNode(left, right);
        MerkleSum.Tree memory tree = MerkleSum.Tree(root.hash, uint64(firstWh) + secondWh, 2);

        require(harness.verify(tree, 0, firstWh, first, only(right)), "left");
        require(harness.verify(tree, 1, secondWh, second, only(left)), "right");
        tree.totalWh += 1;
        require(!harness.verify(tree, 0, firstWh, first, only(right)), "another total");
    }

    function testFuzz_ASumAboveUint64Reverts(uint64 wh, uint64 siblingWh) public {
        if (uint256(wh) + siblingWh <= type(uint64).max) (wh, siblingWh) = (~wh, ~siblingWh);
        if (uint256(wh) + siblingWh <= type(uint64).max) return;
        MerkleSum.Tree memory tree = MerkleSum.Tree(0, 0, 2);

        bytes memory overflow = abi.encodeWithSignature("Panic(uint256)", 0x11);
        vm.expectRevert(overflow);
        harness.verify(tree, 0, wh, "", only(MerkleSum.Node(0, siblingWh)));
    }

    function testFuzz_TheEmptyTreeHasNoLeaf(uint32 index, bytes memory data, uint64 wh) public view {
        require(!harness.verify(MerkleSum.Tree(0, 0, 0), index, wh, data, new MerkleSum.Node[](0)), "no leaf");
    }

    function only(MerkleSum.Node memory node) internal pure returns (MerkleSum.Node[] memory nodes) {
        nodes = new MerkleSum.Node[](1);
        nodes[0] = node;
    }
}
