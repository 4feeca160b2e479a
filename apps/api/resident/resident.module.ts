import { Module } from '@nestjs/common';
import { MarketModule } from '../market/market.module.js';
import { ParticipantsModule } from '../participants/participants.module.js';
import { ProvenanceModule } from '../provenance/provenance.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { LedgerNodeController } from './ledger-node.controller.js';
import { LedgerNodeService } from './ledger-node.service.js';
import { OwnTradesService } from './own-trades.service.js';
import { PointNamesService } from './point-names.service.js';
import { ResidentController } from './resident.controller.js';
import { ResidentService } from './resident.service.js';
import { SettingsService } from './settings.service.js';

/** What a resident is shown of their own household, and may set. */
@Module({
  imports: [MarketModule, ParticipantsModule, ProvenanceModule, RulesModule],
  controllers: [ResidentController, LedgerNodeController],
  providers: [ResidentService, OwnTradesService, PointNamesService, SettingsService, LedgerNodeService],
})
export class ResidentModule {}
