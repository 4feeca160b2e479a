/** Points of a digital local currency: what is granted when, and the file by which it is. */
export type { PointsErrorCode } from './error.js';
export { POINT_GRANTS, type PointGrantRow } from './grant-columns.js';
export { type EarnedPoints, type PointGrant, type PointGrants, planPointGrants } from './plan-grants.js';
export { type PointRule, SETAGAYA_PAY_POINTS } from './point-rules.js';
