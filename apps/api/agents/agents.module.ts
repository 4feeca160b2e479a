import { Module } from '@nestjs/common';
import { MarketModule } from '../market/market.module.js';
import { MeteringModule } from '../metering/metering.module.js';
import { ParticipantsModule } from '../participants/participants.module.js';
import { AgentsService } from './agents.service.js';

@Module({
  imports: [MarketModule, MeteringModule, ParticipantsModule],
  providers: [AgentsService],
  exports: [AgentsService],
})
export class AgentsModule {}
