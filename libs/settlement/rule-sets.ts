import { IchienError, slotOf } from '#energy';
import type { SettlementErrorCode } from './error.js';
import { MAX_RULE_SETS, MAX_RULE_VERSION_LENGTH } from './limits.js';
import type { CommunityRules } from './types.js';

/** What a community has agreed on, and the first day on which it holds: until the next rule set begins. */
export interface RuleSet {
  /** Named in every settlement that was made under it; 1 to 40 characters, once in a list. */
  readonly version: string;
  /** First JST day, `YYYY-MM-DD`. */
  readonly fromDay: string;
  /** Who agreed on it, or where it is written. */
  readonly source: string;
  readonly rules: CommunityRules;
}

/** Dated rule sets, in strictly ascending order of their first day. */
export type DatedRules = readonly RuleSet[];

/** What holds where an installation states nothing else. */
export const DEFAULT_RULE_SETS: DatedRules = [
  {
    version: 'waived-1',
    fromDay: '2024-04-01',
    source: '[INF]: a household is not charged for a forecast error at first; no pool, fee or accrual is agreed on',
    rules: { deviationPolicy: { name: 'waived' }, pool: { name: 'off' } },
  },
];

/**
 * The rule set in force on a day.
 *
 * @param day JST day of the slot, `YYYY-MM-DD`
 * @throws IchienError RULE_SETS_INVALID, RULE_SET_UNKNOWN before the first begins; DAY_INVALID
 * @example
 * ruleSetAt(DEFAULT_RULE_SETS, '2026-11-21').version; // 'waived-1'
 */
export function ruleSetAt(ruleSets: DatedRules, day: string): RuleSet {
  checkRuleSets(ruleSets);
  const slot = slotOf(day);
  const ruleSet = ruleSets.findLast(({ fromDay }) => slotOf(fromDay) <= slot);
  if (ruleSet === undefined) {
    const firstDay = ruleSets[0]!.fromDay;
    throw new IchienError<SettlementErrorCode>(
      'RULE_SET_UNKNOWN',
      `No rules are agreed on for ${day}: the first rule set begins on ${firstDay}.`,
      'Ask for a later day, or add the earlier rules with their source.',
      { day, firstDay },
    );
  }
  return ruleSet;
}

/**
 * The dated list that follows from what was entered, in the order of entry: of two rule sets for the same day the later stands.
 * What is in force before the first of them is {@link DEFAULT_RULE_SETS}.
 */
export function standingRuleSets(entered: readonly RuleSet[]): DatedRules {
  const byDay = new Map([...DEFAULT_RULE_SETS, ...entered].map((ruleSet) => [ruleSet.fromDay, ruleSet]));
  return [...byDay.values()].sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1));
}

/** Refuses what is no dated list. @throws IchienError RULE_SETS_INVALID, DAY_INVALID */
export function checkRuleSets(ruleSets: DatedRules): void {
  const versions = new Set(ruleSets.map(({ version }) => version));
  const named = ruleSets.every(({ version }) => version.length > 0 && version.length <= MAX_RULE_VERSION_LENGTH);
  const ascending = ruleSets.every(
    ({ fromDay }, at) => at === 0 || slotOf(ruleSets[at - 1]!.fromDay) < slotOf(fromDay),
  );
  if (
    ruleSets.length === 0 ||
    ruleSets.length > MAX_RULE_SETS ||
    versions.size < ruleSets.length ||
    !named ||
    !ascending
  ) {
    throw new IchienError<SettlementErrorCode>(
      'RULE_SETS_INVALID',
      `The rule sets ${ruleSets
        .slice(0, 5)
        .map(({ version, fromDay }) => `${version} (${fromDay})`)
        .join(', ')} make no dated list.`,
      `Give 1 to ${MAX_RULE_SETS}, ascending by first day, each with a version of its own of 1 to ${MAX_RULE_VERSION_LENGTH} characters.`,
      { ruleSets: ruleSets.length },
    );
  }
}
