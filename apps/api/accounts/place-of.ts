import type { FastifyRequest } from 'fastify';
import type { Place } from './sessions.service.js';

/** Where a request comes from. */
export function placeOf(request: FastifyRequest): Place {
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? '' };
}
