// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {MerkleSum} from "./MerkleSum.sol";

/// @title IKwhCertificate
/// @notice Certificates of the energy that `SlotLedger` shows allocated: one unit is one Wh, one id is one half hour of one area.
/// @dev Whoever holds an allocation takes it once; certificates are then transferred as any ERC-1155, until they are retired
/// for a named beneficiary and are no more. Of an id never more is minted than its slot's latest settlement allocated, and
/// `SlotLedger` refuses a settlement that allocates less than was minted. The format is in docs/provenance.md.
interface IKwhCertificate is IERC1155 {
    /* STRUCTS */

    /// @notice An allocation, with what proves that it stands and that the sender may take it.
    /// @param settled Preimage of the slot's latest record, which must be a settled one.
    /// @param index Place of the allocation's leaf in the record's allocation tree.
    /// @param tradeSequence The trade's number in its slot.
    /// @param wh What was allocated: the leaf's Wh.
    /// @param secret With the sender's address, what the leaf's claim is the hash of.
    /// @param termsHash Hash of the parties and the price, which stay hidden.
    /// @param siblings What stands beside the leaf's way to the root, from the leaf upwards.
    struct Allocation {
        bytes settled;
        uint32 index;
        uint32 tradeSequence;
        uint64 wh;
        bytes32 secret;
        bytes32 termsHash;
        MerkleSum.Node[] siblings;
    }

    /* EVENTS */

    /// @notice An allocation was taken, and `wh` of `id` minted to `to`.
    /// @param recordHash The settled record that shows the allocation.
    event Taken(
        uint256 indexed id, uint32 indexed tradeSequence, address indexed to, address holder, uint64 wh, bytes32 recordHash
    );

    /// @notice Certificates were retired, finally.
    /// @param beneficiary Whom they are used for, as the holder named it.
    event Retired(uint256 indexed id, address indexed holder, uint64 wh, string beneficiary);

    /* ERRORS */

    /// @notice The given preimage is not that of the slot's latest record: a later settlement stands, or none at all.
    error RecordNotLatest(bytes32 given);
    /// @notice The slot's latest record is its closed one: nothing is allocated yet.
    error SlotNotSettled(bytes32 recordHash);
    /// @notice No leaf of the allocation tree has this place, these Wh, and a claim of this sender and secret.
    error AllocationNotProven(uint32 areaId, uint64 slot, uint32 tradeSequence, address sender);
    /// @notice The slot can still be corrected; its allocations can be taken from `takeableAt` on, in unix seconds.
    error TakenTooEarly(uint32 areaId, uint64 slot, uint256 takeableAt);
    /// @notice The trade's allocation was taken before.
    error AllocationTaken(uint32 areaId, uint64 slot, uint32 tradeSequence);
    /// @notice The latest settlement allocates nothing to the trade: it was revoked, or never borne out by the meters.
    error AllocationEmpty(uint32 areaId, uint64 slot, uint32 tradeSequence);
    /// @notice Earlier settlements, since superseded, gave others so much that too little of the slot is left.
    error MintedAboveAllocated(uint32 areaId, uint64 slot, uint64 mintedWh, uint64 wh, uint64 allocatedWh);
    /// @notice 0 Wh were to be retired.
    error NothingToRetire(uint256 id);
    /// @notice A beneficiary's name has 1 to `MAX_BENEFICIARY_BYTES`.
    error BeneficiaryInvalid(uint256 length, uint256 limit);

    /* FUNCTIONS */

    /// @notice Seconds after a slot's end before its allocations can be taken; 0 for at once.
    function TAKING_DELAY() external view returns (uint48);
    /// @notice Mints an allocation to `to`, once. Only the account that the allocation's claim commits to.
    function take(Allocation calldata allocation, address to) external;

    /// @notice Retires certificates for a beneficiary: they are burnt and never move again. Only the holder, or whom the
    /// holder approved for all.
    /// @param beneficiary UTF-8, public for ever.
    function retire(address holder, uint256 id, uint64 wh, string calldata beneficiary) external;

    /// @notice The certificate of a slot: `areaId << 64 | slot`.
    function idOf(uint32 areaId, uint64 slot) external pure returns (uint256);

    /// @notice What was ever minted of a slot, retired or not.
    function mintedWh(uint32 areaId, uint64 slot) external view returns (uint64);

    /// @notice What was retired of a slot.
    function retiredWh(uint32 areaId, uint64 slot) external view returns (uint64);

    /// @notice True if the trade's allocation was taken.
    function isTaken(uint32 areaId, uint64 slot, uint32 tradeSequence) external view returns (bool);
}
