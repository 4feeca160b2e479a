import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Role } from '#joining';

/** Who calls: a person's session, or a program's key. */
export interface CurrentAccount {
  /** The person's account; for a device the id of its key. */
  readonly accountId: string;
  readonly role: Role | 'device';
  /** Supply points that the account may see: its own, and those that their owners share with it. */
  readonly participantIds: readonly string[];
  /** Those of them that it may act for: trade, agree, leave. */
  readonly ownedParticipantIds: readonly string[];
  /** The one meter whose readings a device may send; empty for people. */
  readonly meterIds: readonly string[];
  /** When the session began, unix ms of the people's clock; undefined for a program's key. */
  readonly signedInAtMs: number | undefined;
  /** Public id of the session; undefined for a program's key. */
  readonly sessionId: string | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access guard; undefined on public routes that nobody is signed in to. */
    account?: CurrentAccount | undefined;
    /** True between the password and the second factor. */
    isHalfSignedIn?: boolean;
  }
}

/** The caller of a route that states roles. */
export const CurrentAccount = createParamDecorator(
  (_: unknown, context: ExecutionContext): CurrentAccount | undefined => {
    return context.switchToHttp().getRequest<FastifyRequest>().account;
  },
);
