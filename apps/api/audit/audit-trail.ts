import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CurrentAccount } from '../accounts/current-account.js';
import { isStaff } from '../accounts/roles.js';
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

/**
 * Writes down every change that staff ask for: before it is tried, so that none happens unwritten, and before it is answered,
 * how it ended. The body stands there as its SHA-256: the log is kept for ever, and people's data are not.
 *
 * The access guard begins it and a hook of the server ends it. A Nest interceptor would put all of rxjs between every request
 * of everybody and its handler (docs/decisions/0024-the-door.md).
 */
@Injectable()
export class AuditTrail implements OnModuleInit {
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
}

function subjectOf({ params, query, body }: FastifyRequest): NewEntry['subject'] {
  const bodySha256 = body === undefined || body === null ? null : sha256(JSON.stringify(body));
  return { params: params ?? {}, query: query ?? {}, bodySha256 };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
