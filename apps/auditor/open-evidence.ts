import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IchienError } from '#energy';
import { type EvidenceSource, MANIFEST_FILE, MAX_EVIDENCE_LENGTH, parseEvidenceBundle, parseManifest } from '#ledger';
import type { AuditorErrorCode } from './error.js';

const REQUEST_TIMEOUT_MS = 30_000;

/** Reads the text of one file or URL. */
type ReadText = (place: string) => Promise<string>;

/**
 * Opens evidence where it lies: a folder, a bundle (one file ending in `.json`), or a URL with the files beside it.
 *
 * @param onRead told each file's name and text, once it is read
 * @param key the auditor's key at an exchange that hands evidence out over HTTP (docs/accounts.md)
 * @throws IchienError FILE_UNREADABLE, FILE_TOO_LARGE, EVIDENCE_NOT_JSON, EVIDENCE_MALFORMED
 */
export async function openEvidence(
  place: string,
  onRead: (file: string, text: string) => void = () => {},
  key?: string,
): Promise<EvidenceSource> {
  const told = (readText: ReadText, pathOf: (file: string) => string) => async (file: string) => {
    const text = await readText(pathOf(file));
    onRead(file, text);
    return text;
  };
  if (/^https?:\/\//.test(place)) {
    const base = manifestUrl(place);
    return opened(
      told(
        (url) => readUrl(url, key),
        (file) => (file === MANIFEST_FILE ? base : new URL(file, base).href),
      ),
    );
  }
  if (place.endsWith('.json')) {
    const text = await readBounded(place);
    onRead('bundle', text);
    return parseEvidenceBundle(text);
  }
  return opened(told(readBounded, (file) => join(place, file)));
}

async function opened(readText: ReadText): Promise<EvidenceSource> {
  return { manifest: parseManifest(await readText(MANIFEST_FILE)), readFile: readText };
}

/** The URL itself if it names a manifest, also with a query; else that of the manifest in it. */
function manifestUrl(place: string): string {
  const url = new URL(place);
  if (!url.pathname.endsWith('.json')) url.pathname = `${url.pathname.replace(/\/$/, '')}/${MANIFEST_FILE}`;
  return url.href;
}

/** The text at a URL. @throws IchienError FILE_UNREADABLE, FILE_TOO_LARGE */
export async function readUrl(url: string, key: string | undefined): Promise<string> {
  try {
    const response = await fetch(url, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      // A redirect could carry the key to somebody else.
      redirect: key === undefined ? 'follow' : 'error',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MAX_EVIDENCE_LENGTH) throw tooLarge(url, text.length);
    }
    return text + decoder.decode();
  } catch (cause) {
    if (cause instanceof IchienError) throw cause;
    throw unreadable(url, (cause as Error).message);
  }
}

/** The text of a file. @throws IchienError FILE_UNREADABLE, FILE_TOO_LARGE */
export async function readBounded(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_EVIDENCE_LENGTH) throw tooLarge(path, size);
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof IchienError) throw cause;
    throw unreadable(path, String((cause as NodeJS.ErrnoException).code));
  }
}

function tooLarge(place: string, size: number): IchienError<AuditorErrorCode> {
  return new IchienError<AuditorErrorCode>(
    'FILE_TOO_LARGE',
    `${place} has ${size} bytes.`,
    `Evidence has at most ${MAX_EVIDENCE_LENGTH} a file: get it again from the operator.`,
    { place, size },
  );
}

/** What cannot be read, and why. */
export function unreadable(place: string, reason: string): IchienError<AuditorErrorCode> {
  return new IchienError<AuditorErrorCode>(
    'FILE_UNREADABLE',
    `${place} cannot be read (${reason}).`,
    'Give the whole of what the operator handed out.',
    { place },
  );
}

/** The auditor's key from its file; not from the command line, where others on the machine see it. @throws IchienError FILE_UNREADABLE */
export async function readKey(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const key = (await readBounded(path)).trim();
  if (!/^[\w-]{1,100}$/.test(key)) throw unreadable(path, 'it holds no key');
  return key;
}
