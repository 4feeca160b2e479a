import * as z from 'zod';
import { assertSlot, dayOf, komaOf, slotOf } from '#energy';
import { MAX_U32 } from '../leaves.js';
import { parseJson, printJson } from './json.js';

/** Most slots in one set of evidence: five years and a half. */
export const MAX_EVIDENCE_SLOTS = 100_000;
/** The manifest's file name. */
export const MANIFEST_FILE = 'manifest.json';

const LAST_SLOT = slotOf('9999-12-31', 48);

/** A slot number, in evidence. @internal */
export const slotSchema = z.int().min(0).max(LAST_SLOT);
/** An unsigned 32-bit integer, in evidence. @internal */
export const u32Schema = z.int().min(0).max(MAX_U32);

/** Neither a path nor a control character: a manifest names files beside it and is printed on terminals. */
const fileSchema = z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/, 'is not a plain file name');
const noteSchema = z
  .string()
  .max(1000)
  .regex(/^\P{Cc}*$/u, 'has control characters');

/** @internal */
export const manifestSchema = z.strictObject({
  format: z.literal('ichien-evidence'),
  version: z.literal(1),
  chainId: z.int().min(0),
  contract: z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'is not the address of a contract'),
  deployedAtBlock: z.int().min(0),
  areaId: u32Schema,
  slots: z
    .array(z.strictObject({ slot: slotSchema, file: fileSchema }))
    .min(1)
    .max(MAX_EVIDENCE_SLOTS)
    .refine(
      (slots) => slots.every(({ slot }, at) => at === 0 || slot > slots[at - 1]!.slot),
      'is not in order of slots',
    ),
  notes: z.array(noteSchema).max(100),
});

/** What a set of evidence speaks of: a chain, a contract, an area, and the slots with their files. */
export type EvidenceManifest = Readonly<z.infer<typeof manifestSchema>>;

/** Reads a manifest. @throws IchienError EVIDENCE_NOT_JSON, EVIDENCE_MALFORMED, EVIDENCE_TOO_LARGE */
export function parseManifest(text: string): EvidenceManifest {
  return parseJson(text, MANIFEST_FILE, manifestSchema);
}

/**
 * Writes a manifest.
 *
 * @param about all but `format` and `version`, slots in ascending order
 */
export function formatManifest(about: Omit<EvidenceManifest, 'format' | 'version'>): string {
  const { chainId, contract, deployedAtBlock, areaId, slots, notes } = about;
  return printJson({ format: 'ichien-evidence', version: 1, chainId, contract, deployedAtBlock, areaId, notes, slots });
}

/** Name of a slot's file, so that a person finds a half hour: `2026-11-21-koma-25.json`. @throws IchienError SLOT_INVALID */
export function evidenceFileOf(slot: number): string {
  assertSlot(slot);
  return `${dayOf(slot)}-koma-${String(komaOf(slot)).padStart(2, '0')}.json`;
}
