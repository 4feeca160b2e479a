import { expect } from 'chai';
import {
  allocationLeaf,
  type OpenedLeaf,
  proveNeighbours,
  readingLeaf,
  type SettledItems,
  type UniqueTree,
  verifyNeighbours,
} from '#ledger';
import { MerkleSumTree, type SumLeaf, toHex } from '#merkle';
import { sampleSlot } from './evidence/sample-market.js';

const SETTLED = sampleSlot().settlements[0]!;

function leavesOf(tree: UniqueTree, items: SettledItems): SumLeaf[] {
  if (tree === 'allocations') return items.allocations.map(allocationLeaf);
  const direction = tree === 'exports' ? 'export' : 'import';
  return items[tree].map((reading) => readingLeaf(direction, reading));
}

/** The tree of leaves in any order, one of them opened, and what stands beside it. */
function opened(leaves: readonly SumLeaf[], at: number) {
  const root = MerkleSumTree.build(leaves);
  const open = (index: number): OpenedLeaf => ({ data: toHex(leaves[index]!.data), proof: root.prove(index) });
  return {
    root,
    own: open(at),
    beside: { ...(at > 0 && { before: open(at - 1) }), ...(at < leaves.length - 1 && { after: open(at + 1) }) },
  };
}

describe('neighbours', () => {
  for (const tree of ['exports', 'imports', 'allocations'] as const) {
    describe(`in the tree of ${tree}`, () => {
      const leaves = leavesOf(tree, SETTLED);

      it('prove at every place that the leaf stands once', () => {
        expect(leaves.length).to.be.greaterThan(5);
        for (const at of leaves.keys()) {
          const { root, own, beside } = opened(leaves, at);
          const proof = proveNeighbours(tree, SETTLED[tree] as never[], at);
          expect(proof).to.deep.equal(beside);
          expect(verifyNeighbours(tree, root, own, proof)).to.equal(true);
        }
      });

      it('do not prove it of a leaf that stands twice side by side', () => {
        const twice = leaves.toSpliced(3, 0, leaves[3]!);
        for (const at of [3, 4]) {
          const { root, own, beside } = opened(twice, at);
          expect(verifyNeighbours(tree, root, own, beside)).to.equal(false);
        }
      });

      it('do not prove it where two leaves have changed places', () => {
        const swapped = leaves.with(2, leaves[3]!).with(3, leaves[2]!);
        const { root, own, beside } = opened(swapped, 2);
        expect(verifyNeighbours(tree, root, own, beside)).to.equal(false);
      });

      it('must be those at the next places, and there unless the tree ends', () => {
        const { root, own, beside } = opened(leaves, 3);
        const far = opened(leaves, 5);
        const { before, after } = beside;
        for (const wrong of [
          {},
          { before: before! },
          { after: after! },
          { before: before!, after: far.own },
          { before: after!, after: before! },
          { before: before!, after: { ...after!, proof: far.own.proof } },
        ]) {
          expect(verifyNeighbours(tree, root, own, wrong)).to.equal(false);
        }
        const first = opened(leaves, 0);
        expect(verifyNeighbours(tree, root, first.own, { ...first.beside, before: first.own })).to.equal(false);
      });

      it('must be leaves of that tree, of its kind', () => {
        const { root, own, beside } = opened(leaves, 3);
        const after = beside.after!;
        const changed = `${after.data.slice(0, -1)}${after.data.endsWith('0') ? '1' : '0'}` as const;
        expect(
          verifyNeighbours(tree, root, own, { ...beside, after: { ...after, data: changed as `0x${string}` } }),
        ).to.equal(false);
        const other = tree === 'allocations' ? 'exports' : 'allocations';
        expect(verifyNeighbours(other, root, own, beside)).to.equal(false);
      });
    });
  }

  it('show of another allocation no name, no price and no salt', () => {
    const { before } = proveNeighbours('allocations', SETTLED.allocations, 3);
    const { buyerId, sellerId, salt } = SETTLED.allocations[2]!;
    for (const secret of [buyerId, sellerId, salt]) expect(before!.data).not.to.include(secret);
  });
});
