// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISlotLedger} from "../ISlotLedger.sol";
import {SlotLedgerFixture} from "./SlotLedgerFixture.sol";
import {vm} from "./Vm.sol";

/// @notice Does anything to a ledger, allowed or not, over a few areas and slots, and keeps beside it what should be there.
contract SlotLedgerHandler is SlotLedgerFixture {
    uint32 public constant AREAS = 2;
    uint64 public constant SLOTS = 3;
    uint8 internal constant FAULTS = 9;

    /// @notice What should be the slot's latest record.
    mapping(uint32 areaId => mapping(uint64 slot => bytes)) public prior;
    /// @notice Version of that record, 0 for a closed one.
    mapping(uint32 areaId => mapping(uint64 slot => uint32)) public version;
    /// @notice The total that was closed.
    mapping(uint32 areaId => mapping(uint64 slot => uint64)) public closedWh;
    /// @notice What should be the area's head.
    mapping(uint32 areaId => bytes32) public head;

    /// @notice Calls that were taken although they were not allowed, or refused although they were.
    uint256 public surprises;

    function latest(uint32 areaId, uint64 slot) external view returns (bytes32) {
        return ledger.latest(areaId, slot);
    }

    function ledgerHead(uint32 areaId) external view returns (bytes32) {
        return ledger.head(areaId);
    }

    function close(uint32 areaSeed, uint64 slotSeed, uint64 tradedWh) external {
        tradedWh = bound(tradedWh, 0, type(uint64).max - 1);
        (uint32 areaId, uint64 slot) = (areaSeed % AREAS, slotSeed % SLOTS);
        ISlotLedger.ClosedRecord memory record = closedRecord(areaId, slot, tradedWh);
        bool allowed = prior[areaId][slot].length == 0;

        vm.prank(OPERATOR);
        try ledger.close(only(record)) {
            account(allowed, true);
            remember(areaId, slot, 0, closedPreimage(head[areaId], record));
            closedWh[areaId][slot] = tradedWh;
        } catch {
            account(allowed, false);
        }
    }

    /// @param faultSeed Picks one of 9 faults, or none, once in four calls.
    function settle(uint32 areaSeed, uint64 slotSeed, uint64 allocatedWh, uint8 faultSeed) external {
        uint8 fault = faultSeed % 12;
        (uint32 areaId, uint64 slot) = (areaSeed % AREAS, slotSeed % SLOTS);
        uint64 tradedWh = closedWh[areaId][slot];
        ISlotLedger.SettledRecord memory record = settledRecord(areaId, slot, version[areaId][slot] + 1, tradedWh);
        record.allocatedWh = bound(allocatedWh, 0, tradedWh);
        bytes memory given = prior[areaId][slot];
        spoil(record, fault);
        ISlotLedger.Settlement memory settlement = countersigned(record, given);
        if (fault == 6) settlement.meteringSignature = signed(AGENT_KEY + 1, record);
        if (fault == 7) settlement.prior = abi.encodePacked(given, uint8(0));
        if (fault == 8) settlement.record.importedWh ^= 1 << 63;
        bool allowed = given.length != 0 && fault >= FAULTS;

        ISlotLedger.Settlement[] memory settlements = only(settlement);
        vm.prank(OPERATOR);
        try ledger.settle(settlements) {
            account(allowed, true);
            remember(areaId, slot, record.version, settledPreimage(head[areaId], keccak256(given), record));
        } catch {
            account(allowed, false);
        }
    }

    function spoil(ISlotLedger.SettledRecord memory record, uint8 fault) internal pure {
        if (fault == 0) record.version += 1;
        if (fault == 1) record.version -= 1;
        if (fault == 2) record.tradedWh ^= 1;
        uint64 excess = record.allocatedWh / 2 + 1;
        if (fault == 3) (record.allocatedWh, record.exportedWh) = (excess, excess - 1);
        if (fault == 4) (record.allocatedWh, record.importedWh) = (excess, excess - 1);
        if (fault == 5) {
            (record.exportedWh, record.importedWh) = (type(uint64).max, type(uint64).max);
            record.allocatedWh = record.tradedWh + 1;
        }
    }

    function account(bool allowed, bool done) internal {
        if (allowed != done) ++surprises;
    }

    function remember(uint32 areaId, uint64 slot, uint32 newVersion, bytes memory preimage) internal {
        prior[areaId][slot] = preimage;
        version[areaId][slot] = newVersion;
        head[areaId] = keccak256(preimage);
    }
}
