import fastifyCookie from '@fastify/cookie';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { MAX_GRID_FILE_BYTES } from '#formats';
import type { ApiConfig } from '../config.js';
import { isReachable, isSecure } from './own-origin.js';

/** Largest body of a request: no form of ours comes near it. */
export const BODY_LIMIT_BYTES = 64 * 1024;

/** Routes that take files: deliveries of 20,000 readings, lists of participants. */
const LARGE_BODIES: Readonly<Record<string, number>> = {
  '/api/readings': 4 * 1024 * 1024,
  '/api/readings/corrections': 4 * 1024 * 1024,
  '/api/readings/files/:format': MAX_GRID_FILE_BYTES,
  '/api/readings/echonet': 1024 * 1024,
  '/api/imbalance-prices': 1024 * 1024,
  '/api/imbalance-prices/files': 1024 * 1024,
  '/api/billing/accounts': 4 * 1024 * 1024,
  '/api/billing/spot-prices': 4 * 1024 * 1024,
  '/api/billing/payments/results': 1024 * 1024,
  '/api/billing/months/:month/debit-results': 4 * 1024 * 1024,
  '/api/joining/imports': 1024 * 1024,
};

/** Everything comes from us, nothing is inline, nobody frames us. */
const PORTAL_POLICY = [
  "default-src 'none'",
  // WebAssembly hashes the proofs that a resident verifies; it allows no script beyond our own files.
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

/**
 * What helmet sets by default, as constants: `@fastify/helmet` puts its headers together anew for each request, which was a
 * tenth of what the process did under load (`npm run bench -- api`).
 */
const HEADERS: Readonly<Record<string, string>> = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

/** The description's page (Swagger UI) brings its style inline. It shows no data and takes no cookie of its own. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * Nodes that a resident's browser may ask by itself when it verifies (apps/portal/verify). No others: a script that got in could
 * send what it reads to any host that the policy lets it reach.
 */
export function nodeOriginsOf({ publicNodeOrigins, ledger }: ApiConfig): readonly string[] {
  if (publicNodeOrigins !== undefined) return publicNodeOrigins;
  const origin = URL.parse(ledger?.rpcUrl ?? '')?.origin;
  return origin !== undefined && isReachable(origin) ? [origin] : [];
}

/** What stands before every route: cookies read, headers that tell the browser what it may do, bodies bounded. */
export async function protect(app: NestFastifyApplication, config: ApiConfig): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addHook('onRoute', (route: RouteOptions) => {
    const limit = LARGE_BODIES[route.url];
    if (limit !== undefined) route.bodyLimit = limit;
  });
  await app.register(fastifyCookie);
  const headers = {
    ...HEADERS,
    'content-security-policy': [
      ...PORTAL_POLICY,
      ["connect-src 'self'", ...nodeOriginsOf(config)].join(' '),
      ...(isSecure(config) ? ['upgrade-insecure-requests'] : []),
    ].join(';'),
    // Over plain HTTP, on this machine alone, the browser would never find the way back.
    ...(isSecure(config) && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
  fastify.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    if (request.url.startsWith('/api/docs')) reply.header('content-security-policy', DOCS_POLICY);
    // Answers are about people: no cache on the way keeps them, and the browser's own asks again.
    else if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    done();
  });
}
