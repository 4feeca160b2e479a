import { Module } from '@nestjs/common';
import { MeteringModule } from '../metering/metering.module.js';
import { ParticipantsModule } from '../participants/participants.module.js';
import { ProvenanceModule } from '../provenance/provenance.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { GrantViewsService } from './grant-views.service.js';
import { GrantsController } from './grants.controller.js';
import { GrantsService } from './grants.service.js';
import { ImbalancePricesController } from './imbalance-prices.controller.js';
import { ImbalancePricesService } from './imbalance-prices.service.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerService } from './ledger.service.js';
import { OutdatedSlots } from './outdated-slots.js';
import { SettlementController } from './settlement.controller.js';
import { SettlementService } from './settlement.service.js';
import { SlotSettler } from './slot-settler.js';

@Module({
  imports: [MeteringModule, ParticipantsModule, ProvenanceModule, RulesModule],
  controllers: [SettlementController, LedgerController, ImbalancePricesController, GrantsController],
  providers: [
    SettlementService,
    SlotSettler,
    OutdatedSlots,
    ImbalancePricesService,
    GrantsService,
    GrantViewsService,
    LedgerService,
  ],
  exports: [SettlementService, ImbalancePricesService, GrantsService, LedgerService],
})
export class SettlementModule {}
