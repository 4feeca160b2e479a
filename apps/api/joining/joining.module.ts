import { Module } from '@nestjs/common';
import { BillingModule } from '../billing/billing.module.js';
import { MarketModule } from '../market/market.module.js';
import { ParticipantsModule } from '../participants/participants.module.js';
import { ApplicationsController } from './applications.controller.js';
import { ApplicationsService } from './applications.service.js';
import { DocumentsController } from './documents.controller.js';
import { DocumentsService } from './documents.service.js';
import { ImportsController } from './imports.controller.js';
import { ImportsService } from './imports.service.js';
import { LeavingService } from './leaving.service.js';
import { OwnDataController } from './own-data.controller.js';
import { OwnDataService } from './own-data.service.js';

/** Joining, agreeing, and leaving. */
@Module({
  imports: [BillingModule, MarketModule, ParticipantsModule],
  controllers: [ApplicationsController, DocumentsController, ImportsController, OwnDataController],
  providers: [ApplicationsService, DocumentsService, ImportsService, LeavingService, OwnDataService],
  exports: [ApplicationsService, DocumentsService],
})
export class JoiningModule {}
