import { expect } from 'chai';
import fc from 'fast-check';
import { EMPTY_ROOT, hashNode, MerkleSumTree, type SumLeaf, verifyProof } from '#merkle';
import { codeOf } from '../error-code.js';
import { referenceRoot, sampleLeaves } from './reference-tree.js';

describe('MerkleSumTree', () => {
  it('equals the recursive reference for 0 to 70 leaves, and some more', () => {
    for (const count of [...Array(71).keys(), 127, 128, 129, 1_000]) {
      const leaves = sampleLeaves(count);
      expect(MerkleSumTree.build(leaves).node, `${count} leaves`).to.deep.equal(referenceRoot(leaves));
    }
  });

  it('keeps its format: these roots are anchored, they must never change', () => {
    const leaf = (text: string, wh: number) => ({ data: new TextEncoder().encode(text), wh });
    const tree = MerkleSumTree.build([leaf('apple', 300), leaf('pear', 120), leaf('fig', 2 ** 40)]);
    expect(tree.root).to.equal('0x828db9737ca037a8b4c998d30ea798174cd479cf281fd98e7577766f0e211de6');
    expect(tree.totalWh).to.equal(420 + 2 ** 40);
  });

  it('says root, total and count', () => {
    const { root, totalWh, count } = MerkleSumTree.build([]);
    expect({ root, totalWh, count }).to.deep.equal({ root: EMPTY_ROOT, totalWh: 0, count: 0 });
    expect(MerkleSumTree.build(sampleLeaves(5))).to.include({ count: 5, totalWh: 0 + 476 + 451 + 426 + 401 });
  });

  it('stands under a parent as one node', () => {
    const [left, right] = [MerkleSumTree.build(sampleLeaves(4)), MerkleSumTree.build(sampleLeaves(8).slice(4))];
    expect(hashNode(left.node, right.node)).to.deep.equal(MerkleSumTree.build(sampleLeaves(8)).node);
  });

  it('has another root in another order', () => {
    const unequalLeaves = fc.uniqueArray(fc.uint8Array({ maxLength: 12 }), {
      selector: String,
      minLength: 2,
      maxLength: 40,
    });
    fc.assert(
      fc.property(unequalLeaves, fc.nat(), fc.nat(), (data, a, b) => {
        const leaves = data.map((bytes) => ({ data: bytes, wh: 7 }));
        const [i, j] = [a % leaves.length, b % leaves.length];
        fc.pre(i !== j);
        const swapped = leaves.with(i, leaves[j]!).with(j, leaves[i]!);
        expect(MerkleSumTree.build(swapped).root).to.not.equal(MerkleSumTree.build(leaves).root);
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('takes a total of 2^53-1 and refuses one more', () => {
    const big = { data: new Uint8Array(), wh: Number.MAX_SAFE_INTEGER };
    const none = { data: new Uint8Array(), wh: 0 };
    const one = { data: new Uint8Array(), wh: 1 };
    const tree = MerkleSumTree.build([none, big, none]);
    expect(tree.totalWh).to.equal(Number.MAX_SAFE_INTEGER);
    expect(verifyProof(tree, tree.prove(1), big.data)).to.equal(true);
    expect(codeOf(() => MerkleSumTree.build([one, none, big]))).to.equal('SUM_TOO_LARGE');
  });

  it('refuses Wh that are not whole, negative or too large', () => {
    for (const wh of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(
        codeOf(() => MerkleSumTree.build([{ data: new Uint8Array(), wh }])),
        String(wh),
      ).to.equal('WH_INVALID');
    }
  });

  it('refuses more leaves than it may have', () => {
    const leaves = { length: 2 ** 24 + 1 } as SumLeaf[];
    expect(codeOf(() => MerkleSumTree.build(leaves))).to.equal('TREE_TOO_LARGE');
  });

  it('proves no leaf that it has not', () => {
    const tree = MerkleSumTree.build(sampleLeaves(3));
    for (const index of [-1, 3, 1.5, Number.NaN]) {
      expect(
        codeOf(() => tree.prove(index)),
        String(index),
      ).to.equal('INDEX_OUT_OF_RANGE');
    }
    expect(codeOf(() => MerkleSumTree.build([]).prove(0))).to.equal('INDEX_OUT_OF_RANGE');
  });

  it('builds 100,000 leaves in well under two seconds of a processor', () => {
    const leaves = sampleLeaves(1_000);
    const many = Array.from({ length: 100_000 }, (_, n) => leaves[n % 1_000]!);
    // Not by the clock: other tests run beside this one.
    const before = process.cpuUsage();
    MerkleSumTree.build(many);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).to.be.lessThan(2_000);
  });
});
