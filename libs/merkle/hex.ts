import { IchienError } from '#energy';
import type { MerkleErrorCode } from './error.js';

/** Bytes written as `0x` and two lower-case digits a byte: the form of hashes in records, evidence and events. */
export type Hex = `0x${string}`;

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Writes bytes as {@link Hex}. */
export function toHex(bytes: Uint8Array): Hex {
  let digits: Hex = '0x';
  for (const byte of bytes) digits += DIGITS[byte];
  return digits as Hex;
}

/** Reads {@link Hex}; capital digits are read too. @throws IchienError HEX_INVALID */
export function fromHex(hex: string): Uint8Array {
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(hex)) {
    throw new IchienError<MerkleErrorCode>(
      'HEX_INVALID',
      `"${hex.slice(0, 80)}" is not hexadecimal.`,
      'Write 0x and two digits a byte.',
      { hex: hex.slice(0, 80) },
    );
  }
  const bytes = new Uint8Array((hex.length - 2) / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = digitAt(hex, 2 + 2 * index) * 16 + digitAt(hex, 3 + 2 * index);
  }
  return bytes;
}

/** Value of a hexadecimal digit: `0` to `9` end in 0 to 9, `A` and `a` in 1, and only letters have the bit 64. */
function digitAt(hex: string, index: number): number {
  const code = hex.charCodeAt(index);
  return (code & 15) + (code >> 6) * 9;
}
