import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { addDays, dayOf, slotAt, slotOf } from '#energy';
import type { EnteredRuleSet } from '#operations';
import {
  type CommunityRules,
  checkRules,
  type DatedRules,
  MAX_RULE_SETS,
  type RuleSet,
  ruleSetAt,
  standingRuleSets,
} from '#settlement';
import { settlementRulesAt } from '#tariff';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { RuleSetRow } from './rule-set.entity.js';

/** What an operator states. The version follows from the order of entry. */
export type NewRuleSet = Omit<RuleSet, 'version'>;

/** What the community has agreed on, by day: entered by operators for days to come, never changed afterwards. */
@Injectable()
export class RuleSetsService implements OnModuleInit {
  #entered: readonly EnteredRuleSet[] = [];
  #standing: DatedRules = standingRuleSets([]);
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    const { areaId } = this.config;
    const rows = await this.database.read((manager) =>
      manager.find(RuleSetRow, { where: { areaId }, order: { entry: 'ASC' } }),
    );
    this.#remember(
      rows.map(({ entry, rules, fromDay, source, enteredAtMs }) => {
        return { version: versionOf(entry), fromDay, source, rules: JSON.parse(rules), enteredAtMs };
      }),
    );
  }

  /** The rule set in force on a JST day. @throws IchienError RULE_SET_UNKNOWN, DAY_INVALID */
  at(day: string): RuleSet {
    return ruleSetAt(this.#standing, day);
  }

  /** The dated list that stands. */
  standing(): DatedRules {
    return this.#standing;
  }

  /** Everything that was ever entered, in that order. */
  entered(): readonly EnteredRuleSet[] {
    return this.#entered;
  }

  /** First day that nobody can have traded yet: rules do not change under what was agreed. */
  earliestDay(): string {
    return addDays(dayOf(slotAt(this.clock.nowMs() + this.config.openLeadMs)), 1);
  }

  /**
   * Enters a rule set; the same for a day again changes nothing.
   *
   * @throws IchienError RULE_SET_TOO_EARLY, RULE_SET_LIMIT_REACHED, DAY_INVALID, RULE_PRICE_INVALID, RULE_VALUE_INVALID
   */
  enter(newcomer: NewRuleSet, accountId: string): Promise<RuleSet> {
    const result = this.#tail.then(() => this.#enter(newcomer, accountId));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #enter(newcomer: NewRuleSet, accountId: string): Promise<RuleSet> {
    const { fromDay, source, rules } = newcomer;
    this.#assertComing(fromDay);
    checkRules({ ...settlementRulesAt(fromDay), ...rules });
    const known = this.#standing.find((ruleSet) => ruleSet.fromDay === fromDay);
    if (known?.source === source && isDeepStrictEqual(known.rules, rules)) return known;
    // One place is the default's.
    if (this.#entered.length >= MAX_RULE_SETS - 1) {
      throw apiError(
        'RULE_SET_LIMIT_REACHED',
        `${MAX_RULE_SETS} rule sets are stored.`,
        'Ask whoever maintains the exchange.',
      );
    }
    const entry = this.#entered.length + 1;
    const enteredAtMs = this.clock.nowMs();
    await this.database.transaction((manager) =>
      manager.insert(RuleSetRow, {
        areaId: this.config.areaId,
        entry,
        fromDay,
        source,
        rules: JSON.stringify(rules satisfies CommunityRules),
        enteredBy: accountId,
        enteredAtMs,
      }),
    );
    const ruleSet = { version: versionOf(entry), fromDay, source, rules, enteredAtMs };
    this.#remember([...this.#entered, ruleSet]);
    return ruleSet;
  }

  #assertComing(fromDay: string): void {
    const earliestDay = this.earliestDay();
    if (slotOf(fromDay) >= slotOf(earliestDay)) return;
    throw apiError(
      'RULE_SET_TOO_EARLY',
      `Half hours of ${fromDay} are settled, or can be traded already, under the rules that stand.`,
      `Let the new ones begin on ${earliestDay} or later.`,
      { fromDay, earliestDay },
    );
  }

  #remember(entered: readonly EnteredRuleSet[]): void {
    this.#entered = entered;
    this.#standing = standingRuleSets(entered);
  }
}

function versionOf(entry: number): string {
  return `rules-${entry}`;
}
