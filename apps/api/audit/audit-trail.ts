import { createHash } from 'node:crypto';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isIchienError } from '#energy';
import { isStaff } from '#joining';
import type { Account } from '../accounts/account.entities.js';
import type { CurrentAccount } from '../accounts/current-account.js';
import type { Place } from '../accounts/sessions.service.js';
import { AuditService, type NewEntry } from './audit.service.js';

/** A call that is written down, and how it ended once that is known. */
interface AuditedCall {
  readonly entry: Omit<NewEntry, 'subject'>;
  /** Sequence of the entry that says that it was tried. */
  readonly of: number;
  /** A refusal's code, or `failed`. */
  outcome: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set while a call that is written down runs. */
    audited?: AuditedCall | undefined;
  }
}

/** Who of the accounts, and where: of a request that nobody was signed in to. */
type Person = Pick<Account, 'accountId' | 'role'>;

/**
 * Writes down every change that staff ask for: before it is tried, so that none happens unwritten, and before it is answered,
 * how it ended. The body stands there as its SHA-256: the log is kept for ever, and people's data are not.
 *
 * The access guard begins it and a hook of the server ends it. A Nest interceptor would put all of rxjs between every request
 * of everybody and its handler (docs/decisions/0024-the-door.md).
 */
@Injectable()
export class AuditTrail implements OnModuleInit {
  readonly #logger = new Logger(AuditTrail.name);

  constructor(
    private readonly audit: AuditService,
    private readonly server: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.server.httpAdapter.getInstance();
    fastify.addHook('onSend', (request, _reply, payload, done) => {
      const { audited } = request;
      if (audited === undefined) {
        done(null, payload);
        return;
      }
      // Once: if it cannot be written down, the refusal that is sent instead passes here as well.
      request.audited = undefined;
      const { entry, of, outcome } = audited;
      this.audit.append({ ...entry, subject: { of, outcome } }).then(() => done(null, payload), done);
    });
  }

  /** Writes down what an account asks for and may do, if it is one of staff. */
  async begin(request: FastifyRequest, account: CurrentAccount): Promise<void> {
    if (account.role === 'device' || !isStaff(account.role)) return;
    const entry = {
      accountId: account.accountId,
      role: account.role,
      action: `${request.method} ${request.routeOptions.url ?? ''}`.slice(0, 120),
      address: request.ip,
    };
    const of = await this.audit.append({ ...entry, subject: subjectOf(request) });
    request.audited = { entry, of, outcome: 'done' };
  }

  /** Writes down what came of something that needs no session, such as signing in, if it was about one of staff. */
  async tell(person: Person, action: string, place: Place, outcome: string): Promise<void> {
    if (isStaff(person.role)) await this.audit.append(entryOf(person, action, place, { outcome }));
  }

  /** {@link tell}, without waiting: what is refused takes no longer for staff than for others. */
  tellLater(person: Person, action: string, place: Place, outcome: string): void {
    this.tell(person, action, place, outcome).catch((error: unknown) => this.#logger.error(error));
  }

  /** Does something for one of staff that needs no session, written down before it is tried and when it has ended. */
  async around<T>(person: Person, action: string, place: Place, work: () => Promise<T>): Promise<T> {
    if (!isStaff(person.role)) return work();
    const of = await this.audit.append(entryOf(person, action, place, {}));
    const end = (outcome: string) => this.audit.append(entryOf(person, action, place, { of, outcome }));
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await end(isIchienError(error) ? error.code : 'failed');
      throw error;
    }
    await end('done');
    return result;
  }
}

function entryOf(
  { accountId, role }: Person,
  action: string,
  { address }: Place,
  subject: NewEntry['subject'],
): NewEntry {
  return { accountId, role, action, address: address.slice(0, 64), subject };
}

function subjectOf({ params, query, body }: FastifyRequest): NewEntry['subject'] {
  // A hash of a password that somebody chose would let a reader of the log try guesses.
  const isHashed = typeof body === 'object' && body !== null && !('password' in body);
  const bodySha256 = isHashed ? sha256(JSON.stringify(body)) : null;
  return { params: params ?? {}, query: query ?? {}, bodySha256 };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
