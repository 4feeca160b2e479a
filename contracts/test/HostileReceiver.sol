// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {IKwhCertificate} from "../IKwhCertificate.sol";

/// @notice Holds an allocation, and when it receives certificates calls back into the contract that gives them.
contract HostileReceiver is IERC1155Receiver {
    IKwhCertificate internal immutable certificate;

    /// @notice Done on receiving, with whatever follows from it undone unless it succeeds.
    bytes public ambush;
    /// @notice Times that an ambush succeeded.
    uint256 public successes;
    /// @notice Times that an ambush was refused.
    uint256 public refusals;

    constructor(IKwhCertificate attacked) {
        certificate = attacked;
    }

    /// @notice Calls the certificate as this contract, and calls `next` when it receives.
    function attack(bytes calldata first, bytes calldata next) external {
        ambush = next;
        (bool done, bytes memory reason) = address(certificate).call(first);
        if (!done) {
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        if (ambush.length > 0 && refusals + successes < 3) {
            (bool done,) = address(certificate).call(ambush);
            if (done) ++successes;
            else ++refusals;
        }
        return this.onERC1155Received.selector;
    }

    function onERC1155BatchReceived(address, address, uint256[] calldata, uint256[] calldata, bytes calldata)
        external
        pure
        returns (bytes4)
    {
        return this.onERC1155BatchReceived.selector;
    }

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC1155Receiver).interfaceId;
    }
}
