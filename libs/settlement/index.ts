/** What a slot's trades come to once the meters have spoken: allocation, residuals, double-entry postings, corrections. Floor 2. */
export { checkGrants, rewardedOf } from './check-grants.js';
export { checkRules } from './check-rules.js';
export type { SettlementErrorCode } from './error.js';
export * from './ledger.js';
export {
  MAX_GRANT_ID_LENGTH,
  MAX_GRANT_MILLISEN,
  MAX_PARTICIPANT_ID_LENGTH,
  MAX_POSTINGS,
  MAX_RULE_SETS,
  MAX_SETTLEMENT_PRICE_SEN,
  MAX_SLOT_GRANTS,
  MAX_SLOT_READINGS,
  MAX_SLOT_TRADES,
} from './limits.js';
export { grantCause, grantMillisen } from './post-slot.js';
export { postingDifference } from './posting-difference.js';
export { resettleSlot, type SlotCorrection } from './resettle-slot.js';
export { type DatedRules, DEFAULT_RULE_SETS, type RuleSet, ruleSetAt, standingRuleSets } from './rule-sets.js';
export { communityRulesSchema, grantSchema } from './schemas.js';
export { settleSlot } from './settle-slot.js';
export { type SettledSlotFile, settleSlotFile } from './slot-file.js';
export * from './types.js';
