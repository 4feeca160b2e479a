import * as z from 'zod';
import type { BookRules } from '#auction';
import { leafHash, type SumLeaf, toHex } from '#merkle';
import { CLAIM_PATTERN, journalHeaderLeaf, ORIGIN_PATTERN, SECRET_PATTERN } from '../leaves.js';
import { ALLOCATIONS, EXPORTS, IMPORTS, JOURNAL, type LeafList, TRADES } from '../lists.js';
import type { ClosedItems, SettledItems } from '../trees.js';
import { parseJson, printJson } from './json.js';
import { slotSchema, u32Schema } from './manifest.js';

/** Most items in one list of a slot. */
export const MAX_LIST_ITEMS = 1_000_000;
/** Most settlements (versions) of one slot. */
export const MAX_SETTLEMENTS = 1_000;

/** All that is anchored of one slot, as the operator has it: closed, and settled as often as it was. */
export interface SlotItems extends ClosedItems {
  /** In order of versions; none while the slot is closed only. */
  readonly settlements: readonly SettledItems[];
}

/**
 * An item with the first 8 bytes of its leaf's hash, as 16 hexadecimal digits. They prove nothing, since roots do:
 * they let a verifier say which item was changed after the evidence was issued.
 */
export type Sealed<Item> = Item & { readonly leaf: string };

/** {@link SlotItems} as they stand in a file of evidence. */
export interface SlotEvidence extends SlotItems {
  readonly rules: Sealed<BookRules>;
  readonly journal: readonly Sealed<SlotItems['journal'][number]>[];
  readonly trades: readonly Sealed<SlotItems['trades'][number]>[];
  readonly settlements: readonly SettlementEvidence[];
}

/** {@link SettledItems} as they stand in a file of evidence. */
export interface SettlementEvidence extends SettledItems {
  readonly exports: readonly Sealed<SettledItems['exports'][number]>[];
  readonly imports: readonly Sealed<SettledItems['imports'][number]>[];
  readonly allocations: readonly Sealed<SettledItems['allocations'][number]>[];
}

const leaf = z.string().regex(/^[0-9a-f]{16}$/, 'is not 16 lower-case hexadecimal digits');
/** A pseudonym or a salt, in evidence. @internal */
export const secret = z.string().regex(SECRET_PATTERN, 'is not 32 lower-case hexadecimal digits');
const originText = z.string().regex(ORIGIN_PATTERN, 'is not 1 to 64 of A-Z a-z 0-9 . _ : -');
const atMs = z.int().min(0);

const originFields = {
  area: originText.exactOptional(),
  plant: originText.exactOptional(),
  sourceType: originText.exactOptional(),
};
const ofOrder = { orderId: u32Schema, participant: u32Schema };

const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('enrol'), participantId: secret, atMs }),
  z.strictObject({
    type: z.literal('place'),
    participant: u32Schema,
    side: z.enum(['buy', 'sell']),
    priceSen: u32Schema,
    energyWh: u32Schema,
    timeInForce: z.enum(['gateClosure', 'goodUntil', 'immediateOrCancel', 'fillOrKill']).exactOptional(),
    goodUntilMs: atMs.exactOptional(),
    minimumFillWh: u32Schema.exactOptional(),
    origin: z
      .union([
        z.strictObject({ ...originFields, kind: z.enum(['hard', 'soft']), premiumSen: u32Schema.exactOptional() }),
        z.strictObject(originFields),
      ])
      .exactOptional(),
    atMs,
  }),
  z.strictObject({ type: z.literal('cancel'), ...ofOrder, atMs }),
  z.strictObject({ type: z.literal('reduce'), ...ofOrder, byWh: u32Schema, atMs }),
  z.strictObject({ type: z.literal('replace'), ...ofOrder, priceSen: u32Schema, energyWh: u32Schema, atMs }),
  z.strictObject({ type: z.enum(['preOpen', 'call', 'open', 'halt', 'resume', 'close', 'expire']), atMs }),
]);

