// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title MerkleSum
/// @notice Proofs in binary Merkle trees whose nodes carry the Wh below them (docs/provenance.md).
/// @dev A node's hash covers both children's hash and Wh, so a root fixes its total: no proof reaches it with another.
library MerkleSum {
    /* STRUCTS */

    /// @notice What a record says of a tree.
    struct Tree {
        bytes32 root;
        uint64 totalWh;
        uint32 count;
    }

    /// @notice A subtree as its parent sees it.
    struct Node {
        bytes32 hash;
        uint64 wh;
    }

    /* FUNCTIONS */

    /// @notice The leaf over `data` that carries `wh`.
    function hashLeaf(bytes memory data, uint64 wh) internal pure returns (Node memory) {
        return Node(keccak256(abi.encodePacked(uint8(0), wh, data)), wh);
    }

    /// @notice The node over two subtrees. Reverts with the arithmetic panic if their Wh pass 2^64-1.
    function hashNode(Node memory left, Node memory right) internal pure returns (Node memory) {
        return
            Node(keccak256(abi.encodePacked(uint8(1), left.hash, left.wh, right.hash, right.wh)), left.wh + right.wh);
    }

    /// @notice True if `leaf` stands at `index` of `tree`.
    /// @param siblings What stands beside the leaf's way to the root, from the leaf upwards.
    function verify(Tree memory tree, uint32 index, Node memory leaf, Node[] memory siblings)
        internal
        pure
        returns (bool)
    {
        if (index >= tree.count) return false;
        uint256 used;
        uint32 last = tree.count - 1;
        // The last node of a level with an odd number of nodes has no sibling and rises unchanged.
        for (uint32 position = index; last > 0; (position, last) = (position / 2, last / 2)) {
            if (position == last && position % 2 == 0) continue;
            if (used == siblings.length) return false;
            Node memory sibling = siblings[used++];
            leaf = position % 2 == 1 ? hashNode(sibling, leaf) : hashNode(leaf, sibling);
        }
        return used == siblings.length && leaf.hash == tree.root && leaf.wh == tree.totalWh;
    }
}
