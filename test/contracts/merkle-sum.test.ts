import { expect } from 'chai';
import { Contract, ContractFactory } from 'ethers';
import fc from 'fast-check';
import { artifacts } from 'hardhat';
import { type Hex, MerkleSumTree, type SumProof, type SumRoot, verifyProof } from '#merkle';
import { deployOnHardhat, type HardhatLedger } from '../libs/ledger/hardhat-ledger.js';

describe('MerkleSum.sol and libs/merkle', () => {
  let ledger: HardhatLedger;
  let harness: Contract;

  before(async () => {
    ledger = await deployOnHardhat();
    const { abi, bytecode } = await artifacts.readArtifact('MerkleSumHarness');
    const deployed = await new ContractFactory(abi, bytecode, ledger.admin).deploy();
    harness = new Contract(await deployed.getAddress(), abi, ledger.provider);
  });

  after(() => ledger.close());

  const verifyOnChain = ({ root, totalWh, count }: SumRoot, { index, wh, siblings }: SumProof, data: Uint8Array) =>
    harness.getFunction('verify')([root, totalWh, count], index, wh, data, siblings) as Promise<boolean>;

  const leaf = fc.record({ data: fc.uint8Array({ maxLength: 90 }), wh: fc.maxSafeNat().map((wh) => wh % 2 ** 44) });
  const leaves = fc.array(leaf, { minLength: 1, maxLength: 90 });

  it('build and accept the same proofs of random trees', async () => {
    await fc.assert(
      fc.asyncProperty(leaves, fc.nat(), async (items, seed) => {
        const tree = MerkleSumTree.build(items);
        for (const index of new Set([0, seed % items.length, items.length - 1])) {
          expect(await verifyOnChain(tree, tree.prove(index), items[index]!.data)).to.equal(true);
        }
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it('agree on proofs that were tampered with', async () => {
    const tampering = fc.record({
      index: fc.integer({ min: -1, max: 1 }),
      count: fc.integer({ min: -1, max: 1 }),
      wh: fc.integer({ min: 0, max: 1 }),
      totalWh: fc.integer({ min: 0, max: 1 }),
      siblings: fc.constantFrom('kept', 'short', 'long', 'spoilt', 'heavier'),
    });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(leaves, fc.nat(), tampering, async (items, seed, change) => {
        const whole = MerkleSumTree.build(items);
        const index = seed % items.length;
        const right = whole.prove(index);
        const tree = { root: whole.root, totalWh: whole.totalWh + change.totalWh, count: whole.count + change.count };
        const proof = {
          index: Math.max(0, index + change.index),
          wh: right.wh + change.wh,
          siblings: tampered(right.siblings, change.siblings),
        };
        const verdict = verifyProof(tree, proof, items[index]!.data);
        if (!verdict) refused++;
        expect(await verifyOnChain(tree, proof, items[index]!.data)).to.equal(verdict);
      }),
      { seed: 42, numRuns: 120 },
    );
    expect(refused, 'most of them are wrong').to.be.greaterThan(80);
  });
});

function tampered(siblings: SumProof['siblings'], how: string): SumProof['siblings'] {
  const [first, ...others] = siblings;
  if (first === undefined || how === 'kept') return siblings;
  if (how === 'short') return others;
  if (how === 'long') return [...siblings, first];
  if (how === 'heavier') return [{ ...first, wh: first.wh + 1 }, ...others];
  return [{ ...first, hash: `0x${first.hash.slice(4)}00` as Hex }, ...others];
}
