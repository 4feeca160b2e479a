import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { MarketModule } from '../market/market.module.js';
import { MeteringModule } from '../metering/metering.module.js';
import { ProvenanceModule } from '../provenance/provenance.module.js';
import { SettlementModule } from '../settlement/settlement.module.js';
import { StreamController } from './stream.controller.js';
import { StreamService } from './stream.service.js';
import { StreamFeed } from './stream-feed.js';

@Module({
  imports: [AccountsModule, MarketModule, MeteringModule, SettlementModule, ProvenanceModule],
  controllers: [StreamController],
  providers: [StreamService, StreamFeed],
  exports: [StreamService],
})
export class StreamModule {}
