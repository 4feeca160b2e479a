// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {AccessControlDefaultAdminRules} from
    "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {IKwhCertificate} from "./IKwhCertificate.sol";
import {ISlotLedger} from "./ISlotLedger.sol";
import {MerkleSum} from "./MerkleSum.sol";
import {PausableRoles} from "./PausableRoles.sol";
import {SETTLED_TAG} from "./RecordTags.sol";

/// @title KwhCertificate
/// @notice See {IKwhCertificate}. Several calls fit in one transaction (`multicall`).
contract KwhCertificate is IKwhCertificate, ERC1155, PausableRoles, Multicall {
    using BitMaps for BitMaps.BitMap;

    /* CONSTANTS */

    /// @notice Longest name of a beneficiary.
    uint256 public constant MAX_BENEFICIARY_BYTES = 256;
    /// @notice Seconds of a slot; slot n begins at unix second n * SLOT_SECONDS.
    uint256 internal constant SLOT_SECONDS = 1800;
    /// @notice What was settled, and how.
    ISlotLedger public immutable LEDGER;
    /// @inheritdoc IKwhCertificate
    uint48 public immutable TAKING_DELAY;

    /* STORAGE */

    struct Totals {
        uint64 mintedWh;
        uint64 retiredWh;
    }

    mapping(uint256 id => Totals) internal totals;
    mapping(uint256 id => BitMaps.BitMap) internal taken;

    /* CONSTRUCTOR */

    /// @dev Made by the ledger that it belongs to.
    constructor(uint48 adminDelay, address admin, uint48 takingDelay) ERC1155("") PausableRoles(adminDelay, admin) {
        LEDGER = ISlotLedger(msg.sender);
        TAKING_DELAY = takingDelay;
    }

    /* TAKING */

    /// @inheritdoc IKwhCertificate
    function take(Allocation calldata allocation, address to) external {
        (ISlotLedger.SettledRecord memory record, bytes32 recordHash) = _latestSettled(allocation.settled);
        _checkProven(allocation, record);
        _checkCorrectionsAreOver(record);

        uint256 id = idOf(record.areaId, record.slot);
        (uint32 tradeSequence, uint64 wh) = (allocation.tradeSequence, allocation.wh);
        if (wh == 0) revert AllocationEmpty(record.areaId, record.slot, tradeSequence);
        if (taken[id].get(tradeSequence)) revert AllocationTaken(record.areaId, record.slot, tradeSequence);
        uint64 minted = totals[id].mintedWh;
        // The record's own total bounds `wh`; a sum of both in 256 bits cannot wrap.
        if (uint256(minted) + wh > record.allocatedWh) {
            revert MintedAboveAllocated(record.areaId, record.slot, minted, wh, record.allocatedWh);
        }

        taken[id].set(tradeSequence);
        totals[id].mintedWh = minted + wh;
        emit Taken(id, tradeSequence, to, msg.sender, wh, recordHash);
        // Last: a receiver that is a contract is called.
        _mint(to, id, wh, "");
    }

    /* RETIRING */

    /// @inheritdoc IKwhCertificate
    function retire(address holder, uint256 id, uint64 wh, string calldata beneficiary) external {
        _checkAuthorized(msg.sender, holder);
        if (wh == 0) revert NothingToRetire(id);
        uint256 length = bytes(beneficiary).length;
        if (length == 0 || length > MAX_BENEFICIARY_BYTES) revert BeneficiaryInvalid(length, MAX_BENEFICIARY_BYTES);

        _burn(holder, id, wh);
        totals[id].retiredWh += wh;
        emit Retired(id, holder, wh, beneficiary);
    }

    /* VIEWS */

    /// @inheritdoc IKwhCertificate
    function idOf(uint32 areaId, uint64 slot) public pure returns (uint256) {
        return uint256(areaId) << 64 | slot;
    }

    /// @inheritdoc IKwhCertificate
    function mintedWh(uint32 areaId, uint64 slot) external view returns (uint64) {
        return totals[idOf(areaId, slot)].mintedWh;
    }

    /// @inheritdoc IKwhCertificate
    function retiredWh(uint32 areaId, uint64 slot) external view returns (uint64) {
        return totals[idOf(areaId, slot)].retiredWh;
    }

    /// @inheritdoc IKwhCertificate
    function isTaken(uint32 areaId, uint64 slot, uint32 tradeSequence) external view returns (bool) {
        return taken[idOf(areaId, slot)].get(tradeSequence);
    }

    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(ERC1155, AccessControlDefaultAdminRules, IERC165)
        returns (bool)
    {
        return interfaceId == type(IKwhCertificate).interfaceId || super.supportsInterface(interfaceId);
    }

    /* INTERNAL */

    /// @dev Minting, transfer and burning all pass here.
    function _update(address from, address to, uint256[] memory ids, uint256[] memory values)
        internal
        override
        whenNotPaused
    {
        super._update(from, to, ids, values);
    }

    /// @dev A preimage whose hash is the slot's latest word was written by the ledger, so its tag says what it decodes to.
    function _latestSettled(bytes calldata preimage)
        internal
        view
        returns (ISlotLedger.SettledRecord memory record, bytes32 recordHash)
    {
        recordHash = keccak256(preimage);
        if (bytes32(preimage) != SETTLED_TAG) revert SlotNotSettled(recordHash);
        (,,, record) = abi.decode(preimage, (bytes32, bytes32, bytes32, ISlotLedger.SettledRecord));
        if (LEDGER.latest(record.areaId, record.slot) != recordHash) revert RecordNotLatest(recordHash);
    }

    /// @dev No settlement may fall below what was taken, so corrections come first. Without a delay the time is not asked.
    function _checkCorrectionsAreOver(ISlotLedger.SettledRecord memory record) internal view {
        if (TAKING_DELAY == 0) return;
        uint256 takeableAt = (uint256(record.slot) + 1) * SLOT_SECONDS + TAKING_DELAY;
        if (block.timestamp < takeableAt) revert TakenTooEarly(record.areaId, record.slot, takeableAt);
    }

    function _checkProven(Allocation calldata allocation, ISlotLedger.SettledRecord memory record) internal view {
        bytes32 claim = keccak256(abi.encodePacked(msg.sender, allocation.secret));
        bytes memory data = abi.encodePacked("A", allocation.tradeSequence, claim, allocation.termsHash);
        MerkleSum.Tree memory tree =
            MerkleSum.Tree(record.allocationRoot, record.allocatedWh, record.allocationCount);
        if (!MerkleSum.verify(tree, allocation.index, MerkleSum.hashLeaf(data, allocation.wh), allocation.siblings)) {
            revert AllocationNotProven(record.areaId, record.slot, allocation.tradeSequence, msg.sender);
        }
    }
}
