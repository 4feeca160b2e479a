import { Inject, Injectable } from '@nestjs/common';
import { dayOf, slotAt } from '#energy';
import { datedValues, type RulesView, ruleSetViews } from '#operations';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Co2FactorsService } from '../rules/co2-factors.service.js';
import { RatesService } from '../rules/rates.service.js';
import { RuleSetsService } from '../rules/rule-sets.service.js';

/** Rules and rates that this installation works by. */
@Injectable()
export class RulesService {
  constructor(
    private readonly clock: Clock,
    private readonly ruleSets: RuleSetsService,
    private readonly rates: RatesService,
    private readonly co2Factors: Co2FactorsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  async rules(): Promise<RulesView> {
    const day = dayOf(slotAt(this.clock.nowMs()));
    const { openLeadMs, gatherMs, gateClosureLeadMs, readingDelayMs, settleDeadlineMs } = this.config;
    const { minPriceSen, maxPriceSen, maxOrderWh, maxOrdersPerParticipant } = this.config.bookRules;
    return {
      day,
      rates: Object.entries(this.rates.standing()).map(([name, table]) => ({
        name,
        values: datedValues(table, day),
      })),
      co2Factors: datedValues(await this.co2Factors.standing(), day),
      ruleSets: ruleSetViews(this.ruleSets.standing(), this.ruleSets.entered(), day),
      earliestRuleDay: this.ruleSets.earliestDay(),
      earliestRateMonth: this.rates.earliestMonth(),
      times: { openLeadMs, gatherMs, gateClosureLeadMs, readingDelayMs, settleDeadlineMs },
      book: { minPriceSen, maxPriceSen, maxOrderWh, maxOrdersPerParticipant },
      programme: this.config.programme,
    };
  }
}
