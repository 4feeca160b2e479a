import { isIchienError } from '#energy';
import { hashLeaf, hashNode, type SumNode } from './hash.js';
import type { Hex } from './hex.js';

/** What a record on chain says of a tree: enough to check any proof against it. */
export interface SumRoot {
  readonly root: Hex;
  readonly totalWh: number;
  readonly count: number;
}

/** That a leaf with `wh` stands at `index`: what stands beside its way to the root, from the leaf upwards. */
export interface SumProof {
  readonly index: number;
  readonly wh: number;
  readonly siblings: readonly SumNode[];
}

/**
 * True if `data`, with the proof's index and Wh, is a leaf of the tree. A malformed proof is false, not an error: proofs come
 * from outside. The root fixes total, order and leaves; the count only says what shape to expect and must come from the
 * record, for a leaf's way can be the same in two shapes.
 */
export function verifyProof(tree: SumRoot, proof: SumProof, data: Uint8Array): boolean {
  const { index, siblings } = proof;
  const { count } = tree;
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(count) || index < 0 || index >= count) return false;
  try {
    let node = hashLeaf(data, proof.wh);
    let used = 0;
    // `last` is the last position of the level; the last node of an odd level has no sibling and rises unchanged.
    for (let position = index, last = count - 1; last > 0; position = half(position), last = half(last)) {
      if (position === last && position % 2 === 0) continue;
      const sibling = siblings[used++];
      if (sibling === undefined) return false;
      node = position % 2 === 1 ? hashNode(sibling, node) : hashNode(node, sibling);
    }
    return used === siblings.length && node.hash === tree.root.toLowerCase() && node.wh === tree.totalWh;
  } catch (error) {
    if (isIchienError(error)) return false;
    throw error;
  }
}

function half(position: number): number {
  return Math.floor(position / 2);
}
