// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {KwhCertificateHandler} from "./KwhCertificateHandler.sol";

contract KwhCertificateInvariantsTest {
    KwhCertificateHandler internal handler;

    function setUp() public {
        handler = new KwhCertificateHandler();
    }

    /// @dev Asked by the runner: which contracts to call at random.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// hardhat-config: invariant.runs = 32
    /// hardhat-config: invariant.depth = 96
    function invariant_TheCertificateTakesWhatIsAllowedAndNothingElse() external view {
        require(handler.surprises() == 0, "a call was taken or refused against the rules");
    }

    /// hardhat-config: invariant.runs = 32
    /// hardhat-config: invariant.depth = 96
    function invariant_MintedIsAtMostAllocatedIsAtMostMetered() external view {
        for (uint64 slot; slot < handler.SLOTS(); ++slot) {
            (uint64 exportedWh, uint64 importedWh) = handler.metersWh(slot);
            require(handler.minted(slot) <= handler.allocatedWh(slot), "minted <= allocated");
            require(handler.allocatedWh(slot) <= exportedWh, "allocated <= exported");
            require(handler.allocatedWh(slot) <= importedWh, "allocated <= imported");
        }
    }

    /// @dev `retired` of the model only grows, so equality makes retirement final.
    /// hardhat-config: invariant.runs = 32
    /// hardhat-config: invariant.depth = 96
    function invariant_EveryWhIsHeldOrRetiredOnce() external view {
        for (uint64 slot; slot < handler.SLOTS(); ++slot) {
            uint256 heldWh;
            for (uint32 holder; holder < handler.HOLDERS(); ++holder) {
                require(handler.held(slot, holder) == handler.balanceOf(slot, holder), "a balance");
                heldWh += handler.held(slot, holder);
                require(handler.taken(slot, holder) == handler.isTaken(slot, holder), "a trade's taking");
            }
            require(handler.minted(slot) == handler.mintedWh(slot), "each allocation minted once");
            require(handler.retired(slot) == handler.retiredWh(slot), "retired stays retired");
            require(heldWh + handler.retired(slot) == handler.minted(slot), "held and retired make up the minted");
        }
    }
}
