/** What staff are shown: a slot's state, alerts, exceptions, withheld figures, files. Pure rules and view types. Floor 3. */
export type { Alert, AlertCode, AlertLevel } from './alert.js';
export { alertsOf, type HealthFacts, isReadingDue, type LateReadings } from './alerts-of.js';
export { formatEffectCsv, formatPositionsCsv, formatRetailCsv } from './csv.js';
export { datedValues } from './dated-values.js';
export { exceptionsOf } from './exceptions.js';
export { type EnteredRuleSet, type RuleSetView, ruleSetViews } from './rule-set-views.js';
export { type SlotFacts, slotStateOf, type TradingState, tradingStateOf } from './slot-state.js';
export * from './views.js';
export {
  isSmallGroup,
  MIN_GROUP,
  type WithheldSavings,
  withholdEffect,
  withholdSavings,
  withholdSlot,
} from './withhold.js';
