/** Joining and leaving: roles, supply points, eligibility, membership, an application's steps, purposes of consent, retention. docs/accounts.md. Floor 2. */
export {
  APPLICATION_STEPS,
  type ApplicationActor,
  type ApplicationState,
  type ApplicationStep,
  HOLDING_STATES,
  stateAfter,
} from './application-step.js';
export { type ApplicationGroup, type AreaCount, type AreaCounts, countAreas, prefixDigits } from './area-counts.js';
export { MAX_DOCUMENT_CHARACTERS, MAX_DOCUMENT_NAMES } from './documents.js';
export {
  type Candidate,
  type Ineligibility,
  ineligibilityOf,
  LOW_VOLTAGE_BELOW_W,
  type Side,
  type SolarPlant,
} from './eligibility.js';
export type { JoiningErrorCode } from './error.js';
export {
  finalFromMs,
  firstSlotOf,
  isFinal,
  isMemberAt,
  type Membership,
  NEVER_SLOT,
  nextSlot,
  overlap,
} from './membership.js';
export { PURPOSE_TEXTS, PURPOSES, type Purpose, type PurposeText } from './purposes.js';
export { CORRECTION_DAYS, RETENTION_RULES, type RetentionRule } from './retention.js';
export { isStaff, ROLES, type Role, seesSmallGroups } from './roles.js';
export { type PostcodeArea, postcodeAreaOf, SERVICE_AREAS, type ServiceArea } from './service-area.js';
export { GRID_AREAS, parseSupplyPointId } from './supply-point-id.js';
