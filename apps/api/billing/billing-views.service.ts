import { createReadStream, existsSync, type ReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import {
  type CloseView,
  type PaidTwice,
  refundNumber,
  type StatementItem,
  type StatementKind,
  type StatementPayment,
  type StatementView,
} from '#billing';
import type { ManifestEntry } from '#formats';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { customerNumberOf } from './bank-files.js';
import { BillingAccountRow, ExportFileRow, MonthCloseRow, PaymentOrderRow, StatementRow } from './billing.entities.js';
import { FileStore } from './file-store.js';
import { HeldReceiptRow } from './held-receipt.entity.js';
import { type HeldReceiptView, heldViews } from './held-receipts.js';
import { pdfPath } from './month-pdfs.service.js';
import { PaymentDecisionRow } from './payment-decision.entity.js';
import { hasDocument } from './statement-rows.js';

/** A payment without its bank account, and what was decided about it last. */
export interface PaymentView extends Omit<PaymentOrderRow, 'account'> {
  readonly decision: Pick<PaymentDecisionRow, 'decision' | 'reason' | 'decidedAtMs'> | null;
}

/** Answers what was closed, stated, made and paid. */
@Injectable()
export class BillingViewsService {
  constructor(
    private readonly database: Database,
    private readonly participants: ParticipantsService,
    private readonly store: FileStore,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** The closes of a month, newest first. */
  async closes(month: string): Promise<CloseView[]> {
    const where = { areaId: this.config.areaId, month };
    const rows = await this.database.read((manager) => manager.find(MonthCloseRow, { where, order: { run: 'DESC' } }));
    return rows.map(({ versions: _, ledger: __, prices: ___, report, ...row }) => ({
      ...row,
      report: report === null ? null : JSON.parse(report),
    }));
  }

  /** A page of a month's documents of one kind, or of both, by number and version. */
  async statements(
    month: string,
    kind: StatementKind | undefined,
    after: string,
    limit: number,
  ): Promise<StatementItem[]> {
    const kinds: readonly StatementKind[] = kind === undefined ? ['bill', 'purchase'] : [kind];
    const rows = await this.database.read((manager) =>
      manager
        .createQueryBuilder(StatementRow, 's')
        .where('s.areaId = :areaId AND s.month = :month', { areaId: this.config.areaId, month })
        .andWhere('s.kind IN (:...kinds)', { kinds })
        .andWhere('(s.version = 1 OR s.adjustment IS NOT NULL)')
        .andWhere("s.number || '-' || s.version > :after", { after })
        .orderBy("s.number || '-' || s.version")
        .limit(limit)
        .getMany(),
    );
    return rows.map(itemOf);
  }

  /** A resident's own documents, newest month first. @throws IchienError PARTICIPANT_UNKNOWN */
  async ofParticipant(participantId: string): Promise<StatementView[]> {
    this.participants.get(participantId);
    const where = { areaId: this.config.areaId, participantId };
    const [rows, orders, held] = await this.database.read(async (manager) => [
      await manager.find(StatementRow, {
        where,
        order: { month: 'DESC', kind: 'ASC', version: 'ASC' },
        take: MAX_RESIDENT_STATEMENTS,
      }),
      await manager.find(PaymentOrderRow, { where, order: { month: 'ASC', attempt: 'ASC' } }),
      await manager.find(HeldReceiptRow, { where, order: { sequence: 'ASC' } }),
    ]);
    const newest = new Map(orders.map((order) => [`${order.number}-${order.version}`, order]));
    return rows.filter(hasDocument).map((row) => ({
      ...itemOf(row),
      paid: paymentOf(newest.get(`${row.number}-${row.version}`)),
      paidTwice: held
        .filter(({ number, version }) => number === row.number && version === row.version)
        .map((receipt) => paidTwiceOf(receipt, newest.get(`${refundNumber(row.number)}-${receipt.sequence}`))),
      statement: JSON.parse(row.content),
      adjustment: row.adjustment === null ? null : JSON.parse(row.adjustment),
    }));
  }

  /**
   * A document's PDF.
   *
   * @param participantId whose it must be; another's is answered as one that does not exist
   * @throws IchienError STATEMENT_UNKNOWN, FILE_UNKNOWN
   */
  async pdf(number: string, version: number, participantId?: string): Promise<ReadStream> {
    const { areaId } = this.config;
    const whose = participantId === undefined ? {} : { participantId };
    const row = await this.database.read((manager) =>
      manager.findOneBy(StatementRow, { areaId, number, version, ...whose }),
    );
    if (row === null || !hasDocument(row)) {
      throw apiError('STATEMENT_UNKNOWN', `There is no ${number} version ${version}.`, 'Check number and version.', {
        number,
        version,
      });
    }
    return this.#open(pdfPath(this.#folder(), row));
  }

  /** The files of a month as the manifest has them. */
  files(month: string): Promise<ManifestEntry[]> {
    return this.store.ofMonth(month);
  }

  /** A file that was made: what is kept of it, else what its folder has. @throws IchienError FILE_UNKNOWN, FILE_DAMAGED */
  async file(file: string): Promise<Readable> {
    const { areaId } = this.config;
    const row = await this.database.read((manager) => manager.findOneBy(ExportFileRow, { areaId, file }));
    if (row === null)
      throw apiError('FILE_UNKNOWN', `No file ${file} was made.`, 'See the list of the month.', { file });
    const kept = await this.store.kept(JSON.parse(row.entry));
    return kept === undefined ? this.#open(join(this.#folder(), row.file)) : Readable.from([kept]);
  }

  /** Payments of a state, by number. */
  async payments(state: PaymentOrderRow['state'], after: string, limit: number): Promise<PaymentView[]> {
    const { areaId } = this.config;
    return this.database.read(async (manager) => {
      const rows = await manager
        .createQueryBuilder(PaymentOrderRow, 'p')
        .where('p.areaId = :areaId AND p.state = :state', { areaId, state })
        .andWhere("p.number || '-' || p.version || '-' || p.attempt > :after", { after })
        .orderBy("p.number || '-' || p.version || '-' || p.attempt")
        .limit(limit)
        .getMany();
      const decisions = await manager.find(PaymentDecisionRow, {
        where: { areaId, number: In(rows.map(({ number }) => number)) },
        order: { entry: 'ASC' },
      });
      const newest = new Map(decisions.map((decision) => [customerNumberOf(decision), decision]));
      return rows.map(({ account: _, ...row }) => ({
        ...row,
        decision: decisionOf(newest.get(customerNumberOf(row))),
      }));
    });
  }

  /** Money that came in twice and what becomes of it: what is held first, then the newest. */
  async held(limit: number): Promise<HeldReceiptView[]> {
    const { areaId } = this.config;
    return this.database.read(async (manager) => {
      const known = await manager.find(BillingAccountRow, { select: { participantId: true } });
      const ids = new Set(known.map(({ participantId }) => participantId));
      return heldViews(manager, areaId, (participantId) => ids.has(participantId), limit);
    });
  }

  #folder(): string {
    if (this.config.filesDir === undefined) {
      throw apiError('BILLING_NOT_CONFIGURED', 'There is no folder for files.', 'Set DATA_DIR.');
    }
    return this.config.filesDir;
  }

  #open(path: string): ReadStream {
    if (!existsSync(path)) {
      throw apiError(
        'FILE_UNKNOWN',
        'The file was made and is not in its folder.',
        'Close the month again: what is missing is written again as it was.',
      );
    }
    return createReadStream(path);
  }
}

