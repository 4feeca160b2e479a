// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IKwhCertificate} from "../IKwhCertificate.sol";
import {KwhCertificateFixture} from "./KwhCertificateFixture.sol";
import {vm} from "./Vm.sol";

contract KwhCertificateRetireTest is KwhCertificateFixture {
    uint32 internal constant AREA = 13;
    uint64 internal constant SLOT = 990_000;
    address internal constant HOLDER = address(0xA002);
    address internal constant BUYER = address(0xB1);
    uint64 internal constant HELD_WH = 300;

    uint256 internal id;

    function setUp() public {
        uint64[4] memory allocatedWh = [uint64(500), 0, HELD_WH, 200];
        bytes memory settled = closeAndSettle(AREA, SLOT, allocatedWh);
        take(allocationOf(AREA, SLOT, 2, allocatedWh, settled), HOLDER);
        id = certificate.idOf(AREA, SLOT);
    }

    /* TRANSFER */

    function testFuzz_CertificatesAreTransferredInAnyParts(uint64 wh) public {
        wh = bound(wh, 0, HELD_WH);
        vm.prank(HOLDER);
        certificate.safeTransferFrom(HOLDER, BUYER, id, wh, "");
        require(certificate.balanceOf(BUYER, id) == wh, "buyer");
        require(certificate.balanceOf(HOLDER, id) == HELD_WH - wh, "holder");
        require(certificate.mintedWh(AREA, SLOT) == HELD_WH, "a transfer mints nothing");
    }

    /* RETIREMENT */

    function testFuzz_RetiredIsGone(uint64 wh) public {
        wh = bound(wh, 1, HELD_WH);
        vm.expectEmit(address(certificate));
        emit IKwhCertificate.Retired(id, HOLDER, wh, unicode"第三小学校");
        vm.prank(HOLDER);
        certificate.retire(HOLDER, id, wh, unicode"第三小学校");

        require(certificate.balanceOf(HOLDER, id) == HELD_WH - wh, "balance");
        require(certificate.retiredWh(AREA, SLOT) == wh, "retired");
        require(certificate.mintedWh(AREA, SLOT) == HELD_WH, "what was minted stays minted");
    }

    function testFuzz_RetiredIsFinal(uint64 wh) public {
        vm.prank(HOLDER);
        certificate.retire(HOLDER, id, HELD_WH, "school");
        wh = bound(wh, 1, HELD_WH);
        bytes memory refusal =
            abi.encodeWithSelector(IERC1155Errors.ERC1155InsufficientBalance.selector, HOLDER, 0, wh, id);

        vm.prank(HOLDER);
        vm.expectRevert(refusal);
        certificate.safeTransferFrom(HOLDER, BUYER, id, wh, "");
        vm.prank(HOLDER);
        vm.expectRevert(refusal);
        certificate.retire(HOLDER, id, wh, "another school");
    }

    function test_NobodyMovesCertificatesToNobody() public {
        vm.prank(HOLDER);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, address(0)));
        certificate.safeTransferFrom(HOLDER, address(0), id, 1, "");
    }

    function testFuzz_RetiringByAnyoneElseIsRefused(address stranger) public {
        if (stranger == HOLDER) return;
        vm.prank(stranger);
        vm.expectRevert(
            abi.encodeWithSelector(IERC1155Errors.ERC1155MissingApprovalForAll.selector, stranger, HOLDER)
        );
        certificate.retire(HOLDER, id, 1, "stranger");
    }

    function test_RetiringByWhomTheHolderApproved() public {
        vm.prank(HOLDER);
        certificate.setApprovalForAll(BUYER, true);
        vm.prank(BUYER);
        certificate.retire(HOLDER, id, 100, "school");
        require(certificate.retiredWh(AREA, SLOT) == 100, "retired");
    }

    function test_RetiringNothingIsRefused() public {
        vm.prank(HOLDER);
        vm.expectRevert(abi.encodeWithSelector(IKwhCertificate.NothingToRetire.selector, id));
        certificate.retire(HOLDER, id, 0, "school");
    }

    function testFuzz_ABeneficiaryHasANameOfSomeLength(uint8 excess) public {
        uint256 limit = certificate.MAX_BENEFICIARY_BYTES();
        uint256 length = excess == 0 ? 0 : limit + excess;
        vm.prank(HOLDER);
        vm.expectRevert(abi.encodeWithSelector(IKwhCertificate.BeneficiaryInvalid.selector, length, limit));
        certificate.retire(HOLDER, id, 1, string(new bytes(length)));

        vm.prank(HOLDER);
        certificate.retire(HOLDER, id, 1, string(new bytes(limit)));
    }
}
