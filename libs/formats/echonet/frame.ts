import { echonetRefusal } from './error.js';

/** One property of a frame: its code and its data. */
export interface EchonetProperty {
  /** EPC, 0x80 to 0xFF. */
  readonly code: number;
  /** EDT, 0 to 255 bytes; empty in requests. */
  readonly data: Uint8Array;
}

/** An ECHONET Lite frame of format 1. */
export interface EchonetFrame {
  /** TID, 0 to 0xFFFF. */
  readonly transaction: number;
  /** SEOJ and DEOJ: class group, class and instance, 3 bytes as a number (0x028801: the smart meter). */
  readonly source: number;
  readonly destination: number;
  /** ESV: 0x62 get, 0x72 answer, 0x73 notice, 0x52 refusal. */
  readonly service: number;
  readonly properties: readonly EchonetProperty[];
}

/** 低圧スマート電力量メータ, instance 1. */
export const LOW_VOLTAGE_METER = 0x028801;
/** コントローラ, instance 1. */
export const CONTROLLER = 0x05ff01;
/** Services. */
export const SERVICE = { get: 0x62, getAnswer: 0x72, notice: 0x73, getRefused: 0x52 } as const;

const HEADER = 0x1081;
const HEADER_BYTES = 12;
/** A frame over UDP has at most one datagram; ours have a few hundred bytes. */
export const MAX_FRAME_BYTES = 1500;

/** Reads a frame. @throws IchienError ECHONET_FRAME_INVALID naming the byte */
export function parseFrame(bytes: Uint8Array): EchonetFrame {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.length < HEADER_BYTES || view.length > MAX_FRAME_BYTES) {
    throw invalid(0, `it has ${view.length} bytes.`, `Give ${HEADER_BYTES} to ${MAX_FRAME_BYTES}.`);
  }
  if (view.readUInt16BE(0) !== HEADER) throw invalid(0, 'it does not begin with 1081.', 'Give ECHONET Lite, format 1.');
  const count = view[11]!;
  const properties: EchonetProperty[] = [];
  let at = HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    const length = view[at + 1];
    if (length === undefined || at + 2 + length > view.length) {
      throw invalid(at, `property ${i + 1} of ${count} is cut off.`, 'Give the whole frame.');
    }
    properties.push({ code: view[at]!, data: Uint8Array.from(view.subarray(at + 2, at + 2 + length)) });
    at += 2 + length;
  }
  if (at !== view.length) throw invalid(at, `${view.length - at} bytes follow the last property.`, 'Give one frame.');
  return {
    transaction: view.readUInt16BE(2),
    source: view.readUIntBE(4, 3),
    destination: view.readUIntBE(7, 3),
    service: view[10]!,
    properties,
  };
}

/** Writes a frame. @throws IchienError ECHONET_FRAME_INVALID if it is too long */
export function buildFrame({ transaction, source, destination, service, properties }: EchonetFrame): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(HEADER, 0);
  header.writeUInt16BE(transaction, 2);
  header.writeUIntBE(source, 4, 3);
  header.writeUIntBE(destination, 7, 3);
  header[10] = service;
  header[11] = properties.length;
  const parts = properties.flatMap(({ code, data }) => [Uint8Array.of(code, data.length), data]);
  const frame = Uint8Array.from(Buffer.concat([header, ...parts]));
  if (properties.length > 255 || properties.some(({ data }) => data.length > 255) || frame.length > MAX_FRAME_BYTES) {
    throw invalid(0, 'it is too long.', 'Ask for fewer properties at a time.');
  }
  return frame;
}

/** Reads a frame written as hexadecimal digits. @throws IchienError ECHONET_FRAME_INVALID */
export function frameOfHex(text: string): Uint8Array {
  if (text.length > MAX_FRAME_BYTES * 2 || text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
    throw invalid(0, 'it is not written in pairs of hexadecimal digits.', `Give at most ${MAX_FRAME_BYTES} bytes.`);
  }
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

function invalid(byte: number, what: string, fix: string) {
  return echonetRefusal('ECHONET_FRAME_INVALID', `The frame, byte ${byte}: ${what}`, fix, { byte });
}
