import fastifyCookie from '@fastify/cookie';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { MAX_GRID_FILE_BYTES } from '#formats';
import type { ApiConfig } from '../config.js';
import { isReachable, isSecure } from './own-origin.js';

/** Largest body of a request: no form of ours comes near it. */
export const BODY_LIMIT_BYTES = 64 * 1024;

/** Routes that take files: deliveries of 20,000 readings, lists of participants, contracts. */
const LARGE_BODIES: Readonly<Record<string, number>> = {
  '/api/readings': 4 * 1024 * 1024,
  '/api/readings/corrections': 4 * 1024 * 1024,
  '/api/readings/files/:format': MAX_GRID_FILE_BYTES,
  '/api/readings/echonet': 1024 * 1024,
  '/api/slots/:slot/grants': 2 * 1024 * 1024,
  '/api/imbalance-prices': 1024 * 1024,
  '/api/imbalance-prices/files': 1024 * 1024,
  '/api/billing/accounts': 4 * 1024 * 1024,
  '/api/billing/spot-prices': 4 * 1024 * 1024,
  '/api/billing/payments/results': 1024 * 1024,
  '/api/billing/months/:month/debit-results': 4 * 1024 * 1024,
  '/api/joining/documents': 256 * 1024,
  '/api/joining/imports': 1024 * 1024,
  '/api/joining/imports/check': 1024 * 1024,
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
 * With every page: what helmet sets by default, as constants. `@fastify/helmet` puts its headers together anew for each request,
 * which was a tenth of what the process did under load (`npm run bench -- api`).
 */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
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

/**
 * With every answer of the API: what a browser heeds of data, which is no page, runs nothing and is framed by nobody (OWASP, REST
 * security). Answers are about people: no cache on the way keeps them, and the browser's own asks again.
 */
const DATA_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
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

/** With every page of the portal. */
function pageHeadersOf(config: ApiConfig): Record<string, string> {
  return {
    ...PAGE_HEADERS,
    'content-security-policy': [
      ...PORTAL_POLICY,
      ["connect-src 'self'", ...nodeOriginsOf(config)].join(' '),
      ...(isSecure(config) ? ['upgrade-insecure-requests'] : []),
    ].join(';'),
    ...strictTransport(config),
  };
}

/** With every answer of the API. */
export function dataHeadersOf(config: ApiConfig): Record<string, string> {
  return { ...DATA_HEADERS, ...strictTransport(config) };
}

/** Over plain HTTP, on this machine alone, the browser would never find the way back. */
function strictTransport(config: ApiConfig): Record<string, string> {
  return isSecure(config) ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {};
}

/** What stands before every route: cookies read, headers that tell the browser what it may do, bodies bounded. */
export async function protect(app: NestFastifyApplication, config: ApiConfig): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addHook('onRoute', (route: RouteOptions) => {
    const limit = LARGE_BODIES[route.url];
    if (limit !== undefined) route.bodyLimit = limit;
  });
  await app.register(fastifyCookie);
  const ofPages = pageHeadersOf(config);
  const ofDocs = { ...ofPages, 'content-security-policy': DOCS_POLICY };
  const ofData = dataHeadersOf(config);
  fastify.addHook('onRequest', ({ url }, reply, done) => {
    if (url.startsWith('/api/docs')) reply.headers(ofDocs);
    else reply.headers(url.startsWith('/api/') ? ofData : ofPages);
    done();
  });
}
