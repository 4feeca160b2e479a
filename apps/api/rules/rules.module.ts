import { Module } from '@nestjs/common';
import { RatesController } from './rates.controller.js';
import { RatesService } from './rates.service.js';
import { RuleSetsController } from './rule-sets.controller.js';
import { RuleSetsService } from './rule-sets.service.js';
import { TariffsService } from './tariffs.service.js';

/** What the community has agreed on and what the retailer asks, by day. */
@Module({
  controllers: [RatesController, RuleSetsController],
  providers: [RatesService, RuleSetsService, TariffsService],
  exports: [RatesService, RuleSetsService, TariffsService],
})
export class RulesModule {}
