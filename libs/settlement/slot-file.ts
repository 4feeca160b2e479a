import { z } from 'zod';
import { postingDifference } from './posting-difference.js';
import { readJson } from './read-json.js';
import { grantSchema, postingSchema, readingSchema, settlementRulesSchema, tradeSchema } from './schemas.js';
import { settleSlot } from './settle-slot.js';
import type { Posting, SlotSettlement } from './types.js';

const slotFileSchema = z.strictObject({
  trades: z.array(tradeSchema),
  readings: z.array(readingSchema),
  rules: settlementRulesSchema,
  grants: z.array(grantSchema).default([]),
  previous: z.array(postingSchema).exactOptional(),
});

/** A slot file, settled. */
export interface SettledSlotFile extends SlotSettlement {
  /** What a further version would post on top of the file's `previous` postings; absent where it gives none. */
  readonly difference?: readonly Posting[];
}

/**
 * Settles the slot of a file (docs/settlement.md, "One slot by hand").
 *
 * @throws IchienError FILE_INVALID naming the place, and whatever `settleSlot` and `postingDifference` refuse
 */
export function settleSlotFile(text: string): SettledSlotFile {
  const { trades, readings, rules, grants, previous } = readJson(text, slotFileSchema);
  const settlement = settleSlot(trades, readings, rules, grants);
  return previous === undefined
    ? settlement
    : { ...settlement, difference: postingDifference(previous, settlement.postings) };
}
