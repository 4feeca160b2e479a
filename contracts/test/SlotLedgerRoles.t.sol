// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IAccessControlDefaultAdminRules} from
    "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {ISlotLedger} from "../ISlotLedger.sol";
import {SlotLedgerFixture} from "./SlotLedgerFixture.sol";
import {vm} from "./Vm.sol";

contract SlotLedgerRolesTest is SlotLedgerFixture {
    address internal constant SUCCESSOR = address(0x5C);

    function test_TheConstructorGrantsWhatItIsTold() public view {
        require(ledger.defaultAdmin() == ADMIN, "admin");
        require(ledger.hasRole(ledger.OPERATOR_ROLE(), OPERATOR), "operator");
        require(ledger.hasRole(ledger.METERING_AGENT_ROLE(), vm.addr(AGENT_KEY)), "metering agent");
        require(!ledger.hasRole(ledger.METERING_AGENT_ROLE(), OPERATOR), "the operator is no metering agent");
        require(!ledger.hasRole(ledger.OPERATOR_ROLE(), address(this)), "the deployer has no role");
    }

    function testFuzz_OnlyTheAdminGrants(address stranger, address account) public {
        if (stranger == ADMIN) return;
        bytes32 role = ledger.OPERATOR_ROLE();
        vm.prank(stranger);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, stranger, bytes32(0))
        );
        ledger.grantRole(role, account);
    }

    function test_ARevokedOperatorClosesNothing() public {
        bytes32 role = ledger.OPERATOR_ROLE();
        vm.prank(ADMIN);
        ledger.revokeRole(role, OPERATOR);

        vm.prank(OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, OPERATOR, role));
        ledger.close(only(closedRecord(1, 2, 3)));
    }

    function test_ARevokedMeteringAgentCountersignsNothing() public {
        bytes memory closed = close(closedRecord(1, 2, 3));
        bytes32 role = ledger.METERING_AGENT_ROLE();
        vm.prank(ADMIN);
        ledger.revokeRole(role, vm.addr(AGENT_KEY));

        expectSettleRevert(
            settledRecord(1, 2, 1, 3),
            closed,
            abi.encodeWithSelector(ISlotLedger.NotMeteringAgent.selector, 1, 2, vm.addr(AGENT_KEY))
        );
    }

    function test_AMalformedSignatureIsNobodysEvenIfNobodyIsAnAgent() public {
        ISlotLedger.SettledRecord memory record = settledRecord(1, 2, 1, 3);
        bytes memory closed = close(closedRecord(1, 2, 3));
        bytes32 role = ledger.METERING_AGENT_ROLE();
        vm.prank(ADMIN);
        ledger.grantRole(role, address(0));

        expectSettleRevert(
            ISlotLedger.Settlement(record, "", closed),
            abi.encodeWithSelector(ISlotLedger.NotMeteringAgent.selector, 1, 2, address(0))
        );
    }

    function test_TheAdminIsHandedOnInTwoStepsAndNotEarly() public {
        vm.prank(ADMIN);
        ledger.beginDefaultAdminTransfer(SUCCESSOR);
        uint48 acceptableAt = uint48(block.timestamp) + ADMIN_DELAY;

        vm.warp(acceptableAt);
        vm.prank(SUCCESSOR);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminDelay.selector, acceptableAt
            )
        );
        ledger.acceptDefaultAdminTransfer();

        vm.warp(acceptableAt + 1);
        vm.prank(SUCCESSOR);
        ledger.acceptDefaultAdminTransfer();
        require(ledger.defaultAdmin() == SUCCESSOR, "the successor has accepted");
    }
}
