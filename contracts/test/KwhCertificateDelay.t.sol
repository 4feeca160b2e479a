// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IKwhCertificate} from "../IKwhCertificate.sol";
import {KwhCertificateFixture} from "./KwhCertificateFixture.sol";
import {vm} from "./Vm.sol";

/// @notice Corrections come before certificates: what is not yet taken can be allocated less by a later settlement.
contract KwhCertificateDelayTest is KwhCertificateFixture {
    uint32 internal constant AREA = 13;
    uint64 internal constant SLOT = 990_000;
    uint256 internal constant SLOT_END = (uint256(SLOT) + 1) * 1800;
    uint64[4] internal WH = [uint64(500), 0, 300, 200];

    function takingDelay() internal pure override returns (uint48) {
        return 62 days;
    }

    function testFuzz_BeforeTheDelayIsOverItIsRefused(uint256 second) public {
        bytes memory settled = closeAndSettle(AREA, SLOT, WH);
        IKwhCertificate.Allocation memory allocation = allocationOf(AREA, SLOT, 2, WH, settled);
        vm.warp(second % (SLOT_END + 62 days));
        expectTakeRevert(
            holderOf(2),
            allocation,
            abi.encodeWithSelector(IKwhCertificate.TakenTooEarly.selector, AREA, SLOT, SLOT_END + 62 days)
        );
    }

    function test_FromThenOnItIsTaken() public {
        bytes memory settled = closeAndSettle(AREA, SLOT, WH);
        vm.warp(SLOT_END + 62 days);
        take(allocationOf(AREA, SLOT, 2, WH, settled), holderOf(2));
        require(certificate.mintedWh(AREA, SLOT) == 300, "minted");
    }

    function test_ASettlementMayFallUntilThen() public {
        bytes memory first = closeAndSettle(AREA, SLOT, WH);
        uint64[4] memory less = [uint64(100), 0, 50, 0];
        bytes memory settled = settle(allocatedRecord(AREA, SLOT, 2, 10_000, less), first);
        vm.warp(SLOT_END + 62 days);
        take(allocationOf(AREA, SLOT, 2, less, settled), holderOf(2));
        require(certificate.mintedWh(AREA, SLOT) == 50, "what the correction left");
    }
}
