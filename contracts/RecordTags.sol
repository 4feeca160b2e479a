// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// First word of a record's preimage: it says what the record is.
bytes32 constant CLOSED_TAG = keccak256("ichien/closed/v1");
bytes32 constant SETTLED_TAG = keccak256("ichien/settled/v1");
