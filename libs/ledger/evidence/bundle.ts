import * as z from 'zod';
import { IchienError } from '#energy';
import type { EvidenceErrorCode } from './error.js';
import { parseJson } from './json.js';
import { type EvidenceManifest, manifestSchema, parseManifest } from './manifest.js';
import { slotEvidenceSchema } from './slot-evidence.js';

/** Most slots in one bundle: a day. */
export const MAX_BUNDLE_SLOTS = 48;

/** Evidence as an auditor reads it, wherever it lies: the manifest, and the text of each file that it names. */
export interface EvidenceSource {
  readonly manifest: EvidenceManifest;
  readonly readFile: (file: string) => Promise<string>;
}

/** The whole of a bundle, for its JSON Schema. @internal */
export const bundleSchema = z.strictObject({
  format: z.literal('ichien-evidence-bundle'),
  version: z.literal(1),
  manifest: manifestSchema,
  /** In the order of the manifest. */
  slots: z.array(slotEvidenceSchema).min(1).max(MAX_BUNDLE_SLOTS),
});

/** Only the cover is read strictly: one slot that is broken must not keep the others from being verified. */
const coverSchema = z.strictObject({ ...bundleSchema.shape, manifest: z.unknown(), slots: z.array(z.unknown()) });

/**
 * Puts a slot's or a day's evidence into one file: the manifest and the slots' files as they are.
 *
 * @param manifest text of `formatManifest`
 * @param slots text of `formatSlotEvidence`, in the manifest's order, at most {@link MAX_BUNDLE_SLOTS}
 */
export function formatEvidenceBundle(manifest: string, slots: readonly string[]): string {
  const head = `{\n"format": "ichien-evidence-bundle",\n"version": 1,\n"manifest": ${manifest.trimEnd()},\n"slots": [\n`;
  return `${head}${slots.map((slot) => slot.trimEnd()).join(',\n')}\n]\n}\n`;
}

/** Reads a bundle. @throws IchienError EVIDENCE_NOT_JSON, EVIDENCE_MALFORMED, EVIDENCE_TOO_LARGE */
export function parseEvidenceBundle(text: string): EvidenceSource {
  const cover = parseJson(text, 'bundle', coverSchema);
  const manifest = parseManifest(JSON.stringify(cover.manifest));
  if (cover.slots.length !== manifest.slots.length || manifest.slots.length > MAX_BUNDLE_SLOTS) {
    throw new IchienError<EvidenceErrorCode>(
      'EVIDENCE_MALFORMED',
      `bundle, slots: ${cover.slots.length}, but its manifest names ${manifest.slots.length}.`,
      `Get it again from the operator; a bundle has at most ${MAX_BUNDLE_SLOTS}.`,
    );
  }
  const files = new Map(manifest.slots.map(({ file }, at) => [file, cover.slots[at]]));
  return { manifest, readFile: async (file) => JSON.stringify(files.get(file)) };
}
