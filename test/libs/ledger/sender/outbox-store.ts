import { expect } from 'chai';
import type { OutboxEntry, OutboxRecord, OutboxStore, OutboxTransaction } from '#ledger';
import type { Hex } from '#merkle';
import { closedRecord, settledRecord } from '../hardhat-ledger.js';

/** A store under test, and how records come into it. */
export interface StoreUnderTest {
  readonly store: OutboxStore;
  add(...records: OutboxRecord[]): Promise<void>;
  close?(): Promise<void>;
}

const SLOT = 990_000;
const hash = (digit: string): Hex => `0x${digit.repeat(64)}`;

/** An entry whose preimage and hash are told apart by a digit. */
const entry = (id: number, areaId: number, slot: number, digit: string): OutboxEntry => ({
  id,
  areaId,
  slot,
  preimage: `0x${digit.repeat(8)}`,
  recordHash: hash(digit),
});

const transaction = (nonce: number, digit: string, ...entries: OutboxEntry[]): OutboxTransaction => ({
  hash: hash(digit),
  nonce,
  raw: `0x02${digit}${digit}`,
  entries,
  replacements: [],
});

/** What the sender takes for granted of any store, as tests: one call for each implementation. */
export function describeOutboxStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name} as an outbox store`, () => {
    let under: StoreUnderTest;
    let store: OutboxStore;

    beforeEach(async () => {
      under = await make();
      store = under.store;
    });

    afterEach(() => under.close?.());

    const add = (...slots: number[]) =>
      under.add(...slots.map((slot, n): OutboxRecord => ({ id: n + 1, phase: 'closed', record: closedRecord(slot) })));

    it('is empty at first', async () => {
      expect(await store.identity()).to.equal(undefined);
      expect(await store.pending(10)).to.deep.equal([]);
      expect(await store.unconfirmed()).to.deep.equal([]);
      expect(await store.confirmedNonce()).to.equal(undefined);
      expect(await store.lastEntryOfArea(1)).to.equal(undefined);
      expect(await store.lastEntryOfSlot(1, SLOT)).to.equal(undefined);
      expect(await store.counts()).to.deep.equal({ pending: 0, sent: 0, confirmed: 0 });
    });

    it('remembers the chain', async () => {
      const identity = { chainId: 31_337, genesisHash: hash('a'), ledgerAddress: `0x${'B'.repeat(40)}` };
      await store.saveIdentity(identity);
      expect(await store.identity()).to.deep.equal(identity);
    });

    it('gives back records as they were added, the oldest first, no more than asked for', async () => {
      await add(SLOT, SLOT + 1, SLOT + 2);
      expect(await store.pending(2)).to.deep.equal([
        { id: 1, phase: 'closed', record: closedRecord(SLOT) },
        { id: 2, phase: 'closed', record: closedRecord(SLOT + 1) },
      ]);
    });

    it('gives back settled records with a signature of 65 bytes', async () => {
      const meteringSignature: Hex = `0x${'12'.repeat(65)}`;
      await under.add({ id: 1, phase: 'settled', record: settledRecord(SLOT), meteringSignature });
      const [settled] = await store.pending(1);
      expect(settled).to.deep.include({ id: 1, phase: 'settled', record: settledRecord(SLOT) });
      expect(settled)
        .to.have.property('meteringSignature')
        .with.length(2 + 2 * 65);
    });

    it('takes the records of a transaction out of what is pending', async () => {
      await add(SLOT, SLOT + 1, SLOT + 2);
      const sent = transaction(5, 'c', entry(1, 1, SLOT, 'a'), entry(3, 1, SLOT + 2, 'b'));
      await store.saveTransaction(sent);
      expect((await store.pending(10)).map(({ id }) => id)).to.deep.equal([2]);
      expect(await store.unconfirmed()).to.deep.equal([sent]);
      expect(await store.counts()).to.deep.equal({ pending: 1, sent: 2, confirmed: 0 });
    });

    it('keeps the order of entries, whatever their ids', async () => {
      await add(SLOT, SLOT + 1);
      const sent = transaction(5, 'c', entry(2, 1, SLOT + 1, 'a'), entry(1, 1, SLOT, 'b'));
      await store.saveTransaction(sent);
      expect(await store.unconfirmed()).to.deep.equal([sent]);
      expect((await store.lastEntryOfArea(1))?.id).to.equal(1);
    });

    it('gives unconfirmed transactions by nonce, as a number, not as text', async () => {
      await add(SLOT, SLOT + 1);
      await store.saveTransaction(transaction(9, 'c', entry(1, 1, SLOT, 'a')));
      await store.saveTransaction(transaction(10, 'd', entry(2, 1, SLOT + 1, 'b')));
      expect((await store.unconfirmed()).map(({ nonce }) => nonce)).to.deep.equal([9, 10]);
      expect((await store.lastEntryOfArea(1))?.id).to.equal(2);
    });

    it('finds the last entry of an area and of a slot, confirmed or not', async () => {
      await under.add(
        { id: 1, phase: 'closed', record: closedRecord(SLOT) },
        { id: 2, phase: 'closed', record: closedRecord(SLOT + 1, 2) },
        { id: 3, phase: 'settled', record: settledRecord(SLOT), meteringSignature: `0x${'12'.repeat(65)}` },
      );
      const [first, other, second] = [entry(1, 1, SLOT, 'a'), entry(2, 2, SLOT + 1, 'b'), entry(3, 1, SLOT, 'e')];
      await store.saveTransaction(transaction(5, 'c', first, other));
      await store.saveConfirmed(hash('c'));
      expect(await store.lastEntryOfSlot(1, SLOT)).to.deep.equal(first);
      await store.saveTransaction(transaction(6, 'd', second));
      expect(await store.lastEntryOfSlot(1, SLOT)).to.deep.equal(second);
      expect(await store.lastEntryOfArea(1)).to.deep.equal(second);
      expect(await store.lastEntryOfArea(2)).to.deep.equal(other);
      expect(await store.lastEntryOfSlot(2, SLOT)).to.equal(undefined);
    });

    it('says in which block a transaction stands, and that it stands in none any more', async () => {
      await add(SLOT);
      const sent = transaction(5, 'c', entry(1, 1, SLOT, 'a'));
      const inclusion = { minedHash: sent.hash, blockNumber: 17, blockHash: hash('f'), gasUsed: 51_234 };
      await store.saveTransaction(sent);
      await store.saveInclusion(sent.hash, inclusion);
      expect(await store.unconfirmed()).to.deep.equal([{ ...sent, inclusion }]);
      await store.saveInclusion(sent.hash, undefined);
      expect(await store.unconfirmed()).to.deep.equal([sent]);
    });

    it('keeps replacements in their order, and which of them was mined', async () => {
      await add(SLOT, SLOT + 1);
      const sent = transaction(5, 'c', entry(1, 1, SLOT, 'a'));
      const other = transaction(6, 'd', entry(2, 1, SLOT + 1, 'b'));
      const replacements = ['f', 'e'].map((digit) => ({ hash: hash(digit), raw: `0x03${digit}${digit}` as Hex }));
      await store.saveTransaction(sent);
      await store.saveTransaction(other);
      for (const replacement of replacements) await store.saveReplacement(sent.hash, replacement);
      expect(await store.unconfirmed()).to.deep.equal([{ ...sent, replacements }, other]);
      const inclusion = { minedHash: hash('e'), blockNumber: 17, blockHash: hash('9'), gasUsed: 51_234 };
      await store.saveInclusion(sent.hash, inclusion);
      expect(await store.unconfirmed()).to.deep.equal([{ ...sent, replacements, inclusion }, other]);
    });

    it('forgets replacements with the transaction that is released', async () => {
      await add(SLOT);
      const sent = transaction(5, 'c', entry(1, 1, SLOT, 'a'));
      const replacement = { hash: hash('e'), raw: '0x03' } as const;
      for (let round = 0; round < 2; round++) {
        await store.saveTransaction(sent);
        await store.saveReplacement(sent.hash, replacement);
        await store.release(sent.hash);
      }
      await store.saveTransaction(sent);
      expect(await store.unconfirmed()).to.deep.equal([sent]);
    });

    it('counts what is confirmed and remembers its highest nonce', async () => {
      await add(SLOT, SLOT + 1, SLOT + 2);
      await store.saveTransaction(transaction(5, 'c', entry(1, 1, SLOT, 'a'), entry(2, 1, SLOT + 1, 'b')));
      await store.saveTransaction(transaction(6, 'd', entry(3, 1, SLOT + 2, 'e')));
      await store.saveConfirmed(hash('c'));
      expect(await store.counts()).to.deep.equal({ pending: 0, sent: 1, confirmed: 2 });
      expect(await store.confirmedNonce()).to.equal(5);
      expect((await store.unconfirmed()).map(({ nonce }) => nonce)).to.deep.equal([6]);
    });

    it('forgets a released transaction, and nothing else', async () => {
      await add(SLOT, SLOT + 1);
      await store.saveTransaction(transaction(5, 'c', entry(1, 1, SLOT, 'a')));
      await store.saveTransaction(transaction(6, 'd', entry(2, 1, SLOT + 1, 'b')));
      await store.release(hash('d'));
      expect((await store.pending(10)).map(({ id }) => id)).to.deep.equal([2]);
      expect((await store.unconfirmed()).map(({ nonce }) => nonce)).to.deep.equal([5]);
      expect(await store.lastEntryOfSlot(1, SLOT + 1)).to.equal(undefined);
      expect((await store.lastEntryOfArea(1))?.id).to.equal(1);
      await store.saveTransaction(transaction(7, 'e', entry(2, 1, SLOT + 1, 'b')));
      expect(await store.counts()).to.deep.equal({ pending: 0, sent: 2, confirmed: 0 });
    });
  });
}