const tradeSchema = z.strictObject({
  sequence: u32Schema,
  buyOrderId: u32Schema,
  sellOrderId: u32Schema,
  buyerId: secret,
  sellerId: secret,
  priceSen: u32Schema,
  energyWh: u32Schema,
  leaf,
});

const readingSchema = z.strictObject({ pseudonym: secret, energyWh: u32Schema, salt: secret, leaf });

const allocationSchema = z.strictObject({
  tradeSequence: u32Schema,
  buyerId: secret,
  sellerId: secret,
  priceSen: u32Schema,
  tradedWh: u32Schema,
  allocatedWh: u32Schema,
  salt: secret,
  claim: z.string().regex(CLAIM_PATTERN, 'is not 64 lower-case hexadecimal digits'),
  leaf,
});

const settlementSchema = z.strictObject({
  version: u32Schema,
  exports: z.array(readingSchema).max(MAX_LIST_ITEMS),
  imports: z.array(readingSchema).max(MAX_LIST_ITEMS),
  allocations: z.array(allocationSchema).max(MAX_LIST_ITEMS),
});

/** @internal */
export const slotEvidenceSchema: z.ZodType<SlotEvidence> = z.strictObject({
  format: z.literal('ichien-slot-evidence'),
  version: z.literal(3),
  areaId: u32Schema,
  slot: slotSchema,
  rules: z.strictObject({
    minPriceSen: u32Schema,
    maxPriceSen: u32Schema,
    maxOrderWh: u32Schema,
    maxOrdersPerParticipant: u32Schema,
    leaf,
  }),
  journal: z.array(z.strictObject({ sequence: u32Schema, command: commandSchema, leaf })).max(MAX_LIST_ITEMS),
  trades: z.array(tradeSchema).max(MAX_LIST_ITEMS),
  settlements: z
    .array(settlementSchema)
    .max(MAX_SETTLEMENTS)
    .refine((all) => all.every(({ version }, at) => at === 0 || version > all[at - 1]!.version), 'is not in order'),
});

const LEAF_DIGEST_BYTES = 8;

/** The `leaf` of an item. @internal */
export function leafDigest({ data, wh }: SumLeaf): string {
  return toHex(leafHash(data, wh).subarray(0, LEAF_DIGEST_BYTES)).slice(2);
}

/** Writes a slot's file of evidence, one item a line. @throws IchienError LEAF_INVALID */
export function formatSlotEvidence(items: SlotItems): string {
  const { areaId, slot, rules } = items;
  return printJson({
    format: 'ichien-slot-evidence',
    version: 3,
    areaId,
    slot,
    rules: { ...rules, leaf: leafDigest(journalHeaderLeaf(items)) },
    journal: sealed(JOURNAL, items.journal),
    trades: sealed(TRADES, items.trades),
    settlements: items.settlements.map((settlement) => ({
      version: settlement.version,
      exports: sealed(EXPORTS, settlement.exports),
      imports: sealed(IMPORTS, settlement.imports),
      allocations: sealed(ALLOCATIONS, settlement.allocations),
    })),
  });
}

/**
 * Reads a slot's file of evidence. Values are bounded by what a leaf can carry, so that a value which no market would
 * have is still a finding of the verification, with its item named, and not a file that cannot be read.
 *
 * @param file what errors call it
 * @throws IchienError EVIDENCE_NOT_JSON, EVIDENCE_MALFORMED, EVIDENCE_TOO_LARGE
 */
export function parseSlotEvidence(text: string, file: string): SlotEvidence {
  return parseJson(text, file, slotEvidenceSchema);
}

function sealed<Item>({ leafOf }: LeafList<Item>, items: readonly Item[]): Sealed<Item>[] {
  return items.map((item) => ({ ...item, leaf: leafDigest(leafOf(item)) }));
}
