export { checkFairness, MAX_FAIRNESS_FINDINGS } from './check-fairness.js';
export type { FairnessCode, FairnessFinding } from './finding.js';
