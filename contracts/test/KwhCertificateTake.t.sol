// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IKwhCertificate} from "../IKwhCertificate.sol";
import {ISlotLedger} from "../ISlotLedger.sol";
import {KwhCertificateFixture} from "./KwhCertificateFixture.sol";
import {vm} from "./Vm.sol";

contract KwhCertificateTakeTest is KwhCertificateFixture {
    uint32 internal constant AREA = 13;
    uint64 internal constant SLOT = 990_000;
    uint64[4] internal WH = [uint64(500), 0, 300, 200];

    /* WHAT IS TAKEN */

    function testFuzz_TheHolderTakesItsAllocation(uint32 areaId, uint64 slot, uint8 tradeSeed, uint64 wh) public {
        uint32 trade = tradeSeed % TRADES;
        uint64[4] memory allocatedWh = WH;
        allocatedWh[trade] = bound(wh, 1, 5000);
        bytes memory settled = closeAndSettle(areaId, slot, allocatedWh);
        address to = address(0xB0B);

        vm.expectEmit(address(certificate));
        emit IKwhCertificate.Taken(
            certificate.idOf(areaId, slot), trade, to, holderOf(trade), allocatedWh[trade], keccak256(settled)
        );
        vm.prank(holderOf(trade));
        certificate.take(allocationOf(areaId, slot, trade, allocatedWh, settled), to);

        require(certificate.balanceOf(to, certificate.idOf(areaId, slot)) == allocatedWh[trade], "balance");
        require(certificate.mintedWh(areaId, slot) == allocatedWh[trade], "minted");
        require(certificate.isTaken(areaId, slot, trade), "taken");
    }

    function test_EveryAllocationOfASlotCanBeTaken() public {
        bytes memory settled = closeAndSettle(AREA, SLOT, WH);
        take(allocationOf(AREA, SLOT, 0, WH, settled), holderOf(0));
        take(allocationOf(AREA, SLOT, 2, WH, settled), holderOf(2));
        take(allocationOf(AREA, SLOT, 3, WH, settled), holderOf(3));
        require(certificate.mintedWh(AREA, SLOT) == 1000, "all that was allocated");
    }

    function test_SeveralAreTakenInOneTransaction() public {
        bytes[] memory calls = new bytes[](2);
        for (uint64 n; n < 2; ++n) {
            bytes memory settled = closeAndSettle(AREA, SLOT + n, WH);
            calls[n] = abi.encodeCall(
                IKwhCertificate.take, (allocationOf(AREA, SLOT + n, 2, WH, settled), holderOf(2))
            );
        }
        vm.prank(holderOf(2));
        certificate.multicall(calls);
        require(certificate.balanceOf(holderOf(2), certificate.idOf(AREA, SLOT + 1)) == 300, "the second slot");
    }

    function testFuzz_IdsOfDifferentSlotsDiffer(uint32 areaId, uint64 slot, uint32 otherArea, uint64 otherSlot)
        public
        view
    {
        if (areaId == otherArea && slot == otherSlot) return;
        require(certificate.idOf(areaId, slot) != certificate.idOf(otherArea, otherSlot), "ids");
    }

    /* WHAT IS NOT */

    function test_TwiceIsRefused() public {
        bytes memory settled = closeAndSettle(AREA, SLOT, WH);
        IKwhCertificate.Allocation memory allocation = allocationOf(AREA, SLOT, 2, WH, settled);
        take(allocation, holderOf(2));
        expectTakeRevert(
            holderOf(2), allocation, abi.encodeWithSelector(IKwhCertificate.AllocationTaken.selector, AREA, SLOT, 2)
        );
    }

    function test_TwiceIsRefusedAlsoOnALaterSettlement() public {
        bytes memory first = closeAndSettle(AREA, SLOT, WH);
        take(allocationOf(AREA, SLOT, 2, WH, first), holderOf(2));
        uint64[4] memory more = [uint64(500), 0, 900, 200];
        bytes memory second = settle(allocatedRecord(AREA, SLOT, 2, 10_000, more), first);
        expectTakeRevert(
            holderOf(2),
            allocationOf(AREA, SLOT, 2, more, second),
            abi.encodeWithSelector(IKwhCertificate.AllocationTaken.selector, AREA, SLOT, 2)
        );
    }

    function testFuzz_ByAnyoneElseIsRefused(address stranger) public {
        if (stranger == holderOf(2)) return;
        bytes memory settled = closeAndSettle(AREA, SLOT, WH);
        expectTakeRevert(stranger, allocationOf(AREA, SLOT, 2, WH, settled), notProven(2, stranger));
    }

    function testFuzz_AnythingChangedIsRefused(uint8 field, uint32 change) public {
        if (change == 0) change = 1;
        bytes memory settled = closeAndSettle(AREA, SLOT, WH);
        IKwhCertificate.Allocation memory allocation = allocationOf(AREA, SLOT, 2, WH, settled);
        field %= 6;
        if (field == 0) allocation.index ^= change;
        if (field == 1) allocation.tradeSequence ^= change;
        if (field == 2) allocation.wh ^= change;
        if (field == 3) allocation.secret ^= bytes32(uint256(change));
        if (field == 4) allocation.termsHash ^= bytes32(uint256(change));
        if (field == 5) allocation.siblings[change % 2].wh ^= change;
        expectTakeRevert(holderOf(2), allocation, notProven(allocation.tradeSequence, holderOf(2)));
    }

    function test_ARevokedAllocationIsRefused() public {
        bytes memory settled = closeAndSettle(AREA, SLOT, WH);
        expectTakeRevert(
            holderOf(1),
            allocationOf(AREA, SLOT, 1, WH, settled),
            abi.encodeWithSelector(IKwhCertificate.AllocationEmpty.selector, AREA, SLOT, 1)
        );
    }

    function test_ASupersededSettlementIsRefused() public {
        bytes memory first = closeAndSettle(AREA, SLOT, WH);
        settle(allocatedRecord(AREA, SLOT, 2, 10_000, [uint64(500), 0, 100, 200]), first);
        expectTakeRevert(
            holderOf(2),
            allocationOf(AREA, SLOT, 2, WH, first),
            abi.encodeWithSelector(IKwhCertificate.RecordNotLatest.selector, keccak256(first))
        );
    }

    function test_AClosedRecordAllocatesNothing() public {
        bytes memory closed = close(closedRecord(AREA, SLOT, 1000));
        expectTakeRevert(
            holderOf(2),
            allocationOf(AREA, SLOT, 2, WH, closed),
            abi.encodeWithSelector(IKwhCertificate.SlotNotSettled.selector, keccak256(closed))
        );
    }

    function testFuzz_AForgedRecordIsRefused(uint64 wh) public {
        bytes memory settled = closeAndSettle(AREA, SLOT, WH);
        uint64[4] memory forgedWh = WH;
        forgedWh[2] = bound(wh, 301, 5000);
        bytes memory forged = settledPreimage(
            keccak256(settled), keccak256(settled), allocatedRecord(AREA, SLOT, 2, 10_000, forgedWh)
        );
        expectTakeRevert(
            holderOf(2),
            allocationOf(AREA, SLOT, 2, forgedWh, forged),
            abi.encodeWithSelector(IKwhCertificate.RecordNotLatest.selector, keccak256(forged))
        );
    }

    /* WITH LATER SETTLEMENTS */

    function test_NoMoreIsMintedThanTheLatestSettlementAllocates() public {
        bytes memory first = closeAndSettle(AREA, SLOT, WH);
        take(allocationOf(AREA, SLOT, 0, WH, first), holderOf(0));
        uint64[4] memory less = [uint64(0), 0, 300, 300];
        bytes memory second = settle(allocatedRecord(AREA, SLOT, 2, 10_000, less), first);
        expectTakeRevert(
            holderOf(2),
            allocationOf(AREA, SLOT, 2, less, second),
            abi.encodeWithSelector(IKwhCertificate.MintedAboveAllocated.selector, AREA, SLOT, 500, 300, 600)
        );
    }

    function testFuzz_ASettlementBelowWhatWasMintedIsRefused(uint64 allocatedWh) public {
        bytes memory first = closeAndSettle(AREA, SLOT, WH);
        take(allocationOf(AREA, SLOT, 0, WH, first), holderOf(0));
        uint64[4] memory less = [bound(allocatedWh, 0, 499), 0, 0, 0];
        expectSettleRevert(
            allocatedRecord(AREA, SLOT, 2, 10_000, less),
            first,
            abi.encodeWithSelector(ISlotLedger.AllocatedBelowMinted.selector, AREA, SLOT, less[0], 500)
        );
        settle(allocatedRecord(AREA, SLOT, 2, 10_000, [uint64(500), 0, 0, 0]), first);
    }

    function notProven(uint32 tradeSequence, address sender) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IKwhCertificate.AllocationNotProven.selector, AREA, SLOT, tradeSequence, sender);
    }
}
