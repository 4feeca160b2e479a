import { Module } from '@nestjs/common';
import { MeteringModule } from '../metering/metering.module.js';
import { ParticipantsModule } from '../participants/participants.module.js';
import { ProvenanceModule } from '../provenance/provenance.module.js';
import { BookQuestionsService } from './book-questions.service.js';
import { MarketController } from './market.controller.js';
import { MarketService } from './market.service.js';
import { MarketStore } from './market-store.js';

@Module({
  imports: [MeteringModule, ParticipantsModule, ProvenanceModule],
  controllers: [MarketController],
  providers: [MarketService, MarketStore, BookQuestionsService],
  exports: [BookQuestionsService, MarketService, MarketStore],
})
export class MarketModule {}
