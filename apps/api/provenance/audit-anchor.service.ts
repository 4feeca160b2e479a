import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayOf, slotAt, slotOf } from '#energy';
import { auditAreaOf, auditHeadRecord, type ClosedRecord, isHeadInLog } from '#ledger';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { OutboxRecordRow, OutboxTransactionRow } from './outbox.entities.js';

/** Most heads in one answer: three months. */
const MAX_HEADS = 92;

/** A head of the audit log that was given to the chain. */
export interface AnchoredHead {
  readonly day: string;
  readonly sequence: number;
  readonly hash: string;
  /** False: the log was changed since. */
  readonly inLog: boolean;
  readonly state: 'waiting' | 'sent' | 'confirmed';
  readonly transactionHash: string | null;
}

/** Fixes the audit log's head on chain, once a day, where whoever owns the database cannot rewrite it (decision 0029). */
@Injectable()
export class AuditAnchorService {
  readonly #auditArea: number;
  #lookedAtSlot: number | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {
    this.#auditArea = auditAreaOf(config.areaId);
  }

  /** Puts the head into the outbox, at the first call of a day, if staff did anything since the last one. */
  async anchorDue(): Promise<void> {
    const slot = slotOf(dayOf(slotAt(this.clock.nowMs())));
    if (slot === this.#lookedAtSlot) return;
    const head = this.audit.newest();
    await this.database.transaction(async (manager) => {
      const last = await this.#last(manager);
      const isNew = head.sequence > (last === undefined ? 0 : recordOf(last).journalCount);
      if (!isNew || (last !== undefined && last.slot >= slot)) return;
      const record = auditHeadRecord(this.config.areaId, slot, head);
      const { areaId } = record;
      await manager.insert(OutboxRecordRow, { areaId, slot, phase: 'closed', record: JSON.stringify(record) });
    });
    this.#lookedAtSlot = slot;
  }

  /** The heads that were given to the chain, newest first, each held against the log as it is. */
  async heads(): Promise<AnchoredHead[]> {
    const { rows, states } = await this.database.read(async (manager) => {
      const rows = await manager.find(OutboxRecordRow, {
        where: { areaId: this.#auditArea },
        order: { slot: 'DESC' },
        take: MAX_HEADS,
      });
      const states = new Map<string, string>();
      for (const { transactionHash: hash } of rows) {
        const row = hash === null ? null : await manager.findOneBy(OutboxTransactionRow, { hash });
        if (row !== null) states.set(row.hash, row.state);
      }
      return { rows, states };
    });
    const heads: AnchoredHead[] = [];
    for (const row of rows) {
      const record = recordOf(row);
      const [entry] = await this.audit.page(record.journalCount - 1, 1);
      const { transactionHash } = row;
      heads.push({
        day: dayOf(row.slot),
        sequence: record.journalCount,
        hash: record.journalRoot.slice(2),
        inLog: isHeadInLog(record, () => entry?.hash),
        state:
          transactionHash === null ? 'waiting' : states.get(transactionHash) === 'confirmed' ? 'confirmed' : 'sent',
        transactionHash,
      });
    }
    return heads;
  }

  async #last(manager: EntityManager): Promise<OutboxRecordRow | undefined> {
    const where = { areaId: this.#auditArea };
    return (await manager.findOne(OutboxRecordRow, { where, order: { slot: 'DESC' } })) ?? undefined;
  }
}

function recordOf({ record }: OutboxRecordRow): ClosedRecord {
  return JSON.parse(record);
}
