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
import { ExportFileRow } from './billing.entities.js';

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
  async entries(): Promise<ManifestEntry[]> {
    const rows = await this.database.read((manager) =>
      manager.find(ExportFileRow, { where: { areaId: this.config.areaId }, order: { position: 'ASC' } }),
    );
    return rows.map(({ entry }) => JSON.parse(entry));
  }

  /**
   * Makes a file unless it is made already; what is made and missing in the folder, or differs there, is written again as it was.
   *
   * @throws IchienError MANIFEST_REASON_MISSING, MANIFEST_MONEY_TWICE; OUTPUT_UNWRITABLE
   */
  async issue(folder: string, month: string, request: IssueRequest): Promise<ManifestEntry> {
    const entries = await this.entries();
    const { decision, entry } = decideIssue(entries, request);
    const path = join(folder, entry.file);
    if (!holds(path, entry.sha256)) writeWhole(path, request.printed.bytes);
    if (decision === 'make') {
      const row = { areaId: this.config.areaId, position: entries.length + 1, month, file: entry.file };
      await this.database.transaction((manager) =>
        manager.insert(ExportFileRow, { ...row, entry: JSON.stringify(entry) }),
      );
    }
    return entry;
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
