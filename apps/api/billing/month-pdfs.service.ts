import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { type Adjustment, adjustmentPdf, type CloseStep, type Statement, statementPdf } from '#billing';
import { sha256 } from '#formats';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { type MonthCloseRow, StatementRow } from './billing.entities.js';
import { holds, writeWhole } from './file-store.js';
import { hasDocument } from './statement-rows.js';

/** Told how far a step of a close is. */
export type OnProgress = (step: CloseStep, done: number, total: number) => void;

/** PDFs whose hashes are stored at once: so many are made again after a crash. */
const PDF_BATCH = 50;

/** The PDFs of a month. */
export interface MadePdfs {
  /** As `sha256sum` writes it. */
  readonly list: string;
  readonly count: number;
  /** Those that are as they were first made. */
  readonly verified: number;
  /** Characters that the font lacks. */
  readonly notes: readonly string[];
}

/** Makes the PDFs of documents, each once; a missing or changed one is made again, to the same bytes. */
@Injectable()
export class MonthPdfsService {
  constructor(
    private readonly database: Database,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** Makes the PDFs of the run's documents, and lists those of all runs up to it with their hashes. */
  async make(folder: string, run: MonthCloseRow, onProgress: OnProgress): Promise<MadePdfs> {
    const rows = (await this.versions(run.month)).filter((row) => row.run <= run.run && hasDocument(row));
    const lines: string[] = [];
    const notes: string[] = [];
    let verified = 0;
    let unsaved: { row: StatementRow; pdfSha256: string }[] = [];
    const save = async () => {
      const batch = unsaved;
      unsaved = [];
      await this.database.transaction(async (manager) => {
        for (const { row, pdfSha256 } of batch) {
          const { areaId, month, kind, sequence, version } = row;
          await manager.update(StatementRow, { areaId, month, kind, sequence, version }, { pdfSha256 });
        }
      });
    };
    for (const [index, row] of rows.entries()) {
      const path = pdfPath(folder, row);
      let hash = row.pdfSha256;
      if (hash === null || !holds(path, hash)) {
        const pdf =
          row.adjustment === null
            ? await statementPdf(JSON.parse(row.content) as Statement)
            : await adjustmentPdf(JSON.parse(row.adjustment) as Adjustment);
        if (pdf.missingCharacters.length > 0) {
          notes.push(`${row.number}-${row.version}.pdf: the font lacks ${pdf.missingCharacters.join(' ')}`);
        }
        writeWhole(path, pdf.bytes);
        hash = sha256(pdf.bytes);
        if (row.pdfSha256 === null) unsaved.push({ row, pdfSha256: hash });
        if (unsaved.length >= PDF_BATCH) await save();
      }
      if (row.pdfSha256 === null || row.pdfSha256 === hash) verified++;
      lines.push(`${hash}  pdf/${row.number}-${row.version}.pdf`);
      onProgress('making PDFs', index + 1, rows.length);
    }
    await save();
    return { list: `${lines.join('\n')}\n`, count: rows.length, verified, notes };
  }

  /** All versions of a month's statements, in their order; also those that were not sent. */
  versions(month: string): Promise<StatementRow[]> {
    return this.database.read((manager) =>
      manager.find(StatementRow, {
        where: { areaId: this.config.areaId, month },
        order: { kind: 'ASC', sequence: 'ASC', version: 'ASC' },
      }),
    );
  }
}

/** Where a document's PDF stands below the folder. */
export function pdfPath(folder: string, { number, version }: Pick<StatementRow, 'number' | 'version'>): string {
  return join(folder, 'pdf', `${number}-${version}.pdf`);
}
