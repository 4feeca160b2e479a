import { Module } from '@nestjs/common';
import { ParticipantsModule } from '../participants/participants.module.js';
import { MeteringController } from './metering.controller.js';
import { MeteringService } from './metering.service.js';

@Module({
  imports: [ParticipantsModule],
  controllers: [MeteringController],
  providers: [MeteringService],
  exports: [MeteringService],
})
export class MeteringModule {}
