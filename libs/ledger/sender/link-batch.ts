import type { Hex } from '#merkle';
import { type ClosedRecord, closedRecordPreimage, recordHash, settledRecordPreimage, ZERO_HASH } from '../records.js';
import { senderError } from './error.js';
import type { LedgerBatch, OutboxEntry, OutboxRecord, OutboxSettledRecord, OutboxStore, Settlement } from './types.js';

/** A batch, what it will have written, and the head that each of its areas must have when it is sent. */
export interface LinkedBatch {
  readonly batch: LedgerBatch;
  readonly entries: readonly OutboxEntry[];
  readonly headsBefore: ReadonlyMap<number, Hex>;
}

/**
 * Links records of one phase to the area's and the slot's records before them, as the contract will.
 *
 * @throws IchienError RECORD_INVALID, RECORD_OUT_OF_ORDER for a settled record whose slot has no record yet
 */
export async function linkBatch(
  records: readonly OutboxRecord[],
  store: Pick<OutboxStore, 'lastEntryOfArea' | 'lastEntryOfSlot'>,
): Promise<LinkedBatch> {
  const headsBefore = new Map<number, Hex>();
  const entries: OutboxEntry[] = [];
  const closed: ClosedRecord[] = [];
  const settlements: Settlement[] = [];

  const headOf = async (areaId: number): Promise<Hex> => {
    if (!headsBefore.has(areaId)) {
      headsBefore.set(areaId, (await store.lastEntryOfArea(areaId))?.recordHash ?? ZERO_HASH);
    }
    return entries.findLast((entry) => entry.areaId === areaId)?.recordHash ?? headsBefore.get(areaId)!;
  };
  const entryBefore = async ({ id, record }: OutboxSettledRecord): Promise<OutboxEntry> => {
    const { areaId, slot } = record;
    const before =
      entries.findLast((entry) => entry.areaId === areaId && entry.slot === slot) ??
      (await store.lastEntryOfSlot(areaId, slot));
    return before ?? outOfOrder(id, areaId, slot);
  };

  for (const outboxRecord of records) {
    const { areaId, slot } = outboxRecord.record;
    const head = await headOf(areaId);
    let preimage: Hex;
    if (outboxRecord.phase === 'closed') {
      closed.push(outboxRecord.record);
      preimage = closedRecordPreimage(outboxRecord.record, head);
    } else {
      const { record, meteringSignature } = outboxRecord;
      const before = await entryBefore(outboxRecord);
      settlements.push({ record, meteringSignature, prior: before.preimage });
      preimage = settledRecordPreimage(record, head, before.recordHash);
    }
    entries.push({ id: outboxRecord.id, areaId, slot, preimage, recordHash: recordHash(preimage) });
  }
  const batch: LedgerBatch =
    records[0]?.phase === 'closed' ? { phase: 'closed', records: closed } : { phase: 'settled', settlements };
  return { batch, entries, headsBefore };
}

function outOfOrder(id: number, areaId: number, slot: number): never {
  throw senderError(
    'RECORD_OUT_OF_ORDER',
    `Outbox record ${id} settles area ${areaId} slot ${slot}, which was never closed.`,
    'Put the closed record of the slot into the outbox before it.',
    { id, areaId, slot },
  );
}
