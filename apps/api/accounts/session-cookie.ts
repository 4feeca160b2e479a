import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiConfig } from '../config.js';
import { isSecure } from '../http/own-origin.js';
import type { NewSession } from './sessions.service.js';
import '@fastify/cookie';

/** `__Host-`: the browser takes it only over TLS, from this very host, for all its paths. */
function nameOf(config: ApiConfig): string {
  return isSecure(config) ? '__Host-ichien' : 'ichien';
}

/** The session token that a request bears. */
export function sessionTokenOf(config: ApiConfig, request: Pick<FastifyRequest, 'cookies'>): string | undefined {
  return request.cookies[nameOf(config)];
}

/** Gives the browser its session. It ends with the browser's own limits or ours, whichever is earlier. */
export function setSessionCookie(config: ApiConfig, reply: FastifyReply, { token, maxAgeMs }: NewSession): void {
  reply.setCookie(nameOf(config), token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure(config),
    path: '/',
    maxAge: Math.floor(maxAgeMs / 1000),
  });
}

export function clearSessionCookie(config: ApiConfig, reply: FastifyReply): void {
  reply.clearCookie(nameOf(config), { httpOnly: true, sameSite: 'strict', secure: isSecure(config), path: '/' });
}
