import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { catchError, from, map, mergeMap, type Observable, throwError } from 'rxjs';
import { isIchienError } from '#energy';
import { isStaff } from '../accounts/roles.js';
import { AuditService, type NewEntry } from './audit.service.js';
import { AUDITED } from './audited.js';

/**
 * Writes down every change that staff ask for: before it is tried, so that none happens unwritten, and how it ended. The body
 * stands there as its SHA-256: the log is kept for ever, and people's data are not.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly audit: AuditService,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { account } = request;
    if (account === undefined || account.role === 'device' || !isStaff(account.role)) return next.handle();
    const stated = this.reflector.get<boolean | undefined>(AUDITED, context.getHandler());
    if (!(stated ?? request.method !== 'GET')) return next.handle();
    const entry = {
      accountId: account.accountId,
      role: account.role,
      action: `${request.method} ${request.routeOptions.url ?? ''}`.slice(0, 120),
      address: request.ip,
    };
    return from(this.audit.append({ ...entry, subject: subjectOf(request) })).pipe(
      mergeMap((of) =>
        next.handle().pipe(
          mergeMap((answer) => from(this.#ended(entry, of, 'done')).pipe(map(() => answer))),
          catchError((error: unknown) =>
            from(this.#ended(entry, of, isIchienError(error) ? error.code : 'failed')).pipe(
              mergeMap(() => throwError(() => error)),
            ),
          ),
        ),
      ),
    );
  }

  #ended(entry: Omit<NewEntry, 'subject'>, of: number, outcome: string): Promise<number> {
    return this.audit.append({ ...entry, subject: { of, outcome } });
  }
}

function subjectOf({ params, query, body }: FastifyRequest): NewEntry['subject'] {
  const bodySha256 = body === undefined || body === null ? null : sha256(JSON.stringify(body));
  return { params: params ?? {}, query: query ?? {}, bodySha256 };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
