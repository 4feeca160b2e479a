import { Module } from '@nestjs/common';
import { MarketModule } from '../market/market.module.js';
import { ProvenanceModule } from '../provenance/provenance.module.js';
import { SchedulerModule } from '../scheduler/scheduler.module.js';
import { SettlementModule } from '../settlement/settlement.module.js';
import { HealthController } from './health.controller.js';

@Module({
  imports: [MarketModule, ProvenanceModule, SchedulerModule, SettlementModule],
  controllers: [HealthController],
})
export class HealthModule {}
