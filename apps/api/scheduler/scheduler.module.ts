import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { MarketModule } from '../market/market.module.js';
import { ProvenanceModule } from '../provenance/provenance.module.js';
import { SettlementModule } from '../settlement/settlement.module.js';
import { SchedulerService } from './scheduler.service.js';

@Module({
  imports: [AgentsModule, MarketModule, ProvenanceModule, SettlementModule],
  providers: [SchedulerService],
  exports: [SchedulerService],
})
export class SchedulerModule {}
