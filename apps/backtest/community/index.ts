/** Communities for the backtest: real households from files, or synthetic ones, in one shape. */
export { alignTo } from './align.js';
export { type Calendar, MAX_CALENDAR_DAYS } from './calendar.js';
export type { Community } from './community.js';
export type { CommunityErrorCode } from './error.js';
export { alignCommunity, readCommunity } from './read-community.js';
export { type HouseholdDirectory, readHouseholdDirectory } from './read-directory.js';
export {
  MAX_SYNTHETIC_HOUSEHOLDS,
  type SyntheticOptions,
  syntheticCommunity,
  syntheticHouseholds,
} from './synthetic.js';
