import { Module } from '@nestjs/common';
import { ParticipantsModule } from '../participants/participants.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { BillingController } from './billing.controller.js';
import { BillingAccountListController } from './billing-account-list.controller.js';
import { BillingAccountsController } from './billing-accounts.controller.js';
import { BillingAccountsService } from './billing-accounts.service.js';
import { BillingViewsService } from './billing-views.service.js';
import { DebitResultsService } from './debit-results.service.js';
import { FileStore } from './file-store.js';
import { FuelAdjustmentsService } from './fuel-adjustments.service.js';
import { MonthCloseService } from './month-close.service.js';
import { MonthFilesService } from './month-files.service.js';
import { MonthPdfsService } from './month-pdfs.service.js';
import { MonthPreviewService } from './month-preview.service.js';
import { MonthPricesService } from './month-prices.service.js';
import { PaymentDecisionsService } from './payment-decisions.service.js';
import { PaymentsController } from './payments.controller.js';
import { PaymentsService } from './payments.service.js';
import { PriceHistoryController } from './price-history.controller.js';
import { PriceHistoryService } from './price-history.service.js';
import { PricesController } from './prices.controller.js';
import { ReadinessService } from './readiness.service.js';
import { ReportsController } from './reports.controller.js';
import { ReportsService } from './reports.service.js';
import { SpotPricesService } from './spot-prices.service.js';

@Module({
  imports: [ParticipantsModule, RulesModule],
  controllers: [
    BillingController,
    BillingAccountListController,
    BillingAccountsController,
    PaymentsController,
    PriceHistoryController,
    PricesController,
    ReportsController,
  ],
  providers: [
    BillingAccountsService,
    BillingViewsService,
    DebitResultsService,
    FileStore,
    FuelAdjustmentsService,
    MonthCloseService,
    MonthFilesService,
    MonthPdfsService,
    MonthPreviewService,
    MonthPricesService,
    PaymentDecisionsService,
    PaymentsService,
    PriceHistoryService,
    ReadinessService,
    ReportsService,
    SpotPricesService,
  ],
  exports: [BillingAccountsService, FileStore, FuelAdjustmentsService, MonthCloseService, SpotPricesService],
})
export class BillingModule {}
