import { expect } from 'chai';
import fc from 'fast-check';
import { MAX_BATCH_RECORDS, type OutboxRecord, OutboxSender } from '#ledger';
import { closedRecord, settledRecord } from '../hardhat-ledger.js';
import { MemoryOutboxStore } from './memory-store.js';
import { ModelChain } from './model-chain.js';

/** An outbox in which the n-th mention of a slot closes it, then settles it, version by version. */
function outboxOf(slots: readonly number[]): OutboxRecord[] {
  return slots.map((slot, id) => {
    const version = slots.slice(0, id).filter((earlier) => earlier === slot).length;
    return version === 0
      ? { id, phase: 'closed', record: closedRecord(slot) }
      : { id, phase: 'settled', record: settledRecord(slot, version), meteringSignature: '0x' };
  });
}

/** The batches that are sent if each part comes into the outbox when the part before it is anchored. */
async function batchesOf(...parts: (readonly OutboxRecord[])[]): Promise<{ phase: string; slots: number[] }[]> {
  const store = new MemoryOutboxStore();
  const chain = new ModelChain();
  const sender = new OutboxSender(store, chain, { confirmations: 1 });
  for (const part of parts) {
    await store.add(...part);
    expect(await sender.advance(0))
      .to.include({ pending: 0, sent: 0 })
      .and.not.to.have.property('stuck');
  }
  return chain.batches.map((batch) => ({
    phase: batch.phase,
    slots: batch.phase === 'closed' ? batch.records.map((r) => r.slot) : batch.settlements.map((s) => s.record.slot),
  }));
}

describe('batches of the outbox sender', () => {
  it('gather the phase of the oldest record, oldest first', async () => {
    expect(await batchesOf(outboxOf([10, 10, 11, 12, 11]))).to.deep.equal([
      { phase: 'closed', slots: [10, 11, 12] },
      { phase: 'settled', slots: [10, 11] },
    ]);
  });

  it('take several versions of one slot together', async () => {
    expect(await batchesOf(outboxOf([10, 10, 10, 10]))).to.deep.equal([
      { phase: 'closed', slots: [10] },
      { phase: 'settled', slots: [10, 10, 10] },
    ]);
  });

  it('leave a settlement for later whose closing was passed over', async () => {
    const records = outboxOf([10, 10, 11, 11, 10]);
    expect(await batchesOf(records.slice(0, 1), records.slice(1))).to.deep.equal([
      { phase: 'closed', slots: [10] },
      { phase: 'settled', slots: [10, 10] },
      { phase: 'closed', slots: [11] },
      { phase: 'settled', slots: [11] },
    ]);
  });

  it('carry no more than the contract takes', async () => {
    const slots = Array.from({ length: MAX_BATCH_RECORDS + 1 }, (_, n) => n);
    const sizes = (await batchesOf(outboxOf(slots))).map((batch) => batch.slots.length);
    expect(sizes).to.deep.equal([MAX_BATCH_RECORDS, 1]);
  });

  it('drain any outbox: the chain refuses a slot out of order, so none was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9), { maxLength: 80 }), fc.nat(80), async (slots, cut) => {
        const records = outboxOf(slots);
        const sent = await batchesOf(records.slice(0, cut), records.slice(cut));
        expect(sent.flatMap((batch) => batch.slots)).to.have.length(slots.length);
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});
