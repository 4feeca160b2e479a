/** Binary Merkle-sum trees: build, prove, verify. Format: docs/provenance.md. Floor 1. */
export type { MerkleErrorCode } from './error.js';
export { hashLeaf, hashNode, keccak256, leafHash, type SumNode } from './hash.js';
export { fromHex, type Hex, toHex } from './hex.js';
export { type SumProof, type SumRoot, verifyProof } from './proof.js';
export { EMPTY_ROOT, MAX_LEAVES, MerkleSumTree, type SumLeaf } from './tree.js';
export { type Code, get, i32, i32x4, set, tee, type WasmFunction, wasmFunction } from './wasm-function.js';
