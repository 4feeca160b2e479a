import { allocationSaltLabel, type Direction, PSEUDONYM_BYTES, PSEUDONYM_LABEL, readingSaltLabel } from '../labels.js';

/** What a household derives of its own slot key. The same as libs/ledger/pseudonym.ts, by the browser's own cryptography. */
export interface OwnSecrets {
  readonly pseudonym: string;
  readonly readingSalt: string;
  readonly allocationSalt: string;
}

/** Derives a household's name and salts. @param slotKey its 32 bytes */
export async function ownSecrets(
  slotKey: Uint8Array,
  direction: Direction,
  tradeSequence: number,
): Promise<OwnSecrets> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', new Uint8Array(slotKey), algorithm, false, ['sign']);
  const first16 = async (label: string) => {
    const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(label)));
    return Array.from(mac.subarray(0, PSEUDONYM_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
  };
  return {
    pseudonym: await first16(PSEUDONYM_LABEL),
    readingSalt: await first16(readingSaltLabel(direction)),
    allocationSalt: await first16(allocationSaltLabel(tradeSequence)),
  };
}
