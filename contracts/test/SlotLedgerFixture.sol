// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISlotLedger} from "../ISlotLedger.sol";
import {SlotLedger} from "../SlotLedger.sol";
import {vm} from "./Vm.sol";

/// @notice A ledger with its roles filled, and records to put into it.
abstract contract SlotLedgerFixture {
    address internal constant ADMIN = address(0xAD);
    address internal constant OPERATOR = address(0x09);
    uint256 internal constant AGENT_KEY = uint256(keccak256("metering agent of the tests"));
    uint48 internal constant ADMIN_DELAY = 1 days;

    SlotLedger internal ledger;

    constructor() {
        address[] memory operators = new address[](1);
        address[] memory agents = new address[](1);
        operators[0] = OPERATOR;
        agents[0] = vm.addr(AGENT_KEY);
        ledger = new SlotLedger(ADMIN_DELAY, ADMIN, takingDelay(), operators, agents);
    }

    /// @dev Tests of certificates that wait for corrections override it.
    function takingDelay() internal pure virtual returns (uint48) {
        return 0;
    }

    /* RECORDS */

    function closedRecord(uint32 areaId, uint64 slot, uint64 tradedWh)
        internal
        pure
        returns (ISlotLedger.ClosedRecord memory)
    {
        return ISlotLedger.ClosedRecord({
            areaId: areaId,
            slot: slot,
            journalRoot: keccak256(abi.encode("journal", areaId, slot)),
            journalCount: 7,
            tradeRoot: keccak256(abi.encode("trades", areaId, slot)),
            tradeCount: 3,
            tradedWh: tradedWh
        });
    }

    /// @dev Exports and imports bear out all that was traded.
    function settledRecord(uint32 areaId, uint64 slot, uint32 version, uint64 tradedWh)
        internal
        pure
        returns (ISlotLedger.SettledRecord memory)
    {
        return ISlotLedger.SettledRecord({
            areaId: areaId,
            slot: slot,
            version: version,
            readingsRoot: keccak256(abi.encode("readings", areaId, slot, version)),
            exportCount: 2,
            importCount: 4,
            exportedWh: tradedWh,
            importedWh: tradedWh,
            allocationRoot: keccak256(abi.encode("allocations", areaId, slot, version)),
            allocationCount: 3,
            tradedWh: tradedWh,
            allocatedWh: tradedWh
        });
    }

    function closedPreimage(bytes32 previousHead, ISlotLedger.ClosedRecord memory record)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encode(keccak256("ichien/closed/v1"), previousHead, record);
    }

    function settledPreimage(bytes32 previousHead, bytes32 previousOfSlot, ISlotLedger.SettledRecord memory record)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encode(keccak256("ichien/settled/v1"), previousHead, previousOfSlot, record);
    }

    function signed(uint256 key, ISlotLedger.SettledRecord memory record) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, ledger.readingsDigest(record));
        return abi.encodePacked(r, s, v);
    }

    function countersigned(ISlotLedger.SettledRecord memory record, bytes memory prior)
        internal
        view
        returns (ISlotLedger.Settlement memory)
    {
        return ISlotLedger.Settlement(record, signed(AGENT_KEY, record), prior);
    }

    /* CALLS */

    function only(ISlotLedger.ClosedRecord memory record)
        internal
        pure
        returns (ISlotLedger.ClosedRecord[] memory records)
    {
        records = new ISlotLedger.ClosedRecord[](1);
        records[0] = record;
    }

    function only(ISlotLedger.Settlement memory settlement)
        internal
        pure
        returns (ISlotLedger.Settlement[] memory settlements)
    {
        settlements = new ISlotLedger.Settlement[](1);
        settlements[0] = settlement;
    }

    /// @return preimage Of the record that now stands on the ledger.
    function close(ISlotLedger.ClosedRecord memory record) internal returns (bytes memory preimage) {
        preimage = closedPreimage(ledger.head(record.areaId), record);
        vm.prank(OPERATOR);
        ledger.close(only(record));
    }

    /// @return preimage Of the record that now stands on the ledger.
    function settle(ISlotLedger.SettledRecord memory record, bytes memory prior)
        internal
        returns (bytes memory preimage)
    {
        preimage = settledPreimage(ledger.head(record.areaId), keccak256(prior), record);
        ISlotLedger.Settlement[] memory settlements = only(countersigned(record, prior));
        vm.prank(OPERATOR);
        ledger.settle(settlements);
    }

    function expectSettleRevert(ISlotLedger.SettledRecord memory record, bytes memory prior, bytes memory revertData)
        internal
    {
        expectSettleRevert(countersigned(record, prior), revertData);
    }

    function expectSettleRevert(ISlotLedger.Settlement memory settlement, bytes memory revertData) internal {
        vm.prank(OPERATOR);
        vm.expectRevert(revertData);
        ledger.settle(only(settlement));
    }

    /* VALUES */

    /// @dev Folds a random value into [low, high].
    function bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint64) {
        return uint64(low + value % (high - low + 1));
    }
}
