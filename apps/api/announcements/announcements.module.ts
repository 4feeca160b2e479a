import { Module } from '@nestjs/common';
import { StreamModule } from '../stream/stream.module.js';
import { AnnouncementsController } from './announcements.controller.js';
import { AnnouncementsService } from './announcements.service.js';

/** Notices of the operator and the ward to everybody. */
@Module({
  imports: [StreamModule],
  controllers: [AnnouncementsController],
  providers: [AnnouncementsService],
})
export class AnnouncementsModule {}
