// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MerkleSum} from "../MerkleSum.sol";

/// @notice Lets tests call the library's internal functions.
contract MerkleSumHarness {
    function verify(
        MerkleSum.Tree memory tree,
        uint32 index,
        uint64 wh,
        bytes memory data,
        MerkleSum.Node[] memory siblings
    ) external pure returns (bool) {
        return MerkleSum.verify(tree, index, MerkleSum.hashLeaf(data, wh), siblings);
    }
}
