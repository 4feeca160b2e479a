// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ISlotLedger} from "../ISlotLedger.sol";
import {SlotLedgerFixture} from "./SlotLedgerFixture.sol";
import {vm} from "./Vm.sol";

contract SlotLedgerCloseTest is SlotLedgerFixture {
    function testFuzz_CloseStoresTheHashOfThePreimage(ISlotLedger.ClosedRecord memory record) public {
        bytes32 recordHash = keccak256(closedPreimage(0, record));

        vm.expectEmit(address(ledger));
        emit ISlotLedger.SlotClosed(record.areaId, record.slot, recordHash, 0, record);
        close(record);

        require(ledger.latest(record.areaId, record.slot) == recordHash, "latest");
        require(ledger.head(record.areaId) == recordHash, "head");
    }

    function testFuzz_CloseChainsTheRecordsOfAnAreaOnly(uint32 areaId, uint32 otherAreaId, uint64 slot) public {
        if (areaId == otherAreaId) otherAreaId = ~areaId;
        uint64 nextSlot = slot ^ 1;

        bytes memory first = close(closedRecord(areaId, slot, 10));
        bytes memory other = close(closedRecord(otherAreaId, slot, 20));
        bytes memory second = closedPreimage(keccak256(first), closedRecord(areaId, nextSlot, 30));
        close(closedRecord(areaId, nextSlot, 30));

        require(ledger.head(areaId) == keccak256(second), "the area's second record follows its first");
        require(ledger.head(otherAreaId) == keccak256(other), "the other area has a chain of its own");
    }

    function testFuzz_CloseTwiceIsRefused(uint32 areaId, uint64 slot, uint64 firstWh, uint64 secondWh) public {
        bytes memory first = close(closedRecord(areaId, slot, firstWh));
        bytes memory refusal =
            abi.encodeWithSelector(ISlotLedger.SlotAlreadyClosed.selector, areaId, slot, keccak256(first));

        vm.prank(OPERATOR);
        vm.expectRevert(refusal);
        ledger.close(only(closedRecord(areaId, slot, secondWh)));
    }

    function testFuzz_CloseTwiceInOneBatchIsRefused(uint32 areaId, uint64 slot) public {
        ISlotLedger.ClosedRecord memory record = closedRecord(areaId, slot, 1);
        ISlotLedger.ClosedRecord[] memory records = new ISlotLedger.ClosedRecord[](2);
        (records[0], records[1]) = (record, record);
        bytes32 firstHash = keccak256(closedPreimage(0, record));

        vm.prank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(ISlotLedger.SlotAlreadyClosed.selector, areaId, slot, firstHash));
        ledger.close(records);
        require(ledger.latest(areaId, slot) == 0, "a refused batch leaves nothing behind");
    }

    function testFuzz_CloseAfterSettlementIsRefused(uint32 areaId, uint64 slot, uint64 tradedWh) public {
        bytes memory closed = close(closedRecord(areaId, slot, tradedWh));
        bytes memory settled = settle(settledRecord(areaId, slot, 1, tradedWh), closed);
        bytes memory refusal =
            abi.encodeWithSelector(ISlotLedger.SlotAlreadyClosed.selector, areaId, slot, keccak256(settled));

        vm.prank(OPERATOR);
        vm.expectRevert(refusal);
        ledger.close(only(closedRecord(areaId, slot, tradedWh)));
    }

    function testFuzz_CloseTakesAWholeBatch(uint256 size) public {
        size = bound(size, 1, ledger.MAX_BATCH());
        ISlotLedger.ClosedRecord[] memory records = batchOf(size);
        bytes32 head;
        for (uint64 i; i < size; ++i) head = keccak256(closedPreimage(head, records[i]));

        vm.prank(OPERATOR);
        ledger.close(records);
        require(ledger.head(1) == head, "every record of the batch is in the chain, in order");
    }

    function testFuzz_CloseRefusesBatchesOutOfBounds(uint256 excess) public {
        uint256 limit = ledger.MAX_BATCH();
        uint256 size = excess % 8 == 0 ? 0 : limit + excess % 8;

        vm.prank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(ISlotLedger.BatchSizeInvalid.selector, size, limit));
        ledger.close(batchOf(size));
    }

    function testFuzz_CloseByAnyoneElseIsRefused(address stranger) public {
        if (stranger == OPERATOR) return;
        bytes memory refusal = abi.encodeWithSelector(
            IAccessControl.AccessControlUnauthorizedAccount.selector, stranger, ledger.OPERATOR_ROLE()
        );

        vm.prank(stranger);
        vm.expectRevert(refusal);
        ledger.close(only(closedRecord(1, 2, 3)));
    }

    function batchOf(uint256 size) internal pure returns (ISlotLedger.ClosedRecord[] memory records) {
        records = new ISlotLedger.ClosedRecord[](size);
        for (uint64 i; i < size; ++i) records[i] = closedRecord(1, 1000 + i, 50 * i);
    }
}