/** Most documents of one resident: ten years of both kinds. */
const MAX_RESIDENT_STATEMENTS = 240;

function paymentOf(order: PaymentOrderRow | undefined): StatementPayment | null {
  if (order === undefined) return null;
  const { way, state, attempt, dueDay, settledDay, nextStep } = order;
  return {
    way,
    state,
    attempt,
    dueDay,
    settledDay,
    needsAccount: state === 'failed' && nextStep === 'ask_new_account',
  };
}

/** @param refund the newest attempt to pay it back */
function paidTwiceOf(
  { amountYen, receivedDay, state }: HeldReceiptRow,
  refund: PaymentOrderRow | undefined,
): PaidTwice {
  if (state !== 'refunded' || refund === undefined) {
    return { amountYen, receivedDay, state: state === 'applied' ? 'applied' : 'held', refundDay: null };
  }
  // One that came back stands as repeated until the file with the next attempt is made.
  const how = refund.state === 'repeated' ? 'asked' : refund.state;
  return { amountYen, receivedDay, state: how, refundDay: refund.settledDay ?? refund.dueDay };
}

function decisionOf(row: PaymentDecisionRow | undefined): PaymentView['decision'] {
  if (row === undefined) return null;
  const { decision, reason, decidedAtMs } = row;
  return { decision, reason, decidedAtMs };
}

function itemOf({ content: _, adjustment: __, terms: ___, facts: ____, ...item }: StatementRow): StatementItem {
  return item;
}
