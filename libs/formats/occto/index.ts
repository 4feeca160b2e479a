/** Day-ahead plans for OCCTO (広域機関), business protocol standard W6. */
export { type BalancedDay, balanceDay, type ExpectedSlot } from './balance-day.js';
export {
  type DemandPlan,
  type MemberProcurement,
  type PlanMember,
  type PlanProcurement,
  parseDemandPlan,
  printDemandPlan,
} from './demand-plan.js';
export type { OcctoEnvelope, OcctoParty } from './envelope.js';
export type { OcctoErrorCode } from './error.js';
export { formatOcctoFileName, type OcctoFileName, parseOcctoFileName } from './file-name.js';
export { type GenerationPlan, parseGenerationPlan, printGenerationPlan } from './generation-plan.js';
export { roundToKwh } from './round-to-kwh.js';
export type { PlanDay } from './series.js';
