import { fromHex, type Hex, MerkleSumTree, type SumProof, type SumRoot, toHex, verifyProof } from '#merkle';
import { PSEUDONYM_BYTES } from './labels.js';
import { ALLOCATIONS, EXPORTS, IMPORTS, type LeafList } from './lists.js';

/** A leaf as bytes, and where it stands. */
export interface OpenedLeaf {
  readonly data: Hex;
  readonly proof: SumProof;
}

/**
 * The leaves beside one's own. Where their keys lie below and above it, and all leaves of the tree ascend strictly, which every
 * auditor checks over the whole tree, the key can stand nowhere else.
 *
 * An allocation's leaf shows a number, Wh and two hashes. A reading's shows another home's Wh, its name in this slot and the
 * salt of that one leaf: give it to those only who may see evidence.
 */
export interface Neighbours {
  /** Absent at index 0 only. */
  readonly before?: OpenedLeaf;
  /** Absent at the last index only. */
  readonly after?: OpenedLeaf;
}

/** Trees in which a key must stand once: one reading a meter, slot and direction; one allocation a trade. */
export type UniqueTree = 'exports' | 'imports' | 'allocations';

interface KeyPlace {
  /** First bytes of each leaf. */
  readonly start: readonly number[];
  readonly keyBytes: number;
}

const KEY_PLACES: Readonly<Record<UniqueTree, KeyPlace>> = {
  exports: { start: ['R'.charCodeAt(0), 1], keyBytes: PSEUDONYM_BYTES },
  imports: { start: ['R'.charCodeAt(0), 2], keyBytes: PSEUDONYM_BYTES },
  allocations: { start: ['A'.charCodeAt(0)], keyBytes: 4 },
};

/** Items of each of these trees. */
export interface UniqueLists {
  readonly exports: Parameters<typeof EXPORTS.leafOf>[0];
  readonly imports: Parameters<typeof IMPORTS.leafOf>[0];
  readonly allocations: Parameters<typeof ALLOCATIONS.leafOf>[0];
}

const LISTS: { readonly [Tree in UniqueTree]: LeafList<UniqueLists[Tree]> } = {
  exports: EXPORTS,
  imports: IMPORTS,
  allocations: ALLOCATIONS,
};

/**
 * Opens the leaves beside the one at `index`.
 *
 * @param items the tree's leaves, in their order
 * @throws IchienError INDEX_OUT_OF_RANGE, LEAF_INVALID
 */
export function proveNeighbours<Tree extends UniqueTree>(
  tree: Tree,
  items: readonly UniqueLists[Tree][],
  index: number,
): Neighbours {
  const leaves = items.map(LISTS[tree].leafOf);
  const built = MerkleSumTree.build(leaves);
  built.prove(index);
  const open = (at: number): OpenedLeaf => ({ data: toHex(leaves[at]!.data), proof: built.prove(at) });
  return {
    ...(index > 0 && { before: open(index - 1) }),
    ...(index < leaves.length - 1 && { after: open(index + 1) }),
  };
}

/**
 * True if own leaf and neighbours are in the tree, stand side by side, and their keys ascend strictly.
 *
 * @param root root, total and count as the record on chain has them
 * @throws IchienError HEX_INVALID if a leaf is no hexadecimal
 */
export function verifyNeighbours(
  tree: UniqueTree,
  root: SumRoot,
  own: OpenedLeaf,
  { before, after }: Neighbours,
): boolean {
  const { index } = own.proof;
  if ((before === undefined) !== (index === 0) || (after === undefined) !== (index === root.count - 1)) return false;
  const row = [before, own, after].filter((leaf) => leaf !== undefined);
  const first = before === undefined ? index : index - 1;
  const keys = row.map(({ data }) => keyOf(tree, data));
  return row.every(({ data, proof }, at) => {
    const key = keys[at];
    if (key === undefined || proof.index !== first + at || !verifyProof(root, proof, fromHex(data))) return false;
    return at === 0 || keys[at - 1]! < key;
  });
}

/** The key that stands in a leaf, as hexadecimal digits; undefined if it is no leaf of the tree. */
function keyOf(tree: UniqueTree, data: Hex): Hex | undefined {
  const { start, keyBytes } = KEY_PLACES[tree];
  const bytes = fromHex(data);
  const end = start.length + keyBytes;
  if (bytes.length < end || start.some((byte, at) => bytes[at] !== byte)) return undefined;
  return toHex(bytes.subarray(start.length, end));
}
