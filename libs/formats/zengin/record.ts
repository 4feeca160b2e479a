import { decodeJisX0201, encodeJisX0201 } from '../kana/index.js';
import { type ZenginPlace, zenginRefusal } from './error.js';
import type { ZenginSettings } from './settings.js';

/** Bytes of every record, line end not counted. */
export const RECORD_BYTES = 120;
/** Most payments in one file: the trailer has room for 999,999. */
export const MAX_PAYMENTS = 200_000;
/** Largest file that is read: the most payments with line ends. */
export const MAX_ZENGIN_FILE_BYTES = (MAX_PAYMENTS + 3) * (RECORD_BYTES + 2) + 1;

/** `digits` stand right with zeros before them, `text` left with spaces after it; `digits?` may be all spaces; `blank` is. */
export type FieldKind = 'digits' | 'digits?' | 'text' | 'blank';
/** A record's fields in their order: name, bytes, kind. */
export type Layout<Name extends string> = readonly (readonly [name: Name, bytes: number, kind: FieldKind])[];
/** A record by the names of its fields, blanks left out. */
export type RecordValues<Name extends string> = Readonly<Record<Exclude<Name, 'ダミー'>, string>>;

/** Writes one record. @throws IchienError ZENGIN_VALUE_INVALID naming the field */
export function printRecord<Name extends string>(
  layout: Layout<Name>,
  values: RecordValues<Name>,
  place: ZenginPlace,
): string {
  return layout
    .map(([name, bytes, kind]) => {
      const value = kind === 'blank' ? '' : (values as Readonly<Record<string, string>>)[name]!;
      if (value.length > bytes || (kind.startsWith('digits') && !/^\d*$/.test(value))) {
        throw invalid(
          { ...place, column: name },
          value,
          `Give at most ${bytes} ${kind === 'text' ? 'bytes' : 'digits'}.`,
        );
      }
      const digits = kind === 'digits' || (kind === 'digits?' && value !== '');
      return digits ? value.padStart(bytes, '0') : value.padEnd(bytes, ' ');
    })
    .join('');
}

/** Reads one record strictly: zeros, spaces and blanks stand exactly where the layout has them. @throws IchienError ZENGIN_VALUE_INVALID */
export function parseRecord<Name extends string>(
  layout: Layout<Name>,
  record: string,
  place: ZenginPlace,
): RecordValues<Name> {
  const values: Record<string, string> = {};
  let at = 0;
  for (const [name, bytes, kind] of layout) {
    const text = record.slice(at, at + bytes);
    at += bytes;
    const blank = text.trim() === '';
    const value = kind.startsWith('digits') && !blank ? text : text.trimEnd();
    const right = kind === 'text' ? !text.startsWith(' ') || blank : kind === 'blank' ? blank : /^\d+$/.test(text);
    if (!right && !(kind === 'digits?' && blank)) throw invalid({ ...place, column: name }, text, EXPECTED[kind]);
    if (kind !== 'blank') values[name] = value;
  }
  return values as RecordValues<Name>;
}

const EXPECTED: Readonly<Record<FieldKind, string>> = {
  digits: 'Give digits, with zeros before them.',
  'digits?': 'Give digits, with zeros before them, or only spaces.',
  text: 'Let text begin at the left.',
  blank: 'Leave it blank.',
};

/** The bytes of a file's records. */
export function joinRecords(records: readonly string[], settings: ZenginSettings, file: string): Uint8Array {
  const newline = settings.newline === 'crlf' ? [0x0d, 0x0a] : [];
  const length = records.length * (RECORD_BYTES + newline.length) + (settings.endOfFile ? 1 : 0);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const [index, record] of records.entries()) {
    const encoded = encodeJisX0201(record);
    if (encoded?.length !== RECORD_BYTES) {
      const what = 'it has characters outside JIS X 0201.';
      throw zenginRefusal('ZENGIN_RECORD_INVALID', { file, row: index + 1 }, what, 'Write it in half-width katakana.');
    }
    bytes.set(encoded, at);
    bytes.set(newline, at + RECORD_BYTES);
    at += RECORD_BYTES + newline.length;
  }
  if (settings.endOfFile) bytes[at] = 0x1a;
  return bytes;
}

/**
 * A file's records: header, payments, trailer, end. Line ends and the byte 0x1A at the end are found, not asked for.
 *
 * @throws IchienError ZENGIN_FILE_TOO_LARGE, ZENGIN_RECORD_INVALID
 */
export function splitRecords(bytes: Uint8Array, file: string) {
  if (bytes.length > MAX_ZENGIN_FILE_BYTES) {
    const what = `it has ${bytes.length} bytes.`;
    throw zenginRefusal('ZENGIN_FILE_TOO_LARGE', { file }, what, `Give at most ${MAX_PAYMENTS} payments a file.`);
  }
  const body = bytes.at(-1) === 0x1a ? bytes.subarray(0, -1) : bytes;
  const step = body[RECORD_BYTES] === 0x0d ? RECORD_BYTES + 2 : RECORD_BYTES;
  const count = body.length / step;
  if (!Number.isInteger(count) || count < 4) {
    const what = `${body.length} bytes are no header, payments, trailer and end of ${step} bytes each.`;
    throw zenginRefusal('ZENGIN_RECORD_INVALID', { file }, what, 'Give the whole file, unchanged.');
  }
  const records = Array.from({ length: count }, (_, index) => recordAt(body, index, step, { file, row: index + 1 }));
  const kinds = records.map((record) => record[0]).join('');
  const order = `1${'2'.repeat(count - 3)}89`;
  if (kinds !== order) {
    const wrong = [...order].findIndex((kind, index) => kind !== kinds[index]);
    const what = `a record of kind ${JSON.stringify(kinds[wrong])} cannot stand here.`;
    const fix = 'The order is 1 (header), 2 (payments), 8 (trailer), 9 (end).';
    throw zenginRefusal('ZENGIN_RECORD_INVALID', { file, row: wrong + 1, column: 'データ区分' }, what, fix);
  }
  return { header: records[0]!, payments: records.slice(1, -2), trailer: records.at(-2)!, end: records.at(-1)! };
}

function recordAt(body: Uint8Array, index: number, step: number, place: ZenginPlace): string {
  const start = index * step;
  const record = decodeJisX0201(body.subarray(start, start + RECORD_BYTES));
  const ended = step === RECORD_BYTES || (body[start + RECORD_BYTES] === 0x0d && body[start + step - 1] === 0x0a);
  if (record !== undefined && ended) return record;
  const what = ended ? 'a byte is no character of JIS X 0201.' : 'the record has not 120 bytes and CR LF.';
  throw zenginRefusal('ZENGIN_RECORD_INVALID', place, what, 'Give the file as it was, byte for byte.');
}

/** The error that refuses a value. */
export function invalid(place: ZenginPlace, value: string, fix: string) {
  return zenginRefusal('ZENGIN_VALUE_INVALID', place, `"${value.slice(0, 40)}" cannot stand here.`, fix);
}
