import { Module } from '@nestjs/common';
import { MarketModule } from '../market/market.module.js';
import { ParticipantsModule } from '../participants/participants.module.js';
import { ProvenanceModule } from '../provenance/provenance.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { SchedulerModule } from '../scheduler/scheduler.module.js';
import { SettlementModule } from '../settlement/settlement.module.js';
import { MoneyService } from './money.service.js';
import { OperationsController } from './operations.controller.js';
import { OverviewService } from './overview.service.js';
import { ParticipantLinesService } from './participant-lines.service.js';
import { RulesService } from './rules.service.js';
import { SlotsService } from './slots.service.js';

/** What staff look at: the operator's overview, slots, money by month, participants, rules. */
@Module({
  imports: [MarketModule, ParticipantsModule, ProvenanceModule, RulesModule, SchedulerModule, SettlementModule],
  controllers: [OperationsController],
  providers: [OverviewService, SlotsService, MoneyService, ParticipantLinesService, RulesService],
})
export class OperationsModule {}
