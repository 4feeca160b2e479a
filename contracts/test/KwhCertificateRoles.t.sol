// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {IKwhCertificate} from "../IKwhCertificate.sol";
import {PausableRoles} from "../PausableRoles.sol";
import {KwhCertificateFixture} from "./KwhCertificateFixture.sol";
import {vm} from "./Vm.sol";

contract KwhCertificateRolesTest is KwhCertificateFixture {
    uint32 internal constant AREA = 13;
    uint64 internal constant SLOT = 990_000;
    uint64[4] internal WH = [uint64(500), 0, 300, 200];

    function test_TheLedgerMakesItsCertificateUnderTheSameAdmin() public view {
        require(address(certificate.LEDGER()) == address(ledger), "ledger");
        require(certificate.defaultAdmin() == ADMIN, "admin");
        require(certificate.defaultAdminDelay() == ADMIN_DELAY, "delay");
    }

    function test_ItSpeaksTheStandard() public view {
        require(certificate.supportsInterface(type(IERC1155).interfaceId), "ERC-1155");
        require(certificate.supportsInterface(type(IERC165).interfaceId), "ERC-165");
        require(certificate.supportsInterface(type(IAccessControl).interfaceId), "access control");
        require(!certificate.supportsInterface(0xffffffff), "nothing");
    }

    function testFuzz_OnlyAPauserPauses(address stranger) public {
        pausedBy(certificate, PAUSER);
        if (stranger == PAUSER) return;
        bytes memory refusal = abi.encodeWithSelector(
            IAccessControl.AccessControlUnauthorizedAccount.selector, stranger, certificate.PAUSER_ROLE()
        );
        vm.prank(stranger);
        vm.expectRevert(refusal);
        certificate.unpause();
        vm.prank(stranger);
        vm.expectRevert(refusal);
        ledger.pause();
    }

    function test_PausedNothingIsTakenMovedOrRetired() public {
        bytes memory settled = closeAndSettle(AREA, SLOT, WH);
        take(allocationOf(AREA, SLOT, 2, WH, settled), holderOf(2));
        uint256 id = certificate.idOf(AREA, SLOT);
        pausedBy(certificate, PAUSER);
        bytes memory paused = abi.encodeWithSelector(Pausable.EnforcedPause.selector);

        expectTakeRevert(holderOf(3), allocationOf(AREA, SLOT, 3, WH, settled), paused);
        vm.prank(holderOf(2));
        vm.expectRevert(paused);
        certificate.safeTransferFrom(holderOf(2), PAUSER, id, 1, "");
        vm.prank(holderOf(2));
        vm.expectRevert(paused);
        certificate.retire(holderOf(2), id, 1, "school");

        vm.prank(PAUSER);
        certificate.unpause();
        take(allocationOf(AREA, SLOT, 3, WH, settled), holderOf(3));
        require(certificate.mintedWh(AREA, SLOT) == 500, "all goes on as before");
    }

    function test_PausedNothingIsAnchored() public {
        bytes memory closed = close(closedRecord(AREA, SLOT, 500));
        pausedBy(ledger, PAUSER);
        bytes memory paused = abi.encodeWithSelector(Pausable.EnforcedPause.selector);

        vm.prank(OPERATOR);
        vm.expectRevert(paused);
        ledger.close(only(closedRecord(AREA, SLOT + 1, 500)));
        expectSettleRevert(settledRecord(AREA, SLOT, 1, 500), closed, paused);

        vm.prank(PAUSER);
        ledger.unpause();
        settle(settledRecord(AREA, SLOT, 1, 500), closed);
    }

    function pausedBy(PausableRoles paused, address pauser) internal {
        bytes32 role = paused.PAUSER_ROLE();
        vm.prank(ADMIN);
        paused.grantRole(role, pauser);
        vm.prank(pauser);
        paused.pause();
    }
}
