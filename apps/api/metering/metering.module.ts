import { Module } from '@nestjs/common';
import { ParticipantsModule } from '../participants/participants.module.js';
import { GatewaysService } from './gateways.service.js';
import { MeteringController } from './metering.controller.js';
import { MeteringService } from './metering.service.js';
import { MetersController } from './meters.controller.js';
import { MetersService } from './meters.service.js';
import { ReadingFilesService } from './reading-files.service.js';
import { ReadingViewsService } from './reading-views.service.js';

@Module({
  imports: [ParticipantsModule],
  controllers: [MeteringController, MetersController],
  providers: [MetersService, MeteringService, ReadingFilesService, GatewaysService, ReadingViewsService],
  exports: [MeteringService, MetersService],
})
export class MeteringModule {}
