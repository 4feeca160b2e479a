// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IKwhCertificate} from "./IKwhCertificate.sol";

/// @title ISlotLedger
/// @notice Anchors what happened in each half hour ("slot") of each area: first its sealed trading, then its settlement.
/// @dev Only hashes are stored; the records are in the events, and a function that needs an earlier record takes its
/// preimage and checks the hash. Slot = unix seconds / 1800. Energy in Wh. The format is in docs/provenance.md.
interface ISlotLedger {
    /* STRUCTS */

    /// @notice What gate closure sealed.
    /// @param journalRoot Root of the tree over every command the book took, in order.
    /// @param tradeRoot Root of the tree over the trades that came of it.
    /// @param tradedWh Total of the trade tree.
    struct ClosedRecord {
        uint32 areaId;
        uint64 slot;
        bytes32 journalRoot;
        uint32 journalCount;
        bytes32 tradeRoot;
        uint32 tradeCount;
        uint64 tradedWh;
    }

    /// @notice What the meters showed and how much of the trades they bear out.
    /// @param version 1 for the first settlement of the slot, one more for each correction.
    /// @param readingsRoot Node over the tree of exports (left) and the tree of imports (right).
    /// @param exportedWh Total of the tree of exports: what the sellers' meters delivered.
    /// @param importedWh Total of the tree of imports: what the buyers' meters took.
    /// @param allocationRoot Root of the tree over the allocations, one for each trade.
    /// @param tradedWh As in the slot's closed record.
    /// @param allocatedWh Total of the allocation tree.
    struct SettledRecord {
        uint32 areaId;
        uint64 slot;
        uint32 version;
        bytes32 readingsRoot;
        uint32 exportCount;
        uint32 importCount;
        uint64 exportedWh;
        uint64 importedWh;
        bytes32 allocationRoot;
        uint32 allocationCount;
        uint64 tradedWh;
        uint64 allocatedWh;
    }

    /// @notice A settled record with what proves it admissible.
    /// @param meteringSignature The metering agent's EIP-712 signature of the record's readings.
    /// @param prior Preimage of the slot's latest record: its closed record, or its settled record of the version before.
    struct Settlement {
        SettledRecord record;
        bytes meteringSignature;
        bytes prior;
    }

    /* EVENTS */

    /// @notice A slot's trading was anchored.
    /// @param recordHash `keccak256(abi.encode(keccak256("ichien/closed/v1"), previousHead, record))`.
    /// @param previousHead The area's head before this record, zero for its first.
    event SlotClosed(
        uint32 indexed areaId, uint64 indexed slot, bytes32 recordHash, bytes32 previousHead, ClosedRecord record
    );

    /// @notice A slot's settlement was anchored.
    /// @param recordHash `keccak256(abi.encode(keccak256("ichien/settled/v1"), previousHead, previousOfSlot, record))`.
    /// @param previousHead The area's head before this record.
    /// @param previousOfSlot The slot's latest record before this one.
    event SlotSettled(
        uint32 indexed areaId,
        uint64 indexed slot,
        bytes32 recordHash,
        bytes32 previousHead,
        bytes32 previousOfSlot,
        SettledRecord record
    );

    /* ERRORS */

    /// @notice A call carries no record or more than `MAX_BATCH`.
    error BatchSizeInvalid(uint256 given, uint256 limit);
    /// @notice The slot already has a record: it can be closed once only.
    error SlotAlreadyClosed(uint32 areaId, uint64 slot, bytes32 latest);
    /// @notice The slot has no closed record to settle.
    error SlotNotClosed(uint32 areaId, uint64 slot);
    /// @notice The given preimage is not that of the slot's latest record.
    error PriorMismatch(uint32 areaId, uint64 slot, bytes32 latest, bytes32 given);
    /// @notice Versions go up by one, from 1.
    error VersionOutOfOrder(uint32 areaId, uint64 slot, uint32 expected, uint32 given);
    /// @notice The settlement speaks of another traded energy than the slot's closed record.
    error TradedWhMismatch(uint32 areaId, uint64 slot, uint64 closedWh, uint64 givenWh);
    /// @notice More was allocated than was traded.
    error AllocatedAboveTraded(uint32 areaId, uint64 slot, uint64 allocatedWh, uint64 tradedWh);
    /// @notice More was allocated than the sellers' meters delivered.
    error AllocatedAboveExported(uint32 areaId, uint64 slot, uint64 allocatedWh, uint64 exportedWh);
    /// @notice More was allocated than the buyers' meters took.
    error AllocatedAboveImported(uint32 areaId, uint64 slot, uint64 allocatedWh, uint64 importedWh);
    /// @notice Less was allocated than the earlier settlements' allocations taken as certificates.
    error AllocatedBelowMinted(uint32 areaId, uint64 slot, uint64 allocatedWh, uint64 mintedWh);
    /// @notice The readings are not countersigned by a metering agent. `signer` is zero if the signature is malformed.
    error NotMeteringAgent(uint32 areaId, uint64 slot, address signer);

    /* FUNCTIONS */

    /// @notice Anchors the trading of slots, each once. Only the operator.
    /// @param records 1 to `MAX_BATCH`, of any areas, in any order of slots.
    function close(ClosedRecord[] calldata records) external;

    /// @notice Anchors the settlement of closed slots, or their next version. Only the operator, and only with readings
    /// that a metering agent countersigned. No version may allocate less than was already taken as certificates.
    /// @param settlements 1 to `MAX_BATCH`; several versions of one slot stand in their order.
    function settle(Settlement[] calldata settlements) external;

    /// @notice What a metering agent signs for a settled record (EIP-712, domain `IchienSlotLedger` version `1`).
    function readingsDigest(SettledRecord calldata record) external view returns (bytes32);

    /// @notice Where the allocations of this ledger are taken as certificates.
    function CERTIFICATE() external view returns (IKwhCertificate);

    /// @notice Hash of a slot's latest record, zero for none.
    function latest(uint32 areaId, uint64 slot) external view returns (bytes32);

    /// @notice Hash of an area's latest record, zero for none. It commits to every record of the area before it.
    function head(uint32 areaId) external view returns (bytes32);
}
