import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { apiError } from '../errors.js';

/** Vite names these files by their content: what was fetched once never changes. */
const HASHED = /[\\/]assets[\\/]/;
const IMMUTABLE = 'public, max-age=31536000, immutable';
/** Always asked again, so that a new release is seen at the next visit. */
const REVALIDATE = 'no-cache';

/**
 * Serves the built portal: its files, and its one page for every other path that a person may have in the address bar.
 * Paths below `/api` stay the API's.
 *
 * @throws IchienError CONFIG_INVALID if the folder holds no built portal
 */
export async function servePortal(app: NestFastifyApplication, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw apiError('CONFIG_INVALID', `${folder} holds no portal.`, 'Run npm run build.', { folder });
  }
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(fastifyStatic, {
    root: resolve(folder),
    wildcard: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      response.header('cache-control', HASHED.test(path) ? IMMUTABLE : REVALIDATE);
    },
  });
  fastify.get('/*', (request: FastifyRequest, reply: FastifyReply) => {
    const isPage = !/^\/(api|assets)(\/|$)/.test(request.url) && (request.headers.accept ?? '').includes('text/html');
    return isPage ? reply.sendFile('index.html') : reply.callNotFound();
  });
}
