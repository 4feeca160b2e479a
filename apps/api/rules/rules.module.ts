import { Module } from '@nestjs/common';
import { Co2FactorsController } from './co2-factors.controller.js';
import { Co2FactorsService } from './co2-factors.service.js';
import { RatesController } from './rates.controller.js';
import { RatesService } from './rates.service.js';
import { RuleSetsController } from './rule-sets.controller.js';
import { RuleSetsService } from './rule-sets.service.js';
import { TariffsService } from './tariffs.service.js';

/** What the community has agreed on and what the retailer asks, by day. */
@Module({
  controllers: [RatesController, Co2FactorsController, RuleSetsController],
  providers: [RatesService, Co2FactorsService, RuleSetsService, TariffsService],
  exports: [RatesService, Co2FactorsService, RuleSetsService, TariffsService],
})
export class RulesModule {}
