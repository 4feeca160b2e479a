import { type DynamicModule, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AccountsModule } from './accounts/accounts.module.js';
import { AgentsModule } from './agents/agents.module.js';
import { AnnouncementsModule } from './announcements/announcements.module.js';
import { AuditModule } from './audit/audit.module.js';
import { BillingModule } from './billing/billing.module.js';
import { CertificatesModule } from './certificates/certificates.module.js';
import type { Clock } from './clock/clock.js';
import type { ApiConfig } from './config.js';
import { CoreModule } from './core.module.js';
import { HealthModule } from './health/health.module.js';
import { JoiningModule } from './joining/joining.module.js';
import { MarketModule } from './market/market.module.js';
import { MeteringModule } from './metering/metering.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { ParticipantsModule } from './participants/participants.module.js';
import { PlansModule } from './plans/plans.module.js';
import { ProvenanceModule } from './provenance/provenance.module.js';
import { ResidentModule } from './resident/resident.module.js';
import { RulesModule } from './rules/rules.module.js';
import { SchedulerModule } from './scheduler/scheduler.module.js';
import type { Secrets } from './secrets.js';
import { SettlementModule } from './settlement/settlement.module.js';
import { StreamModule } from './stream/stream.module.js';

/** The whole exchange of one area. */
@Module({})
export class AppModule {
  static with(
    config: ApiConfig,
    clock: Clock,
    peopleClock: Clock,
    dataSource: DataSource,
    secrets: Secrets,
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CoreModule.with(config, clock, peopleClock, dataSource, secrets),
        AuditModule,
        AccountsModule,
        ParticipantsModule,
        ProvenanceModule,
        MarketModule,
        MeteringModule,
        RulesModule,
        SettlementModule,
        CertificatesModule,
        JoiningModule,
        ResidentModule,
        BillingModule,
        PlansModule,
        AgentsModule,
        SchedulerModule,
        HealthModule,
        StreamModule,
        OperationsModule,
        AnnouncementsModule,
      ],
    };
  }
}
