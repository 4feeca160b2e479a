import { Module } from '@nestjs/common';
import { BillingModule } from '../billing/billing.module.js';
import { MeteringModule } from '../metering/metering.module.js';
import { ParticipantsModule } from '../participants/participants.module.js';
import { PlansController } from './plans.controller.js';
import { PlansService } from './plans.service.js';

@Module({
  imports: [BillingModule, MeteringModule, ParticipantsModule],
  controllers: [PlansController],
  providers: [PlansService],
})
export class PlansModule {}
