import { Module } from '@nestjs/common';
import { MarketModule } from '../market/market.module.js';
import { MeteringModule } from '../metering/metering.module.js';
import { ParticipantsModule } from '../participants/participants.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { AgentsService } from './agents.service.js';

@Module({
  imports: [MarketModule, MeteringModule, ParticipantsModule, RulesModule],
  providers: [AgentsService],
  exports: [AgentsService],
})
export class AgentsModule {}
