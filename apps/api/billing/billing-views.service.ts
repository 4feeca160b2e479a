import { createReadStream, existsSync, type ReadStream } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { CloseView, StatementItem, StatementKind, StatementView } from '#billing';
import type { ManifestEntry } from '#formats';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { ExportFileRow, MonthCloseRow, PaymentOrderRow, StatementRow } from './billing.entities.js';
import { pdfPath } from './month-pdfs.service.js';
import { hasDocument } from './statement-rows.js';

/** A payment without its bank account. */
export type PaymentView = Omit<PaymentOrderRow, 'account'>;

/** Answers what was closed, stated, made and paid. */
@Injectable()
export class BillingViewsService {
  constructor(
    private readonly database: Database,
    private readonly participants: ParticipantsService,
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
    const rows = await this.database.read((manager) =>
      manager.find(StatementRow, {
        where: { areaId: this.config.areaId, participantId },
        order: { month: 'DESC', kind: 'ASC', version: 'ASC' },
        take: MAX_RESIDENT_STATEMENTS,
      }),
    );
    return rows.filter(hasDocument).map((row) => ({
      ...itemOf(row),
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
  async files(month: string): Promise<ManifestEntry[]> {
    const where = { areaId: this.config.areaId, month };
    const rows = await this.database.read((manager) =>
      manager.find(ExportFileRow, { where, order: { position: 'ASC' } }),
    );
    return rows.map(({ entry }) => JSON.parse(entry));
  }

  /** A file that was made. @throws IchienError FILE_UNKNOWN */
  async file(file: string): Promise<ReadStream> {
    const { areaId } = this.config;
    const row = await this.database.read((manager) => manager.findOneBy(ExportFileRow, { areaId, file }));
    if (row === null)
      throw apiError('FILE_UNKNOWN', `No file ${file} was made.`, 'See the list of the month.', { file });
    return this.#open(join(this.#folder(), row.file));
  }

  /** Payments of a state, by number. */
  async payments(state: PaymentOrderRow['state'], after: string, limit: number): Promise<PaymentView[]> {
    const rows = await this.database.read((manager) =>
      manager
        .createQueryBuilder(PaymentOrderRow, 'p')
        .where('p.areaId = :areaId AND p.state = :state', { areaId: this.config.areaId, state })
        .andWhere("p.number || '-' || p.version || '-' || p.attempt > :after", { after })
        .orderBy("p.number || '-' || p.version || '-' || p.attempt")
        .limit(limit)
        .getMany(),
    );
    return rows.map(({ account: _, ...row }) => row);
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

function itemOf({ content: _, adjustment: __, terms: ___, facts: ____, ...item }: StatementRow): StatementItem {
  return item;
}
