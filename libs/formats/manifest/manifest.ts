import { createHash } from 'node:crypto';
import * as z from 'zod';
import { manifestRefusal } from './error.js';

/** Most files that one manifest lists. */
export const MAX_MANIFEST_ENTRIES = 10_000;
/** Largest manifest that is read, in bytes. */
export const MAX_MANIFEST_BYTES = 32 * 1024 * 1024;

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hexadecimal');
const lineSchema = z
  .string()
  .min(1)
  .max(500)
  .regex(/^\P{Cc}*$/u, 'has control characters');

const entrySchema = z.strictObject({
  /** What the file is, whatever its version: `zengin-transfer/2026-07`. */
  series: lineSchema,
  /** Neither a path nor a control character. */
  file: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/, 'is not a plain file name'),
  version: z.int().min(1),
  /** Whether somebody moves money by it. */
  movesMoney: z.boolean(),
  bytes: z.int().min(0),
  sha256: hashSchema,
  control: z.strictObject({
    records: z.int().min(0),
    /** Integers as text: they may pass 2^53. */
    sums: z.record(lineSchema, z.string().regex(/^(0|-?[1-9]\d{0,29})$/, 'is not an integer')),
  }),
  /** UTC, to the millisecond. */
  madeAt: z.iso.datetime({ precision: 3 }),
  /** Versions of statements or settlements that it was made from, in order. */
  madeFrom: z.array(lineSchema).min(1).max(MAX_MANIFEST_ENTRIES),
  /** Why there is another version; only where there was one. */
  reason: lineSchema.optional(),
  /** What became of the version before: never sent, withdrawn by the receiver's word, or delivered. */
  earlier: z.enum(['not_sent', 'withdrawn', 'delivered']).optional(),
  /** SHA-256 of the entry before as it stands in the manifest; zeros for the first. So that none can be taken out. */
  previous: hashSchema,
});

const manifestSchema = z.strictObject({
  format: z.literal('ichien-files'),
  version: z.literal(1),
  entries: z.array(entrySchema).max(MAX_MANIFEST_ENTRIES),
});

/** One file that was made. */
export type ManifestEntry = Readonly<z.infer<typeof entrySchema>>;

/** What stands before the first entry. */
const NOTHING = '0'.repeat(64);

/** SHA-256 of bytes or of a text's UTF-8, in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The hash that an entry after `last` carries as `previous`. */
export function headOf(last: ManifestEntry | undefined): string {
  return last === undefined ? NOTHING : sha256(printEntry(last));
}

/** Writes a manifest: one entry a line, keys in one order, so that equal manifests are equal bytes. @throws IchienError MANIFEST_INVALID */
export function formatManifestFile(entries: readonly ManifestEntry[]): string {
  assertEntries(entries);
  const lines = entries.map((entry) => `  ${printEntry(entry)}`).join(',\n');
  return `{"format":"ichien-files","version":1,"entries":[${lines === '' ? '' : `\n${lines}\n`}]}\n`;
}

/**
 * Reads a manifest: every entry follows the one before, every series counts its versions from 1, no name stands twice, and the
 * text is byte for byte what {@link formatManifestFile} writes.
 *
 * @throws IchienError MANIFEST_INVALID, MANIFEST_TOO_LARGE
 */
export function parseManifestFile(text: string): ManifestEntry[] {
  if (text.length > MAX_MANIFEST_BYTES) {
    const fix = `A manifest has at most ${MAX_MANIFEST_BYTES}.`;
    throw manifestRefusal('MANIFEST_TOO_LARGE', `It has ${text.length} characters.`, fix);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('It is not JSON.');
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw invalid(`${path.join('.')}: ${message.slice(0, 200)}.`);
  }
  const { entries } = parsed.data;
  if (formatManifestFile(entries) !== text) throw invalid('It is not written as we write it.');
  return entries;
}

/** Holds a file's bytes against its entry. @throws IchienError MANIFEST_FILE_DIFFERS */
export function verifyFile({ file, bytes, sha256: expected }: ManifestEntry, content: Uint8Array): void {
  if (content.length === bytes && sha256(content) === expected) return;
  const what = `${file} has ${content.length} bytes with another hash than the ${bytes} that were made.`;
  throw manifestRefusal('MANIFEST_FILE_DIFFERS', what, 'Take it from the archive again; do not use this one.', {
    file,
  });
}

function assertEntries(entries: readonly ManifestEntry[]): void {
  const versions = new Map<string, number>();
  const files = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const { series, file, version, reason, earlier } = entry;
    const before = versions.get(series) ?? 0;
    if (version !== before + 1) throw invalid(`${file} is version ${version} after ${before} of ${series}.`);
    if (before > 0 !== (reason !== undefined && earlier !== undefined)) {
      throw invalid(`${file} has ${before > 0 ? 'no reason for another version' : 'a reason, but is the first'}.`);
    }
    if (files.has(file)) throw invalid(`${file} stands there twice.`);
    if (entry.previous !== headOf(entries[index - 1])) throw invalid(`${file} does not follow the entry before.`);
    versions.set(series, version);
    files.add(file);
  }
}

function printEntry(entry: ManifestEntry): string {
  const { control } = entry;
  const sums = Object.fromEntries(Object.entries(control.sums).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({
    series: entry.series,
    file: entry.file,
    version: entry.version,
    movesMoney: entry.movesMoney,
    bytes: entry.bytes,
    sha256: entry.sha256,
    control: { records: control.records, sums },
    madeAt: entry.madeAt,
    madeFrom: entry.madeFrom,
    reason: entry.reason,
    earlier: entry.earlier,
    previous: entry.previous,
  });
}

function invalid(what: string) {
  return manifestRefusal('MANIFEST_INVALID', what, 'Restore the manifest from the archive.');
}
