import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { decideIssue, formatManifestFile, type IssueRequest, type ManifestEntry, sha256 } from '#formats';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ExportFileRow, KeptFileRow } from './billing.entities.js';

/** Name of the manifest beside the files. */
export const FILE_MANIFEST = 'manifest.json';

/** Keeps the area's manifest and writes its files: first the file, whole and on the disk, then its entry. */
@Injectable()
export class FileStore {
  constructor(
    private readonly database: Database,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** All entries, in the order of the manifest. */
  entries(): Promise<ManifestEntry[]> {
    return this.#entries({});
  }

  /** Those of a month. */
  ofMonth(month: string): Promise<ManifestEntry[]> {
    return this.#entries({ month });
  }

  async #entries(of: { month?: string }): Promise<ManifestEntry[]> {
    const where = { areaId: this.config.areaId, ...of };
    const rows = await this.database.read((manager) =>
      manager.find(ExportFileRow, { where, order: { position: 'ASC' } }),
    );
    return rows.map(({ entry }) => JSON.parse(entry));
  }

  /**
   * Makes a file unless it is made already; what is made and missing in the folder, or differs there, is written again as it was.
   *
   * @param isKept its content is stored too, for a file that nothing stored makes again
   * @throws IchienError MANIFEST_REASON_MISSING, MANIFEST_MONEY_TWICE; OUTPUT_UNWRITABLE
   */
  async issue(folder: string, month: string, request: IssueRequest, isKept = false): Promise<ManifestEntry> {
    const entries = await this.entries();
    const { decision, entry } = decideIssue(entries, request);
    const path = join(folder, entry.file);
    if (!holds(path, entry.sha256)) writeWhole(path, request.printed.bytes);
    const { areaId } = this.config;
    const { file } = entry;
    await this.database.transaction(async (manager) => {
      if (decision === 'make') {
        const row = { areaId, position: entries.length + 1, month, file, entry: JSON.stringify(entry) };
        await manager.insert(ExportFileRow, row);
      }
      // A file of before contents were kept is kept from now on.
      if (isKept && !(await manager.existsBy(KeptFileRow, { areaId, file }))) {
        const content = Buffer.from(request.printed.bytes).toString('base64');
        await manager.insert(KeptFileRow, { areaId, file, content });
      }
    });
    return entry;
  }

  /** What a file holds, if its content is kept. @throws IchienError FILE_DAMAGED if it is not what was given out */
  async kept({ file, sha256: expected }: ManifestEntry): Promise<Buffer | undefined> {
    const row = await this.database.read((manager) =>
      manager.findOneBy(KeptFileRow, { areaId: this.config.areaId, file }),
    );
    if (row === null) return undefined;
    const bytes = Buffer.from(row.content, 'base64');
    if (sha256(bytes) === expected) return bytes;
    throw apiError(
      'FILE_DAMAGED',
      `What is stored of ${file} is not what was given out.`,
      'Restore its row of `kept_file` from a backup.',
      { file },
    );
  }

  /**
   * Writes again what is missing in a folder, or differs there, of a month's files whose content is kept, all versions.
   *
   * @returns how many
   * @throws IchienError FILE_DAMAGED, OUTPUT_UNWRITABLE
   */
  async restoreKept(folder: string, month: string): Promise<number> {
    let restored = 0;
    for (const entry of await this.ofMonth(month)) {
      const path = join(folder, entry.file);
      if (holds(path, entry.sha256)) continue;
      const bytes = await this.kept(entry);
      if (bytes === undefined) continue;
      writeWhole(path, bytes);
      restored++;
    }
    return restored;
  }

  /** Writes the manifest as it stands beside the files. @throws IchienError OUTPUT_UNWRITABLE */
  async writeManifest(folder: string): Promise<void> {
    writeWhole(join(folder, FILE_MANIFEST), Buffer.from(formatManifestFile(await this.entries())));
  }
}

/** True if the folder has the very file. */
export function holds(path: string, expectedSha256: string): boolean {
  return existsSync(path) && sha256(readFileSync(path)) === expectedSha256;
}

/** Tries whether files can be made in a folder, before anything is stored. @throws IchienError OUTPUT_UNWRITABLE */
export function assertWritable(folder: string): void {
  const trial = join(folder, '.writable');
  writeWhole(trial, new Uint8Array());
  rmSync(trial);
}

/**
 * Writes a file so that it is there whole or not at all, whatever happens meanwhile.
 *
 * @throws IchienError OUTPUT_UNWRITABLE if the folder cannot be made or written, or the disk is full
 */
export function writeWhole(path: string, bytes: Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const part = `${path}.part`;
    const file = openSync(part, 'w');
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    throw apiError(
      'OUTPUT_UNWRITABLE',
      `${path} cannot be written: ${(error as Error).message}.`,
      'Free the disk or name another folder, and run the same command again: it goes on where it stood.',
      { path },
    );
  }
}
