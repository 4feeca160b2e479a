import { assertSlot, IchienError } from '#energy';
import { hmacSha256, hmacSha256Hex } from './hmac.js';
import {
  allocationSaltLabel,
  claimLabel,
  type Direction,
  PSEUDONYM_BYTES,
  PSEUDONYM_LABEL,
  readingSaltLabel,
  slotLabel,
} from './labels.js';

export { type Direction, PSEUDONYM_BYTES } from './labels.js';

/** Codes raised by this file. */
export type PseudonymErrorCode = 'HOUSEHOLD_KEY_INVALID';

/** Bytes in a household's key and in a slot key. */
export const KEY_BYTES = 32;

/**
 * The key from which everything secret of one household in one slot is derived. Who holds it can name that household's
 * leaves in that slot and in no other, so it is what a resident shows to have one purchase checked.
 *
 * @param householdKey 32 random bytes, known to the platform and the household
 * @throws IchienError HOUSEHOLD_KEY_INVALID, SLOT_INVALID
 */
export function slotKeyOf(householdKey: Uint8Array, areaId: number, slot: number): Uint8Array {
  assertHouseholdKey(householdKey);
  assertSlot(slot);
  return hmacSha256(householdKey, slotLabel(areaId, slot));
}

/** The name under which a household stands in one slot's evidence: 32 hexadecimal digits. */
export function pseudonymOf(key: Uint8Array): string {
  return first16(key, PSEUDONYM_LABEL);
}

/** Salt of a household's reading leaf: 32 hexadecimal digits. */
export function readingSalt(key: Uint8Array, direction: Direction): string {
  return first16(key, readingSaltLabel(direction));
}

/** Salt of a trade's allocation leaf, from the buyer's slot key: 32 hexadecimal digits. */
export function allocationSalt(buyerKey: Uint8Array, tradeSequence: number): string {
  return first16(buyerKey, allocationSaltLabel(tradeSequence));
}

/** What the buyer shows to take a trade's allocation on chain (`claimOf`), from its slot key: 32 bytes. */
export function claimSecret(buyerKey: Uint8Array, tradeSequence: number): Uint8Array {
  return hmacSha256(buyerKey, claimLabel(tradeSequence));
}

/**
 * The private key of the account that may take a household's allocations on chain: one for all slots, so that the account
 * is known before the trade.
 *
 * @throws IchienError HOUSEHOLD_KEY_INVALID
 */
export function claimKeyOf(householdKey: Uint8Array): Uint8Array {
  assertHouseholdKey(householdKey);
  return hmacSha256(householdKey, 'ichien/claim-account/v1');
}

function assertHouseholdKey(householdKey: Uint8Array): void {
  if (householdKey.length === KEY_BYTES) return;
  throw new IchienError<PseudonymErrorCode>(
    'HOUSEHOLD_KEY_INVALID',
    `A household's key has ${KEY_BYTES} bytes, not ${householdKey.length}.`,
    'Give the key as it was made for the household.',
    { bytes: householdKey.length },
  );
}

function first16(key: Uint8Array, text: string): string {
  return hmacSha256Hex(key, text).slice(0, 2 * PSEUDONYM_BYTES);
}
