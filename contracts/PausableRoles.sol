// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControlDefaultAdminRules} from
    "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

/// @title PausableRoles
/// @notice Roles under one admin, who is handed on in two steps, and a pause. At first nobody may pause: the admin says who.
abstract contract PausableRoles is AccessControlDefaultAdminRules, Pausable {
    /// @notice Stops and resumes every change.
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

    /// @param adminDelay Seconds between naming a new admin and the new admin's acceptance.
    /// @param admin Grants and revokes the roles.
    constructor(uint48 adminDelay, address admin) AccessControlDefaultAdminRules(adminDelay, admin) {}

    /// @notice Stops every change. Only a pauser.
    function pause() external onlyRole(PAUSER_ROLE) {
        _pause();
    }

    /// @notice Resumes. Only a pauser.
    function unpause() external onlyRole(PAUSER_ROLE) {
        _unpause();
    }
}
