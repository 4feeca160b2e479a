import { expect } from 'chai';
import fc from 'fast-check';
import { type ClosedRecord, EthersSenderChain, type OutboxRecord, type SettledRecord } from '#ledger';
import { closedRecord, countersign, deployOnHardhat, type HardhatLedger, settledRecord } from '../hardhat-ledger.js';
import { faultyNode, type NodeMood } from './faulty-node.js';
import { MemoryOutboxStore } from './memory-store.js';
import { ModelChain } from './model-chain.js';
import { DECEIVED, type Fate, Mortality, sendThrough } from './mortality.js';

const SLOT = 990_000;
describe('OutboxSender through crashes', () => {
  const outbox = (signatures: `0x${string}`[] = ['0x', '0x']): OutboxRecord[] => [
    { id: 1, phase: 'closed', record: closedRecord(SLOT) },
    { id: 2, phase: 'closed', record: closedRecord(SLOT, 2) },
    { id: 3, phase: 'settled', record: settledRecord(SLOT, 1), meteringSignature: signatures[0]! },
    { id: 4, phase: 'settled', record: settledRecord(SLOT, 2), meteringSignature: signatures[1]! },
    { id: 5, phase: 'closed', record: closedRecord(SLOT + 1) },
  ];
  const storeOf = async (records: OutboxRecord[]) => {
    const store = new MemoryOutboxStore();
    await store.add(...records);
    return store;
  };
  const fates = fc.array(
    fc.constantFrom<Fate>('diesBefore', 'diesAfter', 'lives', 'lives', 'lives', 'lives', 'lives'),
    {
      minLength: 300,
      maxLength: 300,
    },
  );
  const random = (fate: readonly Fate[]) => new Mortality((call) => fate[call] ?? 'lives');

  const expectAnchoredOnce = (chain: ModelChain) => {
    const anchored = chain.batches.flatMap<ClosedRecord | SettledRecord>((batch) =>
      batch.phase === 'closed' ? batch.records : batch.settlements.map(({ record }) => record),
    );
    const expected = outbox().map(({ record }) => record);
    for (const areaId of [1, 2]) {
      for (const slot of [SLOT, SLOT + 1]) {
        const ofSlot = (list: typeof expected) => list.filter((r) => r.areaId === areaId && r.slot === slot);
        expect(ofSlot(anchored)).to.deep.equal(ofSlot(expected));
      }
    }
  };

  describe('on a model chain', () => {
    it('dies before and after every single call, starts again, and anchors each record once', async () => {
      const immortal = new Mortality(() => 'lives');
      await sendThrough(immortal, await storeOf(outbox()), new ModelChain());
      expect(immortal.calls).to.be.greaterThan(40);
      for (let fatal = 1; fatal <= immortal.calls; fatal++) {
        for (const fate of ['diesBefore', 'diesAfter'] as const) {
          const chain = new ModelChain();
          const mortality = new Mortality((call) => (call === fatal ? fate : 'lives'));
          await sendThrough(mortality, await storeOf(outbox()), chain);
          expectAnchoredOnce(chain);
        }
      }
    });

    it('survives crashes, lost pools and reorganisations at random, and anchors each record once', async () => {
      const weather = fc.array(fc.constantFrom('mine', 'mine', 'mine', 'lose', 'reorganise', 'calm'), {
        minLength: 40,
        maxLength: 40,
      });
      await fc.assert(
        fc.asyncProperty(fates, weather, async (fate, days) => {
          const chain = new ModelChain(false);
          let day = 0;
          const between = () => {
            const today = days[day++] ?? 'mine';
            if (today === 'mine') chain.mine();
            if (today === 'lose') chain.losePool();
            if (today === 'reorganise') chain.reorganise(2);
          };
          await sendThrough(random(fate), await storeOf(outbox()), chain, { confirmations: 3, between });
          expectAnchoredOnce(chain);
        }),
        { seed: 20_261_121, numRuns: 150 },
      );
    });
  });

  describe('on a model chain of 1,000 seeds', () => {
    it('anchors each record once, whatever dies, is dropped, replaced, reorganised 1 to 10 deep, silent or a lie', async () => {
      const weather = fc.array(
        fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom('mine', 'mine cheapest', 'mine four') },
          { weight: 2, arbitrary: fc.constantFrom('lose', 'dear', 'dearer', 'cheap') },
          { weight: 2, arbitrary: fc.integer({ min: 1, max: 10 }) },
        ),
        { minLength: 60, maxLength: 60 },
      );
      const moods = fc.array(
        fc.oneof<fc.WeightedArbitrary<NodeMood>[]>(
          { weight: 12, arbitrary: fc.constant('honest') },
          { weight: 1, arbitrary: fc.constantFrom('silent', 'deaf', 'liar') },
        ),
        { minLength: 400, maxLength: 400 },
      );
      let replaced = 0;
      await fc.assert(
        fc.asyncProperty(fates, weather, moods, async (fate, days, mood) => {
          const chain = new ModelChain(false);
          const store = await storeOf(outbox());
          await store.saveIdentity(await chain.identity());
          let day = 0;
          const between = () => {
            const today = days[day++] ?? 'mine';
            if (typeof today === 'number') chain.reorganise(today);
            else if (today === 'lose') chain.losePool();
            else if (today === 'mine cheapest') chain.mine('cheapest');
            else {
              if (!today.startsWith('mine')) chain.price = today === 'cheap' ? 1 : today === 'dear' ? 2 : 4;
              for (let blocks = today === 'mine' ? 1 : 4; blocks > 0; blocks--) chain.mine();
            }
          };
          const node = faultyNode(chain, (call) => {
            const today = mood[call] ?? 'honest';
            // Who has nothing to compare a nonce with must believe it: the first transaction is sent under supervision.
            return today === 'liar' && store.transactions.length === 0 ? 'honest' : today;
          });
          // Deeper than any reorganisation: what is confirmed stays.
          await sendThrough(random(fate), store, node, { confirmations: 11, between, mayBeStuck: DECEIVED });
          expectAnchoredOnce(chain);
          const minedHashes = store.transactions.map(({ inclusion }) => inclusion!.minedHash);
          replaced += store.transactions.filter(({ hash }, index) => minedHashes[index] !== hash).length;
        }),
        { seed: 20_261_122, numRuns: 1_000, endOnFailure: true },
      );
      expect(replaced, 'transactions that were mined as a replacement').to.be.greaterThan(30);
    });
  });

  describe('on Hardhat', () => {
    let ledger: HardhatLedger;

    before(async () => {
      ledger = await deployOnHardhat();
    });

    after(() => ledger.close());

    it('dies over and over at random calls, and anchors each record once, with no transaction in vain', async () => {
      const signed = await Promise.all([1, 2].map((version) => countersign(ledger, settledRecord(SLOT, version))));
      const chain = new EthersSenderChain(ledger.provider, ledger.operator, ledger.place.address);
      const anchored = async (areaId: number) =>
        (await ledger.client.records({ areaId, fromSlot: SLOT, toSlot: SLOT + 1 })).map(({ recordHash }) => recordHash);
      await fc.assert(
        fc.asyncProperty(fates, async (fate) => {
          const snapshot = await ledger.rpc('evm_snapshot');
          const store = await storeOf(outbox(signed));
          await sendThrough(random(fate), store, chain);

          const entries = store.transactions.flatMap((transaction) => [...transaction.entries]);
          for (const areaId of [1, 2]) {
            const expected = entries.filter((entry) => entry.areaId === areaId).map(({ recordHash }) => recordHash);
            expect(await anchored(areaId)).to.deep.equal(expected);
          }
          expect(await ledger.operator.getNonce()).to.equal(store.transactions.length);
          await ledger.rpc('evm_revert', snapshot);
        }),
        { seed: 20_261_121, numRuns: 6 },
      );
    });
  });
});
