// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SlotLedgerHandler} from "./SlotLedgerHandler.sol";

contract SlotLedgerInvariantsTest {
    SlotLedgerHandler internal handler;

    function setUp() public {
        handler = new SlotLedgerHandler();
    }

    /// @dev Asked by the runner: which contracts to call at random.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// hardhat-config: invariant.runs = 32
    /// hardhat-config: invariant.depth = 64
    function invariant_TheLedgerTakesWhatIsAllowedAndNothingElse() external view {
        require(handler.surprises() == 0, "a call was taken or refused against the rules");
    }

    /// hardhat-config: invariant.runs = 32
    /// hardhat-config: invariant.depth = 64
    function invariant_TheLedgerHoldsWhatWasTaken() external view {
        for (uint32 areaId; areaId < handler.AREAS(); ++areaId) {
            require(handler.ledgerHead(areaId) == handler.head(areaId), "the head commits to every record taken");
            for (uint64 slot; slot < handler.SLOTS(); ++slot) {
                bytes memory prior = handler.prior(areaId, slot);
                bytes32 expected = prior.length == 0 ? bytes32(0) : keccak256(prior);
                require(handler.latest(areaId, slot) == expected, "a slot holds its newest record");
            }
        }
    }
}
