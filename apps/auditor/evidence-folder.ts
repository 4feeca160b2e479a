import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IchienError } from '#energy';
import { type EvidenceManifest, MANIFEST_FILE, MAX_EVIDENCE_LENGTH, parseManifest } from '#ledger';
import type { AuditorErrorCode } from './error.js';

/** A folder of evidence, its slots to be read one by one. */
export interface EvidenceFolder {
  readonly manifest: EvidenceManifest;
  /** Text of a file in the folder. @throws IchienError FILE_UNREADABLE, FILE_TOO_LARGE */
  readonly readFile: (file: string) => Promise<string>;
}

/** Opens a folder of evidence. @throws IchienError FILE_UNREADABLE, FILE_TOO_LARGE, EVIDENCE_NOT_JSON, EVIDENCE_MALFORMED */
export async function openEvidenceFolder(folder: string): Promise<EvidenceFolder> {
  const readText = (file: string) => readBounded(join(folder, file));
  return { manifest: parseManifest(await readText(MANIFEST_FILE)), readFile: readText };
}

async function readBounded(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_EVIDENCE_LENGTH) {
      throw new IchienError<AuditorErrorCode>(
        'FILE_TOO_LARGE',
        `${path} has ${size} bytes.`,
        `Evidence has at most ${MAX_EVIDENCE_LENGTH} a file: get it again from the operator.`,
        { path, size },
      );
    }
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof IchienError) throw cause;
    throw new IchienError<AuditorErrorCode>(
      'FILE_UNREADABLE',
      `${path} cannot be read (${(cause as NodeJS.ErrnoException).code}).`,
      'Give the whole folder as the operator handed it out.',
      { path },
    );
  }
}
