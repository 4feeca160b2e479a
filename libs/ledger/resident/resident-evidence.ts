import * as z from 'zod';
import { parseJson, printJson } from '../evidence/json.js';
import { slotSchema, u32Schema } from '../evidence/manifest.js';
import { MAX_SETTLEMENTS, secret } from '../evidence/slot-evidence.js';
import { CLAIM_PATTERN } from '../leaves.js';

/** Most siblings of a proof: a tree has at most 2^24 leaves. */
const MAX_SIBLINGS = 24;

const hashSchema = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{64}$/)]);
const wh = z.int().min(0);
const node = z.strictObject({ hash: hashSchema, wh });
const proof = z.strictObject({ index: u32Schema, wh, siblings: z.array(node).max(MAX_SIBLINGS) });

const trade = z.strictObject({
  sequence: u32Schema,
  buyOrderId: u32Schema,
  sellOrderId: u32Schema,
  buyerId: secret,
  sellerId: secret,
  priceSen: u32Schema,
  energyWh: u32Schema,
});
const allocation = z.strictObject({
  tradeSequence: u32Schema,
  buyerId: secret,
  sellerId: secret,
  priceSen: u32Schema,
  tradedWh: u32Schema,
  allocatedWh: u32Schema,
  salt: secret,
  claim: z.string().regex(CLAIM_PATTERN, 'is not 64 lower-case hexadecimal digits'),
});
const reading = z.strictObject({ pseudonym: secret, energyWh: u32Schema, salt: secret });

const provenTrade = z.strictObject({ item: trade, proof });
const provenAllocation = z.strictObject({ item: allocation, proof });
const provenReading = z.strictObject({ item: reading, proof });

/** Longest leaf of these trees has less than 100 bytes. */
const opened = z.strictObject({ data: z.templateLiteral(['0x', z.string().regex(/^([0-9a-f]{2}){1,100}$/)]), proof });
const neighbours = z.strictObject({ before: opened.optional(), after: opened.optional() });

const closedRecord = z.strictObject({
  journalRoot: hashSchema,
  journalCount: u32Schema,
  tradeRoot: hashSchema,
  tradeCount: u32Schema,
  tradedWh: wh,
});
const settledRecord = z.strictObject({
  version: u32Schema,
  readingsRoot: hashSchema,
  exportCount: u32Schema,
  importCount: u32Schema,
  exportedWh: wh,
  importedWh: wh,
  allocationRoot: hashSchema,
  allocationCount: u32Schema,
  tradedWh: wh,
  allocatedWh: wh,
});

/** @internal */
export const residentEvidenceSchema = z.strictObject({
  format: z.literal('ichien-resident-evidence'),
  version: z.literal(2),
  chainId: z.int().min(0),
  contract: z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'is not the address of a contract'),
  areaId: u32Schema,
  slot: slotSchema,
  /** The slot's records in their order; the last is the one whose hash the contract keeps. */
  closed: z.strictObject({ previousHead: hashSchema, record: closedRecord }),
  settled: z.array(z.strictObject({ previousHead: hashSchema, record: settledRecord })).max(MAX_SETTLEMENTS),
  trade: provenTrade,
  /** Under the last record; absent while the slot is not settled. */
  settlement: z
    .strictObject({
      allocation: provenAllocation,
      /** Top nodes of both trees of readings. */
      exports: node,
      imports: node,
      direction: z.enum(['export', 'import']),
      reading: provenReading,
      /** The leaves beside both, which show that each stands once; absent unless they were asked for. */
      beside: z.strictObject({ allocation: neighbours, reading: neighbours }).optional(),
    })
    .optional(),
});

/**
 * What a resident is handed for one of their trades: it, its allocation and their own reading, each with its way to the root,
 * and the slot's records up to the one that the contract holds. Salts are those of the household's own leaves, unless the
 * leaves beside them were asked for (docs/provenance.md, "For a resident").
 */
export type ResidentEvidence = Readonly<z.infer<typeof residentEvidenceSchema>>;

/** Reads what a resident was handed. @throws IchienError EVIDENCE_NOT_JSON, EVIDENCE_MALFORMED, EVIDENCE_TOO_LARGE */
export function parseResidentEvidence(text: string): ResidentEvidence {
  return parseJson(text, 'evidence', residentEvidenceSchema);
}

/** Writes what a resident is handed, a line for each leaf of JSON. */
export function formatResidentEvidence(evidence: Omit<ResidentEvidence, 'format' | 'version'>): string {
  return printJson({ format: 'ichien-resident-evidence', version: 2, ...evidence });
}
