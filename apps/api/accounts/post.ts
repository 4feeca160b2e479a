import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Notice } from './account.entities.js';

/** A secret on its way to a person. */
export type Letter = Omit<Notice, 'noticeId'>;

/** How letters reach people. Provide another to send mail; it is called within the transaction that makes the secret. */
export abstract class Post {
  abstract deliver(manager: EntityManager, letter: Letter): Promise<void>;
}

/** The default: a letter waits as a notice until an operator hands it over, which the audit log shows. */
@Injectable()
export class NoticePost extends Post {
  override async deliver(manager: EntityManager, letter: Letter): Promise<void> {
    await manager.insert(Notice, { ...letter, noticeId: randomUUID() });
  }
}
