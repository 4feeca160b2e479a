import { IchienError } from '#energy';
import { type Hex, type SumNode, toHex } from '#merkle';
import { termsHash } from './leaves.js';
import { type SettledItems, type SlotPlace, settledTrees } from './trees.js';

/** Codes raised by this file. */
export type TakeErrorCode = 'ALLOCATION_UNKNOWN';

/** What `KwhCertificate.take` wants: an allocation, and what proves that it stands and who may take it. */
export interface AllocationToTake {
  /** Preimage of the slot's latest settled record. */
  readonly settled: Hex;
  readonly index: number;
  readonly tradeSequence: number;
  readonly wh: number;
  readonly secret: Hex;
  readonly termsHash: Hex;
  readonly siblings: readonly SumNode[];
}

/**
 * Proves one trade's allocation, so that it can be taken as a certificate.
 *
 * @param items the slot's latest settlement, as its evidence has it
 * @param settled preimage of its record (`settledRecordPreimage`)
 * @param secret with the taker's account, what the allocation's claim is the hash of (`claimSecret`)
 * @throws IchienError ALLOCATION_UNKNOWN if the slot has no such trade, LEAF_INVALID, LEAVES_UNORDERED
 */
export function proveAllocation(
  place: SlotPlace,
  items: SettledItems,
  settled: Hex,
  tradeSequence: number,
  secret: Uint8Array,
): AllocationToTake {
  const at = items.allocations.findIndex((allocation) => allocation.tradeSequence === tradeSequence);
  if (at === -1) {
    throw new IchienError<TakeErrorCode>(
      'ALLOCATION_UNKNOWN',
      `Slot ${place.slot} has no allocation of trade ${tradeSequence}.`,
      "Look the trade's number up in the slot's evidence.",
      { slot: place.slot, tradeSequence },
    );
  }
  const { index, wh, siblings } = settledTrees(place, items).allocations.prove(at);
  const terms = toHex(termsHash(items.allocations[at]!));
  return { settled, index, tradeSequence, wh, secret: toHex(secret), termsHash: terms, siblings };
}
