import { z } from 'zod';
import { readJson } from './read-json.js';
import { checkRuleSets, type DatedRules } from './rule-sets.js';
import { communityRulesSchema } from './schemas.js';

const ruleSetsSchema = z.array(
  z.strictObject({
    version: z.string(),
    fromDay: z.string(),
    source: z.string().min(1),
    rules: communityRulesSchema,
  }),
);

/** Reads the dated rule sets of an installation (docs/settlement.md, "Rules by day"). @throws IchienError FILE_INVALID, RULE_SETS_INVALID, DAY_INVALID */
export function readRuleSets(text: string): DatedRules {
  const ruleSets = readJson(text, ruleSetsSchema);
  checkRuleSets(ruleSets);
  return ruleSets;
}
