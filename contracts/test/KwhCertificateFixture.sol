// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IKwhCertificate} from "../IKwhCertificate.sol";
import {ISlotLedger} from "../ISlotLedger.sol";
import {KwhCertificate} from "../KwhCertificate.sol";
import {MerkleSum} from "../MerkleSum.sol";
import {SlotLedgerFixture} from "./SlotLedgerFixture.sol";
import {vm} from "./Vm.sol";

/// @notice A ledger with its certificate, and slots of a few allocations: trade `n` is the holder's that `holderOf` names.
/// @dev Proofs of trees of every shape are compared with libs/merkle in test/contracts.
abstract contract KwhCertificateFixture is SlotLedgerFixture {
    address internal constant PAUSER = address(0x9A);
    uint32 internal constant TRADES = 4;

    KwhCertificate internal certificate;

    constructor() {
        certificate = KwhCertificate(address(ledger.CERTIFICATE()));
    }

    /* ALLOCATIONS */

    function holderOf(uint32 tradeSequence) internal pure returns (address) {
        return address(uint160(0xA000 + tradeSequence));
    }

    function secretOf(uint32 areaId, uint64 slot, uint32 tradeSequence) internal pure returns (bytes32) {
        return keccak256(abi.encode("secret", areaId, slot, tradeSequence));
    }

    function termsOf(uint32 areaId, uint64 slot, uint32 tradeSequence) internal pure returns (bytes32) {
        return keccak256(abi.encode("terms", areaId, slot, tradeSequence));
    }

    function leafOf(uint32 areaId, uint64 slot, uint32 tradeSequence, uint64 wh)
        internal
        pure
        returns (MerkleSum.Node memory)
    {
        bytes32 claim =
            keccak256(abi.encodePacked(holderOf(tradeSequence), secretOf(areaId, slot, tradeSequence)));
        return MerkleSum.hashLeaf(abi.encodePacked("A", tradeSequence, claim, termsOf(areaId, slot, tradeSequence)), wh);
    }

    /// @dev The tree over four leaves, trades 0 to 3: two pairs and the node above them.
    function treeOf(uint32 areaId, uint64 slot, uint64[4] memory allocatedWh)
        internal
        pure
        returns (MerkleSum.Node[4] memory leaves, MerkleSum.Node[2] memory pairs, MerkleSum.Node memory root)
    {
        for (uint32 trade; trade < TRADES; ++trade) leaves[trade] = leafOf(areaId, slot, trade, allocatedWh[trade]);
        pairs[0] = MerkleSum.hashNode(leaves[0], leaves[1]);
        pairs[1] = MerkleSum.hashNode(leaves[2], leaves[3]);
        root = MerkleSum.hashNode(pairs[0], pairs[1]);
    }

    /// @dev Settles what was traded in full by the meters, but allocated as given.
    function allocatedRecord(
        uint32 areaId,
        uint64 slot,
        uint32 version,
        uint64 tradedWh,
        uint64[4] memory allocatedWh
    ) internal pure returns (ISlotLedger.SettledRecord memory record) {
        (,, MerkleSum.Node memory root) = treeOf(areaId, slot, allocatedWh);
        record = settledRecord(areaId, slot, version, tradedWh);
        (record.allocationRoot, record.allocationCount, record.allocatedWh) = (root.hash, TRADES, root.wh);
    }

    /// @param settled Preimage of the record that `allocatedRecord` gave.
    function allocationOf(
        uint32 areaId,
        uint64 slot,
        uint32 tradeSequence,
        uint64[4] memory allocatedWh,
        bytes memory settled
    ) internal pure returns (IKwhCertificate.Allocation memory) {
        (MerkleSum.Node[4] memory leaves, MerkleSum.Node[2] memory pairs,) = treeOf(areaId, slot, allocatedWh);
        MerkleSum.Node[] memory siblings = new MerkleSum.Node[](2);
        siblings[0] = leaves[tradeSequence ^ 1];
        siblings[1] = pairs[1 - tradeSequence / 2];
        return IKwhCertificate.Allocation({
            settled: settled,
            index: tradeSequence,
            tradeSequence: tradeSequence,
            wh: allocatedWh[tradeSequence],
            secret: secretOf(areaId, slot, tradeSequence),
            termsHash: termsOf(areaId, slot, tradeSequence),
            siblings: siblings
        });
    }

    /* CALLS */

    /// @return settled Preimage of the settled record that now stands on the ledger.
    function closeAndSettle(uint32 areaId, uint64 slot, uint64[4] memory allocatedWh)
        internal
        returns (bytes memory settled)
    {
        uint64 tradedWh = 10_000;
        bytes memory closed = close(closedRecord(areaId, slot, tradedWh));
        return settle(allocatedRecord(areaId, slot, 1, tradedWh, allocatedWh), closed);
    }

    function take(IKwhCertificate.Allocation memory allocation, address to) internal {
        vm.prank(holderOf(allocation.tradeSequence));
        certificate.take(allocation, to);
    }

    function expectTakeRevert(address sender, IKwhCertificate.Allocation memory allocation, bytes memory revertData)
        internal
    {
        vm.prank(sender);
        vm.expectRevert(revertData);
        certificate.take(allocation, sender);
    }
}
