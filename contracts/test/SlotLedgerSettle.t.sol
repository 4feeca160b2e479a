// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ISlotLedger} from "../ISlotLedger.sol";
import {SlotLedger} from "../SlotLedger.sol";
import {SlotLedgerFixture} from "./SlotLedgerFixture.sol";
import {vm} from "./Vm.sol";

contract SlotLedgerSettleTest is SlotLedgerFixture {
    uint32 internal constant AREA = 13;
    uint64 internal constant SLOT = 990_000;

    /* WHAT IS STORED */

    function testFuzz_SettleStoresTheHashOfThePreimage(ISlotLedger.SettledRecord memory record) public {
        admissible(record);
        bytes memory closed = close(closedRecord(record.areaId, record.slot, record.tradedWh));
        bytes32 closedHash = keccak256(closed);
        bytes32 recordHash = keccak256(settledPreimage(closedHash, closedHash, record));
        ISlotLedger.Settlement[] memory settlements = only(countersigned(record, closed));

        vm.expectEmit(address(ledger));
        emit ISlotLedger.SlotSettled(record.areaId, record.slot, recordHash, closedHash, closedHash, record);
        vm.prank(OPERATOR);
        ledger.settle(settlements);

        require(ledger.latest(record.areaId, record.slot) == recordHash, "latest");
        require(ledger.head(record.areaId) == recordHash, "head");
    }

    function testFuzz_VersionsFollowEachOther(uint8 count, uint64 tradedWh) public {
        bytes memory prior = close(closedRecord(AREA, SLOT, tradedWh));
        for (uint32 version = 1; version <= count % 8; ++version) {
            prior = settle(settledRecord(AREA, SLOT, version, tradedWh), prior);
            require(ledger.latest(AREA, SLOT) == keccak256(prior), "latest is the newest version");
        }
    }

    function test_TwoVersionsMayStandInOneBatch() public {
        bytes memory closed = close(closedRecord(AREA, SLOT, 500));
        bytes32 closedHash = keccak256(closed);
        ISlotLedger.SettledRecord memory first = settledRecord(AREA, SLOT, 1, 500);
        bytes memory firstPreimage = settledPreimage(closedHash, closedHash, first);
        ISlotLedger.Settlement[] memory settlements = new ISlotLedger.Settlement[](2);
        settlements[0] = countersigned(first, closed);
        settlements[1] = countersigned(settledRecord(AREA, SLOT, 2, 500), firstPreimage);

        vm.prank(OPERATOR);
        ledger.settle(settlements);

        bytes32 firstHash = keccak256(firstPreimage);
        bytes memory second = settledPreimage(firstHash, firstHash, settlements[1].record);
        require(ledger.latest(AREA, SLOT) == keccak256(second), "version 2");
    }

    /* ORDER */

    function testFuzz_UnclosedSlotIsRefused(uint64 otherSlot) public {
        if (otherSlot == SLOT) return;
        bytes memory closed = close(closedRecord(AREA, SLOT, 500));
        expectSettleRevert(
            settledRecord(AREA, otherSlot, 1, 500),
            closed,
            abi.encodeWithSelector(ISlotLedger.SlotNotClosed.selector, AREA, otherSlot)
        );
    }

    function testFuzz_FirstVersionIsOne(uint32 version) public {
        if (version == 1) return;
        bytes memory closed = close(closedRecord(AREA, SLOT, 500));
        expectSettleRevert(settledRecord(AREA, SLOT, version, 500), closed, versionOutOfOrder(1, version));
    }

    function testFuzz_NextVersionIsOneMore(uint32 version) public {
        if (version == 2) return;
        bytes memory first = settle(settledRecord(AREA, SLOT, 1, 500), close(closedRecord(AREA, SLOT, 500)));
        expectSettleRevert(settledRecord(AREA, SLOT, version, 500), first, versionOutOfOrder(2, version));
    }

    function test_AnOlderRecordIsNoPrior() public {
        bytes memory closed = close(closedRecord(AREA, SLOT, 500));
        bytes memory first = settle(settledRecord(AREA, SLOT, 1, 500), closed);
        expectSettleRevert(
            settledRecord(AREA, SLOT, 1, 500), closed, priorMismatch(keccak256(first), keccak256(closed))
        );
    }

    function testFuzz_AForgedPriorIsRefused(bytes memory prior) public {
        bytes memory closed = close(closedRecord(AREA, SLOT, 500));
        expectSettleRevert(
            settledRecord(AREA, SLOT, 1, 500), prior, priorMismatch(keccak256(closed), keccak256(prior))
        );
    }

    function testFuzz_APriorWithAnotherTotalIsRefused(uint64 forgedWh) public {
        if (forgedWh == 500) return;
        bytes memory closed = close(closedRecord(AREA, SLOT, 500));
        bytes memory forged = closedPreimage(0, closedRecord(AREA, SLOT, forgedWh));
        expectSettleRevert(
            settledRecord(AREA, SLOT, 1, forgedWh), forged, priorMismatch(keccak256(closed), keccak256(forged))
        );
    }

    /* BOUNDS */

    function testFuzz_TradedMustBeTheClosedRecords(uint64 closedWh, uint64 givenWh) public {
        if (closedWh == givenWh) return;
        bytes memory closed = close(closedRecord(AREA, SLOT, closedWh));
        expectSettleRevert(
            settledRecord(AREA, SLOT, 1, givenWh),
            closed,
            abi.encodeWithSelector(ISlotLedger.TradedWhMismatch.selector, AREA, SLOT, closedWh, givenWh)
        );
    }

    function testFuzz_TradedMustStayTheSameInEveryVersion(uint64 closedWh, uint64 givenWh) public {
        if (closedWh == givenWh) return;
        bytes memory first = settle(settledRecord(AREA, SLOT, 1, closedWh), close(closedRecord(AREA, SLOT, closedWh)));
        expectSettleRevert(
            settledRecord(AREA, SLOT, 2, givenWh),
            first,
            abi.encodeWithSelector(ISlotLedger.TradedWhMismatch.selector, AREA, SLOT, closedWh, givenWh)
        );
    }

    function testFuzz_AllocatedAboveTradedIsRefused(uint64 tradedWh, uint256 excess) public {
        tradedWh = bound(tradedWh, 0, type(uint64).max - 1);
        ISlotLedger.SettledRecord memory record = settledRecord(AREA, SLOT, 1, tradedWh);
        record.allocatedWh = bound(excess, uint256(tradedWh) + 1, type(uint64).max);
        (record.exportedWh, record.importedWh) = (type(uint64).max, type(uint64).max);
        expectBoundRevert(record, ISlotLedger.AllocatedAboveTraded.selector, tradedWh);
    }

    function testFuzz_AllocatedAboveExportedIsRefused(uint64 exportedWh, uint256 excess) public {
        exportedWh = bound(exportedWh, 0, type(uint64).max - 1);
        ISlotLedger.SettledRecord memory record = settledRecord(AREA, SLOT, 1, type(uint64).max);
        record.exportedWh = exportedWh;
        record.allocatedWh = bound(excess, uint256(exportedWh) + 1, type(uint64).max);
        expectBoundRevert(record, ISlotLedger.AllocatedAboveExported.selector, exportedWh);
    }

    function testFuzz_AllocatedAboveImportedIsRefused(uint64 importedWh, uint256 excess) public {
        importedWh = bound(importedWh, 0, type(uint64).max - 1);
        ISlotLedger.SettledRecord memory record = settledRecord(AREA, SLOT, 1, type(uint64).max);
        record.importedWh = importedWh;
        record.allocatedWh = bound(excess, uint256(importedWh) + 1, type(uint64).max);
        expectBoundRevert(record, ISlotLedger.AllocatedAboveImported.selector, importedWh);
    }

    /* COUNTERSIGNATURE */

    function testFuzz_AStrangersSignatureIsRefused(uint256 key) public {
        key = 1 + key % type(uint128).max;
        ISlotLedger.SettledRecord memory record = settledRecord(AREA, SLOT, 1, 500);
        bytes memory closed = close(closedRecord(AREA, SLOT, 500));
        expectSettleRevert(ISlotLedger.Settlement(record, signed(key, record), closed), notAgent(vm.addr(key)));
    }

    function testFuzz_AMalformedSignatureIsRefused(bytes memory signature) public {
        if (signature.length == 65) signature = abi.encodePacked(signature, hex"00");
        ISlotLedger.SettledRecord memory record = settledRecord(AREA, SLOT, 1, 500);
        bytes memory closed = close(closedRecord(AREA, SLOT, 500));
        expectSettleRevert(ISlotLedger.Settlement(record, signature, closed), notAgent(address(0)));
    }

    function test_TheMirroredSignatureIsRefused() public {
        ISlotLedger.SettledRecord memory record = settledRecord(AREA, SLOT, 1, 500);
        bytes memory closed = close(closedRecord(AREA, SLOT, 500));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(AGENT_KEY, ledger.readingsDigest(record));
        uint256 curveOrder = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        bytes memory mirrored = abi.encodePacked(r, bytes32(curveOrder - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        expectSettleRevert(ISlotLedger.Settlement(record, mirrored, closed), notAgent(address(0)));
    }

    function testFuzz_TheSignatureFixesEveryField(uint8 field) public view {
        ISlotLedger.SettledRecord memory record = settledRecord(AREA, SLOT, 1, 500);
        bytes32 digest = ledger.readingsDigest(record);
        changeReading(record, field % 8);
        require(ledger.readingsDigest(record) != digest, "a changed field changes what is signed");
    }

    function test_TheSignatureIsForOneLedgerOnly() public {
        ISlotLedger.SettledRecord memory record = settledRecord(AREA, SLOT, 1, 500);
        SlotLedger other = new SlotLedger(ADMIN_DELAY, ADMIN, 0, new address[](0), new address[](0));
        require(other.readingsDigest(record) != ledger.readingsDigest(record), "domain");
    }

    /* WHO AND HOW MANY */

    function testFuzz_SettleByAnyoneElseIsRefused(address stranger) public {
        if (stranger == OPERATOR) return;
        bytes memory closed = close(closedRecord(AREA, SLOT, 500));
        ISlotLedger.Settlement[] memory settlements = only(countersigned(settledRecord(AREA, SLOT, 1, 500), closed));
        bytes memory refusal = abi.encodeWithSelector(
            IAccessControl.AccessControlUnauthorizedAccount.selector, stranger, ledger.OPERATOR_ROLE()
        );

        vm.prank(stranger);
        vm.expectRevert(refusal);
        ledger.settle(settlements);
    }

    function testFuzz_SettleRefusesBatchesOutOfBounds(uint256 excess) public {
        uint256 limit = ledger.MAX_BATCH();
        uint256 size = excess % 8 == 0 ? 0 : limit + excess % 8;

        vm.prank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(ISlotLedger.BatchSizeInvalid.selector, size, limit));
        ledger.settle(new ISlotLedger.Settlement[](size));
    }

    /* HELPERS */

    function admissible(ISlotLedger.SettledRecord memory record) internal pure {
        record.version = 1;
        record.tradedWh = bound(record.tradedWh, record.allocatedWh, type(uint64).max);
        record.exportedWh = bound(record.exportedWh, record.allocatedWh, type(uint64).max);
        record.importedWh = bound(record.importedWh, record.allocatedWh, type(uint64).max);
    }

    function expectBoundRevert(ISlotLedger.SettledRecord memory record, bytes4 selector, uint64 limitWh) internal {
        bytes memory closed = close(closedRecord(AREA, SLOT, record.tradedWh));
        expectSettleRevert(
            record, closed, abi.encodeWithSelector(selector, AREA, SLOT, record.allocatedWh, limitWh)
        );
    }

    function changeReading(ISlotLedger.SettledRecord memory record, uint8 field) internal pure {
        if (field == 0) record.areaId ^= 1;
        if (field == 1) record.slot ^= 1;
        if (field == 2) record.version ^= 1;
        if (field == 3) record.readingsRoot ^= bytes32(uint256(1));
        if (field == 4) record.exportCount ^= 1;
        if (field == 5) record.importCount ^= 1;
        if (field == 6) record.exportedWh ^= 1;
        if (field == 7) record.importedWh ^= 1;
    }

    function versionOutOfOrder(uint32 expected, uint32 given) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ISlotLedger.VersionOutOfOrder.selector, AREA, SLOT, expected, given);
    }

    function priorMismatch(bytes32 latest, bytes32 given) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ISlotLedger.PriorMismatch.selector, AREA, SLOT, latest, given);
    }

    function notAgent(address signer) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ISlotLedger.NotMeteringAgent.selector, AREA, SLOT, signer);
    }
}
