import type { FastifyRequest } from 'fastify';
import type { ApiConfig } from '../config.js';
import { apiError } from '../errors.js';

/** Names of this machine itself. */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;
/** The same with a port, as a browser names it as the host. */
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** True if the portal is served over TLS (by whatever stands in front of this process). */
export function isSecure({ publicOrigin }: ApiConfig): boolean {
  return publicOrigin?.startsWith('https://') ?? false;
}

/**
 * The origin at which people see the portal: `publicOrigin`, or without one that of the request, if it is this machine's own.
 *
 * @throws IchienError ORIGIN_FOREIGN for any other host: a name that somebody else points at this machine (DNS rebinding)
 */
export function ownOrigin(config: ApiConfig, { headers: { host = '' } }: Pick<FastifyRequest, 'headers'>): string {
  if (config.publicOrigin !== undefined) return config.publicOrigin;
  if (!LOOPBACK_HOST.test(host)) throw foreign();
  // No origin names the port that goes without saying.
  return `http://${host.endsWith(':80') ? host.slice(0, -3) : host}`;
}

/**
 * Refuses a change that another site's page asks for with the visitor's cookie. The cookie is `SameSite=Strict` already; this
 * holds against a neighbouring subdomain and an old browser. No token is needed beside it (docs/accounts.md).
 *
 * @param hasCookie true if the request bears a session; it must then say where it comes from, as every browser does
 * @throws IchienError ORIGIN_FOREIGN
 */
export function assertOwnOrigin(
  config: ApiConfig,
  request: Pick<FastifyRequest, 'method' | 'headers'>,
  hasCookie: boolean,
): void {
  if (SAFE_METHODS.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  const origin = request.headers.origin;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreign();
  if (origin !== undefined && origin !== ownOrigin(config, request)) throw foreign();
  if (hasCookie && site === undefined && origin === undefined) throw foreign();
}

function foreign() {
  return apiError('ORIGIN_FOREIGN', 'The request comes from another site.', 'Use the portal itself.');
}

/** An origin, over TLS or on this very machine: what goes to any other is anybody's. */
export function isReachable(text: string): boolean {
  const url = URL.parse(text);
  // A host may have signs in it that mean something to a policy.
  if (url === null || url.origin !== text || !/^[\w:/.[\]-]+$/.test(text)) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
}
