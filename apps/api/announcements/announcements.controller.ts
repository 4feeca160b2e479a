import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Roles, SignedIn } from '../accounts/access.js';
import { shownTextSchema, uuidParam } from '../accounts/schemas.js';
import type { Announcement } from './announcement.entity.js';
import { AnnouncementsService } from './announcements.service.js';

const newAnnouncementSchema = z.strictObject({
  title: shownTextSchema,
  // Lines are allowed here; other control characters and those that turn the text's direction are not.
  text: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .regex(/^(?:[^\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]|\n)*$/u, 'Use plain text.'),
});

@ApiTags('announcements')
@Controller('announcements')
export class AnnouncementsController {
  constructor(private readonly announcements: AnnouncementsService) {}

  @Get()
  @SignedIn()
  @ApiOperation({ summary: 'Notices to everybody, newest first' })
  list(): Promise<Announcement[]> {
    return this.announcements.list();
  }

  @Post()
  @Roles('operator', 'ward')
  @ApiOperation({ summary: 'Tell everybody something' })
  publish(
    @Body({ schema: newAnnouncementSchema }) { title, text }: z.infer<typeof newAnnouncementSchema>,
  ): Promise<Announcement> {
    return this.announcements.publish(title, text);
  }

  @Delete(':announcementId')
  @Roles('operator', 'ward')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a notice back; it is kept and no longer shown' })
  withdraw(@Param('announcementId', { schema: uuidParam }) announcementId: string): Promise<void> {
    return this.announcements.withdraw(announcementId);
  }
}
