import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { letterPlace, Secrets } from '../secrets.js';
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
  constructor(private readonly secrets: Secrets) {
    super();
  }

  override async deliver(manager: EntityManager, letter: Letter): Promise<void> {
    const noticeId = randomUUID();
    const token = this.secrets.seal(letter.token, letterPlace(noticeId));
    await manager.insert(Notice, { ...letter, noticeId, token });
  }
}
