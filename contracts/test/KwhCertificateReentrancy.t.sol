// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IKwhCertificate} from "../IKwhCertificate.sol";
import {ISlotLedger} from "../ISlotLedger.sol";
import {MerkleSum} from "../MerkleSum.sol";
import {HostileReceiver} from "./HostileReceiver.sol";
import {KwhCertificateFixture} from "./KwhCertificateFixture.sol";
import {vm} from "./Vm.sol";

/// @dev The hostile contract is itself the account of the slot's only allocation, so that it may take.
contract KwhCertificateReentrancyTest is KwhCertificateFixture {
    uint32 internal constant AREA = 13;
    uint64 internal constant SLOT = 990_000;
    uint64 internal constant WH = 400;
    address internal constant ACCOMPLICE = address(0xACC);

    HostileReceiver internal hostile;
    IKwhCertificate.Allocation internal allocation;
    uint256 internal id;

    function setUp() public {
        hostile = new HostileReceiver(certificate);
        id = certificate.idOf(AREA, SLOT);
        bytes32 secret = keccak256("secret");
        bytes32 claim = keccak256(abi.encodePacked(address(hostile), secret));
        MerkleSum.Node memory leaf = MerkleSum.hashLeaf(abi.encodePacked("A", uint32(9), claim, bytes32(0)), WH);

        // Twice as much was allocated in all, so that a second taking would not fail for want of energy.
        MerkleSum.Node memory other = MerkleSum.hashLeaf("A", WH);
        MerkleSum.Node memory root = MerkleSum.hashNode(leaf, other);
        ISlotLedger.SettledRecord memory record = settledRecord(AREA, SLOT, 1, 2 * WH);
        (record.allocationRoot, record.allocationCount) = (root.hash, 2);
        allocation.settled = settle(record, close(closedRecord(AREA, SLOT, 2 * WH)));
        (allocation.tradeSequence, allocation.wh, allocation.secret) = (9, WH, secret);
        allocation.siblings.push(other);
    }

    function test_TakingAgainWhileReceivingIsRefused() public {
        bytes memory taking = abi.encodeCall(IKwhCertificate.take, (allocation, address(hostile)));
        hostile.attack(taking, taking);
        require(hostile.refusals() == 1 && hostile.successes() == 0, "the ambush was refused");
        require(certificate.balanceOf(address(hostile), id) == WH, "taken once");
        require(certificate.mintedWh(AREA, SLOT) == WH, "minted once");
    }

    function test_PassingOnWhileReceivingMovesEachWhOnce() public {
        bytes memory taking = abi.encodeCall(IKwhCertificate.take, (allocation, address(hostile)));
        bytes memory passing =
            abi.encodeCall(IERC1155.safeTransferFrom, (address(hostile), ACCOMPLICE, id, WH, ""));
        hostile.attack(taking, passing);
        require(hostile.successes() == 1, "what is received may be passed on at once");
        require(certificate.balanceOf(ACCOMPLICE, id) == WH, "it is the accomplice's");
        require(certificate.balanceOf(address(hostile), id) == 0, "and no longer the receiver's");
    }

    function test_RetiringWhileReceivingOneselfsOwnTransferRetiresOnce() public {
        bytes memory taking = abi.encodeCall(IKwhCertificate.take, (allocation, address(hostile)));
        hostile.attack(taking, "");
        bytes memory toItself =
            abi.encodeCall(IERC1155.safeTransferFrom, (address(hostile), address(hostile), id, WH, ""));
        bytes memory retiring = abi.encodeCall(IKwhCertificate.retire, (address(hostile), id, WH, "thief"));
        hostile.attack(toItself, retiring);
        require(certificate.retiredWh(AREA, SLOT) == WH, "retired once");
        require(certificate.balanceOf(address(hostile), id) == 0, "nothing is left");
    }
}
