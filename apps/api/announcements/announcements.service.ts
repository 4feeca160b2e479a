import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { StreamService } from '../stream/stream.service.js';
import { Announcement } from './announcement.entity.js';

const DAY_MS = 24 * 60 * 60_000;
/** Older notices are no longer shown. */
const SHOWN_DAYS = 60;
/** Most notices that are shown, and that may be shown at a time. */
const MAX_SHOWN = 50;

/** Notices of the operator and the ward to everybody. */
@Injectable()
export class AnnouncementsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly stream: StreamService,
  ) {}

  /** Those of the last weeks that were not taken back, newest first. */
  list(): Promise<Announcement[]> {
    return this.database.read((manager) =>
      manager.find(Announcement, {
        where: { withdrawnAtMs: IsNull(), atMs: MoreThan(this.clock.nowMs() - SHOWN_DAYS * DAY_MS) },
        order: { atMs: 'DESC', announcementId: 'ASC' },
        take: MAX_SHOWN,
      }),
    );
  }

  /** @throws IchienError ANNOUNCEMENT_LIMIT_REACHED */
  async publish(title: string, text: string): Promise<Announcement> {
    if ((await this.list()).length >= MAX_SHOWN) {
      throw apiError('ANNOUNCEMENT_LIMIT_REACHED', `${MAX_SHOWN} notices are shown.`, 'Take an old one back first.');
    }
    const row = { announcementId: randomUUID(), atMs: this.clock.nowMs(), title, text, withdrawnAtMs: null };
    await this.database.transaction((manager) => manager.insert(Announcement, row));
    this.stream.publish('everybody', 'announced', { announcementId: row.announcementId });
    return row;
  }

  /** @throws IchienError ANNOUNCEMENT_UNKNOWN */
  async withdraw(announcementId: string): Promise<void> {
    const { affected } = await this.database.transaction((manager) =>
      manager.update(Announcement, { announcementId, withdrawnAtMs: IsNull() }, { withdrawnAtMs: this.clock.nowMs() }),
    );
    if (affected !== 1) {
      throw apiError('ANNOUNCEMENT_UNKNOWN', 'There is no such notice.', 'Look at the list again.', { announcementId });
    }
    this.stream.publish('everybody', 'announced', { announcementId });
  }
}
