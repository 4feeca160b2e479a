import { expect } from 'chai';
import fc from 'fast-check';
import { type Hex, MerkleSumTree, type SumProof, type SumRoot, verifyProof } from '#merkle';
import { sampleLeaves } from './reference-tree.js';

/** A tree of 1 to 70 leaves and one of its leaves. */
const place = fc.integer({ min: 1, max: 70 }).chain((count) => fc.tuple(fc.constant(count), fc.nat(count - 1)));

/** Another hash: one digit is changed. */
function spoilt(hash: Hex): Hex {
  return `${hash.slice(0, -1)}${hash.endsWith('0') ? '1' : '0'}` as Hex;
}

describe('verifyProof', () => {
  it('accepts every leaf of every tree, and from its proof as JSON', () => {
    for (let count = 1; count <= 70; count++) {
      const leaves = sampleLeaves(count);
      const tree = MerkleSumTree.build(leaves);
      for (const [index, { data }] of leaves.entries()) {
        const proof: SumProof = JSON.parse(JSON.stringify(tree.prove(index)));
        expect(verifyProof(tree, proof, data), `leaf ${index} of ${count}`).to.equal(true);
      }
    }
  });

  it('has a proof no longer than the tree is high', () => {
    const tree = MerkleSumTree.build(sampleLeaves(70));
    for (let index = 0; index < 70; index++) expect(tree.prove(index).siblings.length).to.be.at.most(7);
  });

  /** Each takes a right proof and changes one thing; undefined if there is no such thing to change. */
  type Change = (tree: SumRoot, proof: SumProof, data: Uint8Array) => [SumRoot, SumProof, Uint8Array] | undefined;
  const changes: Record<string, Change> = {
    'a byte of the data': (tree, proof, data) => [tree, proof, data.with(0, data[0]! ^ 1)],
    'a byte more of data': (tree, proof, data) => [tree, proof, new Uint8Array([...data, 0])],
    'the Wh of the leaf': (tree, proof, data) => [tree, { ...proof, wh: proof.wh + 1 }, data],
    'the Wh of leaf and total': (tree, proof, data) => [
      { ...plain(tree), totalWh: tree.totalWh + 1 },
      { ...proof, wh: proof.wh + 1 },
      data,
    ],
    'the total': (tree, proof, data) => [{ ...plain(tree), totalWh: tree.totalWh + 1 }, proof, data],
    'the root': (tree, proof, data) => [{ ...plain(tree), root: spoilt(tree.root) }, proof, data],
    'the index': (tree, proof, data) => [tree, { ...proof, index: proof.index + 1 }, data],
    'the index, backwards': (tree, proof, data) => [tree, { ...proof, index: proof.index - 1 }, data],
    'the hash of a sibling': (tree, proof, data) =>
      withSibling(proof, (sibling) => ({ ...sibling, hash: spoilt(sibling.hash) }), tree, data),
    'the Wh of a sibling': (tree, proof, data) =>
      withSibling(proof, (sibling) => ({ ...sibling, wh: sibling.wh + 1 }), tree, data),
    'Wh shifted from a sibling to the leaf': (tree, proof, data) => {
      const changed = withSibling(proof, (sibling) => ({ ...sibling, wh: sibling.wh - 1 }), tree, data);
      return changed && [tree, { ...changed[1], wh: proof.wh + 1 }, data];
    },
    'a sibling less': (tree, proof, data) =>
      proof.siblings.length === 0 ? undefined : [tree, { ...proof, siblings: proof.siblings.slice(1) }, data],
    'a sibling more': (tree, proof, data) => [
      tree,
      { ...proof, siblings: [...proof.siblings, { hash: tree.root, wh: 0 }] },
      data,
    ],
  };

  for (const [what, change] of Object.entries(changes)) {
    it(`refuses a proof with another thing in it: ${what}`, () => {
      fc.assert(
        fc.property(place, ([count, index]) => {
          const leaves = sampleLeaves(count);
          const tree = MerkleSumTree.build(leaves);
          const changed = change(tree, tree.prove(index), leaves[index]!.data);
          if (changed !== undefined) expect(verifyProof(...changed)).to.equal(false);
        }),
        { seed: 5, numRuns: 150 },
      );
    });
  }

  it('refuses another count wherever it changes what the proof must look like', () => {
    for (let count = 1; count <= 40; count++) {
      const leaves = sampleLeaves(count);
      const tree = MerkleSumTree.build(leaves);
      // The last leaf's way to the root is another one in a tree that ends earlier or later.
      const last = count - 1;
      for (const other of [count - 1, count + 1, count * 2, 0]) {
        const accepted = verifyProof({ ...plain(tree), count: other }, tree.prove(last), leaves[last]!.data);
        expect(accepted, `${count} leaves as ${other}`).to.equal(false);
      }
    }
  });

  it('refuses what is no proof instead of failing', () => {
    const leaves = sampleLeaves(2);
    const tree = MerkleSumTree.build(leaves);
    const proof = tree.prove(0);
    const { data } = leaves[0]!;
    expect(verifyProof({ ...plain(tree), count: Number.NaN }, proof, data)).to.equal(false);
    expect(verifyProof({ ...plain(tree), count: 0 }, proof, data)).to.equal(false);
    expect(verifyProof(tree, { ...proof, index: Number.NaN }, data)).to.equal(false);
    expect(verifyProof(tree, { ...proof, wh: -1 }, data)).to.equal(false);
    for (const hash of ['0x', '0x12', 'zz', `${tree.root}00`] as Hex[]) {
      expect(verifyProof(tree, { ...proof, siblings: [{ hash, wh: 1 }] }, data), hash).to.equal(false);
    }
    const tooMuch = { hash: proof.siblings[0]!.hash, wh: Number.MAX_SAFE_INTEGER };
    expect(verifyProof(tree, { ...proof, wh: 1, siblings: [tooMuch] }, data)).to.equal(false);
  });
});

function plain({ root, totalWh, count }: SumRoot): SumRoot {
  return { root, totalWh, count };
}

function withSibling(
  proof: SumProof,
  change: (sibling: SumProof['siblings'][number]) => SumProof['siblings'][number],
  tree: SumRoot,
  data: Uint8Array,
): [SumRoot, SumProof, Uint8Array] | undefined {
  const [first, ...others] = proof.siblings;
  return first && [tree, { ...proof, siblings: [change(first), ...others] }, data];
}
