import { IchienError } from '#energy';
import type { MerkleErrorCode } from './error.js';
import { addWh, HASH_BYTES, leafDigest, nodeDigest, type SumNode } from './hash.js';
import { type Hex, toHex } from './hex.js';
import type { SumProof, SumRoot } from './proof.js';

/** What a tree is built from. */
export interface SumLeaf {
  readonly data: Uint8Array;
  readonly wh: number;
}

/** Root of the tree without leaves. */
export const EMPTY_ROOT: Hex = `0x${'00'.repeat(HASH_BYTES)}`;

/** Most leaves of a tree: about 1 GB of hashes. */
export const MAX_LEAVES = 2 ** 24;

/** All nodes of one height, leaves first. A last node without a partner stands in the next level unchanged. */
interface Level {
  readonly hashes: Uint8Array;
  readonly wh: Float64Array;
}

/**
 * A binary Merkle tree whose nodes carry the Wh below them, so that its root fixes the total and every place in the
 * order of the leaves. The format is in docs/provenance.md.
 *
 * @example
 * const tree = MerkleSumTree.build([{ data: apple, wh: 300 }, { data: pear, wh: 120 }]);
 * verifyProof(tree, tree.prove(1), pear); // true
 */
export class MerkleSumTree implements SumRoot {
  readonly root: Hex;
  readonly totalWh: number;
  readonly count: number;

  private constructor(private readonly levels: readonly Level[]) {
    const top = levels.at(-1)!;
    this.count = levels[0]!.wh.length;
    this.root = this.count === 0 ? EMPTY_ROOT : toHex(top.hashes);
    this.totalWh = top.wh[0] ?? 0;
  }

  /**
   * Builds the tree over `leaves`, in their order.
   *
   * @throws IchienError as {@link buildFrom}
   */
  static build(leaves: readonly SumLeaf[]): MerkleSumTree {
    return MerkleSumTree.buildFrom(leaves, (leaf) => leaf);
  }

  /**
   * Builds the tree over the leaves of `items`, in their order. Only one leaf is held at a time.
   *
   * @throws IchienError WH_INVALID, SUM_TOO_LARGE if the total passes 2^53-1, TREE_TOO_LARGE above {@link MAX_LEAVES}
   */
  static buildFrom<Item>(items: ArrayLike<Item>, leafOf: (item: Item, index: number) => SumLeaf): MerkleSumTree {
    if (items.length > MAX_LEAVES) {
      throw new IchienError<MerkleErrorCode>(
        'TREE_TOO_LARGE',
        `${items.length} leaves are more than a tree may have.`,
        `Split them over trees of at most ${MAX_LEAVES}.`,
        { count: items.length },
      );
    }
    let level = newLevel(items.length);
    for (let index = 0; index < items.length; index++) {
      const { data, wh } = leafOf(items[index]!, index);
      level.hashes.set(leafDigest(data, wh), index * HASH_BYTES);
      level.wh[index] = wh;
    }
    const levels = [level];
    while (level.wh.length > 1) {
      level = levelAbove(level);
      levels.push(level);
    }
    return new MerkleSumTree(levels);
  }

  /** The tree as one node, to be put under a parent with `hashNode`. */
  get node(): SumNode {
    return { hash: this.root, wh: this.totalWh };
  }

  /** Proof that a leaf stands at `index`. @throws IchienError INDEX_OUT_OF_RANGE */
  prove(index: number): SumProof {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) {
      throw new IchienError<MerkleErrorCode>(
        'INDEX_OUT_OF_RANGE',
        `The tree has no leaf ${index}.`,
        `Its ${this.count} leaves are numbered from 0.`,
        { index: String(index), count: this.count },
      );
    }
    const siblings: SumNode[] = [];
    let position = index;
    for (const level of this.levels) {
      const sibling = position ^ 1;
      if (sibling < level.wh.length) siblings.push({ hash: toHex(hashAt(level, sibling)), wh: level.wh[sibling]! });
      position >>>= 1;
    }
    return { index, wh: this.levels[0]!.wh[index]!, siblings };
  }
}

function newLevel(count: number): Level {
  return { hashes: new Uint8Array(count * HASH_BYTES), wh: new Float64Array(count) };
}

function hashAt(level: Level, index: number): Uint8Array {
  return level.hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
}

function levelAbove(below: Level): Level {
  const count = below.wh.length;
  const level = newLevel(Math.ceil(count / 2));
  for (let left = 0; left < count; left += 2) {
    const right = left + 1;
    const hasPartner = right < count;
    const hash = hasPartner
      ? nodeDigest(hashAt(below, left), below.wh[left]!, hashAt(below, right), below.wh[right]!)
      : hashAt(below, left);
    level.hashes.set(hash, (left / 2) * HASH_BYTES);
    level.wh[left / 2] = hasPartner ? addWh(below.wh[left]!, below.wh[right]!) : below.wh[left]!;
  }
  return level;
}
