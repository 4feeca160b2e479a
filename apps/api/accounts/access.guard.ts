import { type CanActivate, type ExecutionContext, Inject, Injectable, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AuditTrail } from '../audit/audit-trail.js';
import { AUDITED } from '../audit/audited.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { apiError } from '../errors.js';
import { assertOwnOrigin } from '../http/own-origin.js';
import { ACCESS, type Access } from './access.js';
import { ProgramKeysService } from './program-keys.service.js';
import { sessionTokenOf } from './session-cookie.js';
import { type OpenSession, SessionsService } from './sessions.service.js';

type Handler = ReturnType<ExecutionContext['getHandler']>;

/** The part of a request that shows who calls. */
export type Call = Pick<FastifyRequest, 'method' | 'headers' | 'cookies'>;

/** What a route states of itself. */
export interface RouteStatement {
  readonly access: Access | undefined;
  /** Whether calls by staff are written down; undefined: those that change something. */
  readonly audited: boolean | undefined;
}

/** Stands before every route: who calls, may they, and is it to be written down? A route that states nothing answers nobody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
    private readonly keys: ProgramKeysService,
    private readonly audit: AuditTrail,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Lets a request pass, or refuses it.
   *
   * @throws IchienError SIGN_IN_NEEDED, SECOND_FACTOR_NEEDED, ROLE_NOT_ALLOWED, ORIGIN_FOREIGN
   */
  canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return this.#admit(request, this.statementOf(context.getHandler(), context.getClass()));
  }

  /** What a route states, of itself or by its controller. */
  statementOf(handler: Handler, controller: Type): RouteStatement {
    return {
      access: this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [handler, controller]),
      audited: this.reflector.get<boolean | undefined>(AUDITED, handler),
    };
  }

  /** Who calls a route that only the signed in may call. @throws IchienError as {@link canActivate} */
  async callerOf(call: Call, access: Access | undefined): Promise<OpenSession> {
    const caller = await this.#callerOf(call);
    assertMay(access, caller);
    if (caller === undefined) throw signInNeeded();
    return caller;
  }

  async #admit(request: FastifyRequest, { access, audited }: RouteStatement): Promise<true> {
    const caller = await this.#callerOf(request);
    request.account = caller?.account;
    request.isHalfSignedIn = caller?.complete === false;
    assertMay(access, caller);
    if (caller !== undefined && (audited ?? request.method !== 'GET')) await this.audit.begin(request, caller.account);
    return true;
  }

  async #callerOf(call: Call): Promise<OpenSession | undefined> {
    const bearer = /^Bearer ([\w-]{1,100})$/.exec(call.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) return this.keys.find(bearer, call.method);
    const token = sessionTokenOf(this.config, call);
    assertOwnOrigin(this.config, call, token !== undefined);
    return token === undefined ? undefined : this.sessions.find(token);
  }
}

/** @throws IchienError SIGN_IN_NEEDED, SECOND_FACTOR_NEEDED, ROLE_NOT_ALLOWED */
function assertMay(access: Access | undefined, caller: OpenSession | undefined): void {
  if (access === 'public') return;
  if (caller === undefined) throw signInNeeded();
  if (access === 'halfSignedIn') return;
  if (!caller.complete) {
    throw apiError(
      'SECOND_FACTOR_NEEDED',
      'The second factor has not been shown yet.',
      'Show it at /api/session/code.',
    );
  }
  if (access === undefined || !access.includes(caller.account.role)) {
    throw apiError('ROLE_NOT_ALLOWED', 'Your account may not do this.', 'Sign in with an account that may.');
  }
}

export function signInNeeded() {
  return apiError('SIGN_IN_NEEDED', 'Nobody is signed in, or the session has ended.', 'Sign in at /api/session.');
}
