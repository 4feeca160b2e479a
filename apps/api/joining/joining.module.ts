import { Module } from '@nestjs/common';
import { ParticipantsModule } from '../participants/participants.module.js';
import { ApplicationsController } from './applications.controller.js';
import { ApplicationsService } from './applications.service.js';
import { DocumentsController } from './documents.controller.js';
import { DocumentsService } from './documents.service.js';
import { ImportsController } from './imports.controller.js';
import { OwnDataController } from './own-data.controller.js';
import { OwnDataService } from './own-data.service.js';

/** Joining, agreeing, and leaving. */
@Module({
  imports: [ParticipantsModule],
  controllers: [ApplicationsController, DocumentsController, ImportsController, OwnDataController],
  providers: [ApplicationsService, DocumentsService, OwnDataService],
  exports: [ApplicationsService, DocumentsService],
})
export class JoiningModule {}
