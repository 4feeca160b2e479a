import { addDays } from '#energy';
import type { DatedRules, RuleSet } from '#settlement';

/** A rule set that an operator entered. */
export interface EnteredRuleSet extends RuleSet {
  readonly enteredAtMs: number;
}

/** A rule set with the days it holds for, for people. */
export interface RuleSetView extends RuleSet {
  /** Last day, or null while no other follows. */
  readonly untilDay: string | null;
  /** `replaced`: another was entered for the same day before it came, so that it never held. */
  readonly state: 'past' | 'inForce' | 'coming' | 'replaced';
  /** Null for what holds where nothing was entered. */
  readonly enteredAtMs: number | null;
}

/** All rule sets by their first day, those that never held included. @param day on which one of them is in force */
export function ruleSetViews(standing: DatedRules, entered: readonly EnteredRuleSet[], day: string): RuleSetView[] {
  const enteredAtMs = new Map(entered.map((ruleSet) => [ruleSet.version, ruleSet.enteredAtMs]));
  const held = standing.map((ruleSet, at): RuleSetView => {
    const next = standing[at + 1]?.fromDay;
    const untilDay = next === undefined ? null : addDays(next, -1);
    const state = ruleSet.fromDay > day ? 'coming' : untilDay !== null && untilDay < day ? 'past' : 'inForce';
    return { ...ruleSet, untilDay, state, enteredAtMs: enteredAtMs.get(ruleSet.version) ?? null };
  });
  const versions = new Set(standing.map(({ version }) => version));
  const replaced = entered
    .filter(({ version }) => !versions.has(version))
    .map((ruleSet): RuleSetView => ({ ...ruleSet, untilDay: null, state: 'replaced' }));
  return [...replaced, ...held].sort((a, b) => (a.fromDay < b.fromDay ? -1 : a.fromDay > b.fromDay ? 1 : 0));
}
