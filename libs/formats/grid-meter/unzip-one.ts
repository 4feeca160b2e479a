import { crc32, inflateRawSync } from 'node:zlib';
import { gridRefusal } from './error.js';
import { MAX_GRID_FILE_BYTES } from './xml.js';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const STORED = 0;
const DEFLATED = 8;

/**
 * The one file in a ZIP container, as the grid companies' transfer hands it out. Bytes that are no ZIP come back as they are.
 * Strict: one entry, stored or deflated, not encrypted, its size stated and kept, its CRC right (PKWARE APPNOTE 4.3).
 *
 * @throws IchienError GRID_ZIP_INVALID, GRID_FILE_TOO_LARGE
 */
export function unzipOne(bytes: Uint8Array, file: string): Uint8Array {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.length < 4 || view.readUInt32LE(0) !== LOCAL) return bytes;
  const invalid = (what: string) =>
    gridRefusal('GRID_ZIP_INVALID', { file }, what, 'Give a ZIP with one XML file, or the XML itself.');
  const end = endOf(view);
  if (end === undefined) throw invalid('its directory is absent.');
  if (view.readUInt16LE(end + 8) !== 1 || view.readUInt16LE(end + 10) !== 1)
    throw invalid('it has not exactly one file.');
  const central = view.readUInt32LE(end + 16);
  if (central + 46 > end || view.readUInt32LE(central) !== CENTRAL) throw invalid('its directory is damaged.');
  const flags = view.readUInt16LE(central + 8);
  const method = view.readUInt16LE(central + 10);
  const crc = view.readUInt32LE(central + 16);
  const packedBytes = view.readUInt32LE(central + 20);
  const plainBytes = view.readUInt32LE(central + 24);
  const local = view.readUInt32LE(central + 42);
  if ((flags & 1) !== 0) throw invalid('it is encrypted.');
  if (method !== STORED && method !== DEFLATED) throw invalid(`its method ${method} is unknown.`);
  if (plainBytes > MAX_GRID_FILE_BYTES) {
    const what = `it unpacks to ${plainBytes} bytes.`;
    throw gridRefusal('GRID_FILE_TOO_LARGE', { file }, what, `Give at most ${MAX_GRID_FILE_BYTES}.`);
  }
  if (local + 30 > central || view.readUInt32LE(local) !== LOCAL) throw invalid('its entry is damaged.');
  const start = local + 30 + view.readUInt16LE(local + 26) + view.readUInt16LE(local + 28);
  if (start + packedBytes > central) throw invalid('its entry is cut off.');
  const packed = view.subarray(start, start + packedBytes);
  let plain: Uint8Array;
  try {
    plain = method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, plainBytes) });
  } catch {
    throw invalid('it cannot be unpacked.');
  }
  if (plain.length !== plainBytes) throw invalid(`it unpacks to ${plain.length} bytes, not to ${plainBytes}.`);
  if (crc32(plain) !== crc) throw invalid('its checksum is wrong.');
  return plain;
}

/** Offset of the end record, searched from the back over a comment. */
function endOf(view: Buffer): number | undefined {
  for (let at = view.length - END_BYTES; at >= Math.max(0, view.length - END_BYTES - MAX_COMMENT_BYTES); at--) {
    if (view.readUInt32LE(at) === END) return at;
  }
  return undefined;
}
