import { inflateSync } from 'node:zlib';
import { billingError } from '../billing-error.js';

const WOFF_SIGNATURE = 0x774f4646; // wOFF
const WOFF_HEADER = 44;
const WOFF_ENTRY = 20;
const SFNT_HEADER = 12;
const SFNT_ENTRY = 16;
/** No font of the house comes near. */
const MAX_SFNT_BYTES = 64 * 1024 * 1024;

/**
 * A WOFF 1.0 font as the plain font that is inside: each table inflated once, instead of once a glyph as the PDF library's font
 * reader does it.
 *
 * @throws IchienError FONT_UNREADABLE
 */
export function sfntOfWoff(woff: Buffer): Buffer {
  if (woff.length < WOFF_HEADER || woff.readUInt32BE(0) !== WOFF_SIGNATURE) throw unreadable('no WOFF header');
  const size = woff.readUInt32BE(16);
  const tables = woff.readUInt16BE(12);
  if (size > MAX_SFNT_BYTES || woff.length < WOFF_HEADER + tables * WOFF_ENTRY || tables === 0) {
    throw unreadable(`${tables} tables of ${size} bytes`);
  }
  const sfnt = Buffer.alloc(size);
  const log2 = Math.floor(Math.log2(tables));
  woff.copy(sfnt, 0, 4, 8); // flavour
  sfnt.writeUInt16BE(tables, 4);
  sfnt.writeUInt16BE(SFNT_ENTRY << log2, 6);
  sfnt.writeUInt16BE(log2, 8);
  sfnt.writeUInt16BE(tables * SFNT_ENTRY - (SFNT_ENTRY << log2), 10);
  let offset = SFNT_HEADER + tables * SFNT_ENTRY;
  for (let index = 0; index < tables; index++) {
    const entry = WOFF_HEADER + index * WOFF_ENTRY;
    const table = tableAt(woff, entry);
    if (offset + table.length > size) throw unreadable(`table ${index + 1} passes the end`);
    const target = SFNT_HEADER + index * SFNT_ENTRY;
    woff.copy(sfnt, target, entry, entry + 4); // tag
    woff.copy(sfnt, target + 4, entry + 16, entry + 20); // checksum
    sfnt.writeUInt32BE(offset, target + 8);
    sfnt.writeUInt32BE(table.length, target + 12);
    table.copy(sfnt, offset);
    offset += Math.ceil(table.length / 4) * 4;
  }
  return sfnt;
}

function tableAt(woff: Buffer, entry: number): Buffer {
  const start = woff.readUInt32BE(entry + 4);
  const stored = woff.readUInt32BE(entry + 8);
  const length = woff.readUInt32BE(entry + 12);
  if (start + stored > woff.length || length > MAX_SFNT_BYTES) throw unreadable('a table outside the file');
  const bytes = woff.subarray(start, start + stored);
  if (stored === length) return bytes;
  try {
    const inflated = inflateSync(bytes, { maxOutputLength: length });
    if (inflated.length === length) return inflated;
  } catch {
    // falls through: broken or longer than it says
  }
  throw unreadable('a table that cannot be inflated');
}

function unreadable(what: string) {
  return billingError('FONT_UNREADABLE', `The font has ${what}.`, 'Install @fontsource/biz-udpgothic again.', { what });
}
