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

async function batchesOf(records: readonly OutboxRecord[]): Promise<{ phase: string; slots: number[] }[]> {
  const store = new MemoryOutboxStore();
  const chain = new ModelChain();
  await store.add(...records);
  const status = await new OutboxSender(store, chain, { confirmations: 1 }).advance(0);
  expect(status).to.deep.equal({ pending: 0, sent: 0, confirmed: records.length });
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

  it('carry no more than the contract takes', async () => {
    const slots = Array.from({ length: MAX_BATCH_RECORDS + 1 }, (_, n) => n);
    const sizes = (await batchesOf(outboxOf(slots))).map((batch) => batch.slots.length);
    expect(sizes).to.deep.equal([MAX_BATCH_RECORDS, 1]);
  });

  it('drain any outbox: the chain refuses a slot out of order, so none was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(9), { maxLength: 80 }),
        async (slots) => void (await batchesOf(outboxOf(slots))),
      ),
      { seed: 7, numRuns: 60 },
    );
  });
});
