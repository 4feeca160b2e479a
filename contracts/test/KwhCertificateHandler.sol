// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IKwhCertificate} from "../IKwhCertificate.sol";
import {ISlotLedger} from "../ISlotLedger.sol";
import {KwhCertificateFixture} from "./KwhCertificateFixture.sol";
import {vm} from "./Vm.sol";

/// @notice Settles, takes, transfers and retires at random, allowed or not, and keeps beside the contracts what should be.
contract KwhCertificateHandler is KwhCertificateFixture {
    uint32 public constant AREA = 7;
    uint64 public constant SLOTS = 2;
    /// @notice Every account that ever holds anything: the holders of trades 0 to 3.
    uint32 public constant HOLDERS = TRADES;
    uint64 internal constant TRADED_WH = 4000;

    struct Slot {
        /// Preimage of the latest record, and of the one before it.
        bytes latest;
        bytes superseded;
        uint32 version;
        uint64[4] allocatedWh;
        uint64[4] supersededWh;
        uint64 exportedWh;
        uint64 importedWh;
        uint64[4] takenWh;
        uint64 retiredWh;
    }

    mapping(uint64 slot => Slot) internal slots;
    mapping(uint64 slot => mapping(address holder => uint64)) internal balances;

    /// @notice Calls that were taken although they were not allowed, or refused although they were.
    uint256 public surprises;

    constructor() {
        for (uint64 slot; slot < SLOTS; ++slot) slots[slot].latest = close(closedRecord(AREA, slot, TRADED_WH));
    }

    /* CALLS */

    /// @dev A first settlement or the next version; its allocations may fall below what was minted, and then must be refused.
    function settleNext(uint64 slotSeed, uint64[4] memory whSeeds, uint64 moreExportedWh, uint64 moreImportedWh) external {
        (uint64 slot, uint64 sumWh) = (slotSeed % SLOTS, 0);
        Slot storage known = slots[slot];
        for (uint256 trade; trade < TRADES; ++trade) {
            whSeeds[trade] = whSeeds[trade] % 4 == 0 ? 0 : bound(whSeeds[trade], 0, TRADED_WH / TRADES);
            sumWh += whSeeds[trade];
        }
        ISlotLedger.SettledRecord memory record = allocatedRecord(AREA, slot, known.version + 1, TRADED_WH, whSeeds);
        record.exportedWh = sumWh + bound(moreExportedWh, 0, 500);
        record.importedWh = sumWh + bound(moreImportedWh, 0, 500);
        bytes memory preimage = settledPreimage(ledger.head(AREA), keccak256(known.latest), record);
        ISlotLedger.Settlement[] memory settlements = only(countersigned(record, known.latest));
        bool allowed = sumWh >= mintedWh(slot);

        vm.prank(OPERATOR);
        try ledger.settle(settlements) {
            account(allowed, true);
            known.superseded = known.latest;
            known.supersededWh = known.allocatedWh;
            known.latest = preimage;
            known.allocatedWh = whSeeds;
            known.version = record.version;
            (known.exportedWh, known.importedWh) = (record.exportedWh, record.importedWh);
        } catch {
            account(allowed, false);
        }
    }

    /// @param fault 0 shows the superseded record, 1 is another sender, 2 claims one Wh more; all else is in order.
    function takeOne(uint64 slotSeed, uint32 tradeSeed, uint32 toSeed, uint8 fault) external {
        (uint64 slot, uint32 trade) = (slotSeed % SLOTS, tradeSeed % TRADES);
        fault %= 12;
        Slot storage known = slots[slot];
        bool stale = fault == 0 && known.superseded.length > 0;
        IKwhCertificate.Allocation memory allocation = allocationOf(
            AREA,
            slot,
            trade,
            stale ? known.supersededWh : known.allocatedWh,
            stale ? known.superseded : known.latest
        );
        if (fault == 2) allocation.wh += 1;
        uint64 wh = known.allocatedWh[trade];
        bool allowed = !stale && fault != 1 && fault != 2 && known.version > 0 && wh > 0 && known.takenWh[trade] == 0
            && mintedWh(slot) + wh <= allocatedWh(slot);
        address to = holderOf(toSeed % HOLDERS);

        vm.prank(fault == 1 ? holderOf(trade ^ 1) : holderOf(trade));
        try certificate.take(allocation, to) {
            account(allowed, true);
            known.takenWh[trade] = wh;
            balances[slot][to] += wh;
        } catch {
            account(allowed, false);
        }
    }

    function transfer(uint64 slotSeed, uint32 fromSeed, uint32 toSeed, uint32 senderSeed, uint64 wh) external {
        uint64 slot = slotSeed % SLOTS;
        (address from, address to) = (holderOf(fromSeed % HOLDERS), holderOf(toSeed % HOLDERS));
        address sender = senderSeed % 4 == 0 ? holderOf(senderSeed % HOLDERS) : from;
        wh = someOf(wh, balances[slot][from]);
        bool allowed = sender == from && wh <= balances[slot][from];
        uint256 id = certificate.idOf(AREA, slot);

        vm.prank(sender);
        try certificate.safeTransferFrom(from, to, id, wh, "") {
            account(allowed, true);
            balances[slot][from] -= wh;
            balances[slot][to] += wh;
        } catch {
            account(allowed, false);
        }
    }

    function retireSome(uint64 slotSeed, uint32 holderSeed, uint32 senderSeed, uint64 wh) external {
        uint64 slot = slotSeed % SLOTS;
        address holder = holderOf(holderSeed % HOLDERS);
        address sender = senderSeed % 4 == 0 ? holderOf(senderSeed % HOLDERS) : holder;
        wh = someOf(wh, balances[slot][holder]);
        bool allowed = sender == holder && wh > 0 && wh <= balances[slot][holder];
        uint256 id = certificate.idOf(AREA, slot);

        vm.prank(sender);
        try certificate.retire(holder, id, wh, "school") {
            account(allowed, true);
            balances[slot][holder] -= wh;
            slots[slot].retiredWh += wh;
        } catch {
            account(allowed, false);
        }
    }

    /* WHAT SHOULD BE, AND WHAT IS */

    function mintedWh(uint64 slot) public view returns (uint64 wh) {
        for (uint256 trade; trade < TRADES; ++trade) wh += slots[slot].takenWh[trade];
    }

    function allocatedWh(uint64 slot) public view returns (uint64 wh) {
        for (uint256 trade; trade < TRADES; ++trade) wh += slots[slot].allocatedWh[trade];
    }

    function metersWh(uint64 slot) external view returns (uint64 exportedWh, uint64 importedWh) {
        return (slots[slot].exportedWh, slots[slot].importedWh);
    }

    function retiredWh(uint64 slot) external view returns (uint64) {
        return slots[slot].retiredWh;
    }

    function balanceOf(uint64 slot, uint32 holder) external view returns (uint64) {
        return balances[slot][holderOf(holder)];
    }

    function isTaken(uint64 slot, uint32 trade) external view returns (bool) {
        return slots[slot].takenWh[trade] > 0;
    }

    function minted(uint64 slot) external view returns (uint64) {
        return certificate.mintedWh(AREA, slot);
    }

    function retired(uint64 slot) external view returns (uint64) {
        return certificate.retiredWh(AREA, slot);
    }

    function held(uint64 slot, uint32 holder) external view returns (uint256) {
        return certificate.balanceOf(holderOf(holder), certificate.idOf(AREA, slot));
    }

    function taken(uint64 slot, uint32 trade) external view returns (bool) {
        return certificate.isTaken(AREA, slot, trade);
    }

    /// @dev Mostly a part of what there is, at times one Wh more.
    function someOf(uint64 seed, uint64 balanceWh) internal pure returns (uint64) {
        return bound(seed, 0, balanceWh + (seed % 5 == 0 ? 1 : 0));
    }

    function account(bool allowed, bool done) internal {
        if (allowed != done) ++surprises;
    }
}
