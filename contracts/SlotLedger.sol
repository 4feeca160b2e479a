// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IKwhCertificate} from "./IKwhCertificate.sol";
import {ISlotLedger} from "./ISlotLedger.sol";
import {KwhCertificate} from "./KwhCertificate.sol";
import {PausableRoles} from "./PausableRoles.sol";
import {CLOSED_TAG, SETTLED_TAG} from "./RecordTags.sol";

/// @title SlotLedger
/// @notice See {ISlotLedger}.
contract SlotLedger is ISlotLedger, PausableRoles, EIP712 {
    /* CONSTANTS */

    /// @notice Anchors records.
    bytes32 public constant OPERATOR_ROLE = keccak256("OPERATOR_ROLE");
    /// @notice Countersigns readings.
    bytes32 public constant METERING_AGENT_ROLE = keccak256("METERING_AGENT_ROLE");
    /// @notice Most records in one call: a day of one area.
    uint256 public constant MAX_BATCH = 48;

    bytes32 internal constant READINGS_TYPEHASH = keccak256(
        "Readings(uint32 areaId,uint64 slot,uint32 version,bytes32 readingsRoot,uint32 exportCount,uint32 importCount,uint64 exportedWh,uint64 importedWh)"
    );

    /// @inheritdoc ISlotLedger
    IKwhCertificate public immutable CERTIFICATE;

    /* STORAGE */

    /// @inheritdoc ISlotLedger
    mapping(uint32 areaId => mapping(uint64 slot => bytes32)) public latest;
    /// @inheritdoc ISlotLedger
    mapping(uint32 areaId => bytes32) public head;

    /* CONSTRUCTOR */

    /// @notice Deploys the ledger's certificate with it, under the same admin.
    /// @param adminDelay Seconds between naming a new admin and the new admin's acceptance.
    /// @param admin Grants and revokes the roles.
    /// @param takingDelay Seconds after a slot's end before its allocations can be taken: the time for corrections.
    constructor(uint48 adminDelay, address admin, uint48 takingDelay, address[] memory operators, address[] memory meteringAgents)
        PausableRoles(adminDelay, admin)
        EIP712("IchienSlotLedger", "1")
    {
        CERTIFICATE = new KwhCertificate(adminDelay, admin, takingDelay);
        for (uint256 i; i < operators.length; ++i) _grantRole(OPERATOR_ROLE, operators[i]);
        for (uint256 i; i < meteringAgents.length; ++i) _grantRole(METERING_AGENT_ROLE, meteringAgents[i]);
    }

    /* ANCHORING */

    /// @inheritdoc ISlotLedger
    function close(ClosedRecord[] calldata records) external onlyRole(OPERATOR_ROLE) whenNotPaused {
        _checkBatchSize(records.length);
        for (uint256 i; i < records.length; ++i) _close(records[i]);
    }

    /// @inheritdoc ISlotLedger
    function settle(Settlement[] calldata settlements) external onlyRole(OPERATOR_ROLE) whenNotPaused {
        _checkBatchSize(settlements.length);
        for (uint256 i; i < settlements.length; ++i) _settle(settlements[i]);
    }

    /* VIEWS */

    /// @inheritdoc ISlotLedger
    function readingsDigest(SettledRecord memory record) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    READINGS_TYPEHASH,
                    record.areaId,
                    record.slot,
                    record.version,
                    record.readingsRoot,
                    record.exportCount,
                    record.importCount,
                    record.exportedWh,
                    record.importedWh
                )
            )
        );
    }

    /* INTERNAL */

    // Records are taken from calldata into memory once: each later use is cheaper by more than the copy costs.

    function _close(ClosedRecord memory record) internal {
        bytes32 current = latest[record.areaId][record.slot];
        if (current != 0) revert SlotAlreadyClosed(record.areaId, record.slot, current);

        bytes32 previousHead = head[record.areaId];
        bytes32 recordHash = keccak256(abi.encode(CLOSED_TAG, previousHead, record));
        latest[record.areaId][record.slot] = recordHash;
        head[record.areaId] = recordHash;
        emit SlotClosed(record.areaId, record.slot, recordHash, previousHead, record);
    }

    function _settle(Settlement calldata settlement) internal {
        SettledRecord memory record = settlement.record;
        bytes32 previousOfSlot = latest[record.areaId][record.slot];
        _checkPrior(record, previousOfSlot, settlement.prior);
        _checkBounds(record);
        if (record.version > 1) _checkMinted(record);
        _checkCountersigned(record, settlement.meteringSignature);

        bytes32 previousHead = head[record.areaId];
        bytes32 recordHash = keccak256(abi.encode(SETTLED_TAG, previousHead, previousOfSlot, record));
        latest[record.areaId][record.slot] = recordHash;
        head[record.areaId] = recordHash;
        emit SlotSettled(record.areaId, record.slot, recordHash, previousHead, previousOfSlot, record);
    }

    function _checkBatchSize(uint256 size) internal pure {
        if (size == 0 || size > MAX_BATCH) revert BatchSizeInvalid(size, MAX_BATCH);
    }

    /// @dev `prior` hashes to a word that only this contract writes, so its tag says what it decodes to.
    function _checkPrior(SettledRecord memory record, bytes32 previousOfSlot, bytes calldata prior) internal pure {
        if (previousOfSlot == 0) revert SlotNotClosed(record.areaId, record.slot);
        bytes32 given = keccak256(prior);
        if (given != previousOfSlot) revert PriorMismatch(record.areaId, record.slot, previousOfSlot, given);

        uint32 nextVersion = 1;
        uint64 closedWh;
        if (bytes32(prior) == CLOSED_TAG) {
            (,, ClosedRecord memory closed) = abi.decode(prior, (bytes32, bytes32, ClosedRecord));
            closedWh = closed.tradedWh;
        } else {
            (,,, SettledRecord memory settled) = abi.decode(prior, (bytes32, bytes32, bytes32, SettledRecord));
            nextVersion = settled.version + 1;
            closedWh = settled.tradedWh;
        }
        if (record.version != nextVersion) {
            revert VersionOutOfOrder(record.areaId, record.slot, nextVersion, record.version);
        }
        if (record.tradedWh != closedWh) {
            revert TradedWhMismatch(record.areaId, record.slot, closedWh, record.tradedWh);
        }
    }

    function _checkBounds(SettledRecord memory record) internal pure {
        uint64 allocatedWh = record.allocatedWh;
        if (allocatedWh > record.tradedWh) {
            revert AllocatedAboveTraded(record.areaId, record.slot, allocatedWh, record.tradedWh);
        }
        if (allocatedWh > record.exportedWh) {
            revert AllocatedAboveExported(record.areaId, record.slot, allocatedWh, record.exportedWh);
        }
        if (allocatedWh > record.importedWh) {
            revert AllocatedAboveImported(record.areaId, record.slot, allocatedWh, record.importedWh);
        }
    }

    /// @dev Nothing can be taken of a slot before its first settlement, so that needs no check.
    function _checkMinted(SettledRecord memory record) internal view {
        uint64 mintedWh = CERTIFICATE.mintedWh(record.areaId, record.slot);
        if (record.allocatedWh < mintedWh) {
            revert AllocatedBelowMinted(record.areaId, record.slot, record.allocatedWh, mintedWh);
        }
    }

    function _checkCountersigned(SettledRecord memory record, bytes calldata signature) internal view {
        (address signer, ECDSA.RecoverError malformed,) =
            ECDSA.tryRecoverCalldata(readingsDigest(record), signature);
        if (malformed != ECDSA.RecoverError.NoError || !hasRole(METERING_AGENT_ROLE, signer)) {
            revert NotMeteringAgent(record.areaId, record.slot, signer);
        }
    }
}
