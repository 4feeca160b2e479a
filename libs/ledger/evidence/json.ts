import type { z } from 'zod';
import { IchienError } from '#energy';
import type { EvidenceErrorCode } from './error.js';

/** Largest file of evidence, in characters: a slot of 120,000 homes has about 50 million. */
export const MAX_EVIDENCE_LENGTH = 256_000_000;

/**
 * Reads a file of evidence strictly: a field that the schema does not know is refused like one that is wrong.
 *
 * @param file what errors call it
 * @throws IchienError EVIDENCE_TOO_LARGE, EVIDENCE_NOT_JSON, EVIDENCE_MALFORMED with the path of the first wrong value
 */
export function parseJson<T>(text: string, file: string, schema: z.ZodType<T>): T {
  if (text.length > MAX_EVIDENCE_LENGTH) {
    throw new IchienError<EvidenceErrorCode>(
      'EVIDENCE_TOO_LARGE',
      `${file} has ${text.length} characters.`,
      `Evidence has at most ${MAX_EVIDENCE_LENGTH} a file: get it again from the operator.`,
      { file, length: text.length },
    );
  }
  const parsed = schema.safeParse(readJson(text, file));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const place = formatPath(path);
  throw new IchienError<EvidenceErrorCode>(
    'EVIDENCE_MALFORMED',
    `${file}, ${place}: ${printable(message)}.`,
    'Restore the value, or get the file again from the operator.',
    { file, path: place },
  );
}

/** Writes JSON with a line for each value that has no list inside: one item of evidence a line. */
export function printJson(value: object): string {
  return `${print(value, '')}\n`;
}

function readJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new IchienError<EvidenceErrorCode>(
      'EVIDENCE_NOT_JSON',
      `${file} is not JSON: ${printable((cause as Error).message)}.`,
      'Restore it, or get it again from the operator.',
      { file },
    );
  }
}

/** Parsers quote what they refuse; nothing in a file may move the cursor of the terminal that shows it. */
function printable(message: string): string {
  return message.slice(0, 300).replace(/\p{Cc}/gu, '?');
}

/** `journal[6].command.priceSen` */
function formatPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'top level';
  return path
    .map((key, depth) => (typeof key === 'number' ? `[${key}]` : `${depth === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

function print(value: unknown, indent: string): string {
  if (!hasItems(value)) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => inner + print(item, inner)).join(',\n')}\n${indent}]`;
  }
  const fields = Object.entries(value as object);
  const lines = fields.map(([name, field]) => `${inner}${JSON.stringify(name)}: ${print(field, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function hasItems(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasItems);
}
