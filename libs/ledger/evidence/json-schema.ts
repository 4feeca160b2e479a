import * as z from 'zod';
import { residentEvidenceSchema } from '../resident/resident-evidence.js';
import { bundleSchema } from './bundle.js';
import { manifestSchema } from './manifest.js';
import { slotEvidenceSchema } from './slot-evidence.js';

/**
 * JSON Schema (2020-12) of everything that is handed out, made from what the readers themselves check. It says what a file
 * may look like; order within lists is in docs/provenance.md. `docs/evidence.schema.json` is this, written down.
 */
export function evidenceJsonSchema(): object {
  const schemas = {
    manifest: manifestSchema,
    slot: slotEvidenceSchema,
    bundle: bundleSchema,
    resident: residentEvidenceSchema,
  };
  const $defs = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { $schema: _, ...definition } = z.toJSONSchema(schema, { io: 'input' });
      return [name, definition];
    }),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Evidence of the Ichien market (docs/provenance.md)',
    oneOf: Object.keys(schemas).map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs,
  };
}
