import { assertDay } from './assert-day.js';
import { certificateError } from './certificate-error.js';

/** A rule and the first JST day on which it holds: until the next of its table begins. As `DatedRate` of `#tariff`. */
export interface DatedRule<Value> {
  /** First JST day, `YYYY-MM-DD`. */
  readonly fromDay: string;
  readonly value: Value;
  /** Where the rule is from, and how far to trust it: marks of `japan-market.md`. */
  readonly source: string;
}

/** Dated rules in strictly ascending order of their first day. */
export type RuleTable<Value> = readonly DatedRule<Value>[];

/** The rule that holds on a day. @throws IchienError RULE_UNKNOWN before the table begins; DAY_INVALID */
export function ruleAt<Value>(table: RuleTable<Value>, day: string): DatedRule<Value> {
  assertDay(day);
  const rule = table.findLast(({ fromDay }) => fromDay <= day);
  if (rule === undefined) {
    throw certificateError('RULE_UNKNOWN', `No rule is known for ${day}.`, 'Ask for a later day, or add the rule.', {
      day,
    });
  }
  return rule;
}
