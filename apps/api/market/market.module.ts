import { Module } from '@nestjs/common';
import { MeteringModule } from '../metering/metering.module.js';
import { ParticipantsModule } from '../participants/participants.module.js';
import { ProvenanceModule } from '../provenance/provenance.module.js';
import { BookQuestionsService } from './book-questions.service.js';
import { MarketController } from './market.controller.js';
import { MarketService } from './market.service.js';

@Module({
  imports: [MeteringModule, ParticipantsModule, ProvenanceModule],
  controllers: [MarketController],
  providers: [MarketService, BookQuestionsService],
  exports: [MarketService],
})
export class MarketModule {}
