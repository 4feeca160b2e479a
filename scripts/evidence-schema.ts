import { writeFileSync } from 'node:fs';
import { evidenceJsonSchema } from '#ledger';

/** Writes `docs/evidence.schema.json` anew after a change of the evidence's format; `npm run format` then sets its lines. */
writeFileSync('docs/evidence.schema.json', `${JSON.stringify(evidenceJsonSchema(), null, 2)}\n`);
