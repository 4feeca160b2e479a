import type { IncomingMessage, ServerResponse } from 'node:http';
import { Logger, type Type } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { AccessGuard } from '../accounts/access.guard.js';
import type { CurrentAccount } from '../accounts/current-account.js';
import type { ApiConfig } from '../config.js';
import { apiError } from '../errors.js';
import { type Refusal, refusalOf } from '../http/error.filter.js';
import { BODY_LIMIT_BYTES, dataHeadersOf } from '../http/protect.js';
import { parsed, slotParam } from '../http/schemas.js';
import { commandSchema } from './command-schema.js';
import type { CommandReceipt } from './market.service.js';

/** The route as Nest knows it, and as a request names it. */
const ROUTE = { method: 'POST', url: '/api/slots/:slot/commands' } as const;
const PATH = /^\/api\/slots\/(\d{1,9})\/commands$/;
const JSON_TYPE = 'application/json';
const ANSWER_TYPE = 'application/json; charset=utf-8';

/** The controller of the route. */
interface OrderController {
  submit(slot: number, command: z.infer<typeof commandSchema>, account: CurrentAccount): Promise<CommandReceipt>;
}

/**
 * Takes the one call that is made all the time at the server itself: the same guard, schemas, method, headers and refusals as in
 * Nest's pipeline, called one after another (docs/decisions/0035-orders-at-the-server.md). What is not a plain order as every
 * client sends it (a body in pieces, another content type, a path with a mistake) goes through Nest, as does every other call.
 *
 * @param fastify with all routes registered
 * @throws IchienError CONFIG_INVALID if Nest has no such route, or writes its calls down: it would answer otherwise than this does
 */
export function openOrderDoor(
  fastify: FastifyInstance,
  access: AccessGuard,
  config: ApiConfig,
  controller: OrderController,
): void {
  const { access: stated, audited } = access.statementOf(controller.submit, controller.constructor as Type);
  if (!fastify.hasRoute(ROUTE) || audited !== false) {
    throw apiError('CONFIG_INVALID', `${ROUTE.url} is not the route of orders.`, 'Name it as the controller does.');
  }
  const logger = new Logger('OrderDoor');
  const headers = Object.entries({ ...dataHeadersOf(config), 'content-type': ANSWER_TYPE }).flat();
  const parse = jsonParserOf(fastify);

  const answer = async (slotText: string, request: IncomingMessage): Promise<CommandReceipt> => {
    const cookies = fastify.parseCookie(request.headers.cookie ?? '');
    // The body first, as in Nest's pipeline: who sends no JSON is told so, whoever it is.
    const body = parse(await bodyOf(request));
    const { account } = await access.callerOf({ method: ROUTE.method, headers: request.headers, cookies }, stated);
    return controller.submit(parsed(slotParam, slotText), parsed(commandSchema, body), account);
  };
  const send = (response: ServerResponse, status: number, body: CommandReceipt | Refusal['body']) => {
    const text = JSON.stringify(body);
    const length = Buffer.byteLength(text);
    response.writeHead(status, [...headers, 'content-length', String(length)]);
    // What is ASCII, as receipts are, needs no encoding.
    response.end(text, length === text.length ? 'latin1' : 'utf8');
  };

  const { server } = fastify;
  const others = server.listeners('request');
  server.removeAllListeners('request').on('request', (request: IncomingMessage, response: ServerResponse) => {
    const slotText = server.listening ? plainSlotOf(request) : undefined;
    if (slotText === undefined) {
      for (const other of others) other.call(server, request, response);
      return;
    }
    answer(slotText, request).then(
      (receipt) => send(response, 200, receipt),
      (error: unknown) => {
        const { status, body } = refusalOf(error, logger);
        send(response, status, body);
      },
    );
  });
}

/** The slot, as text, of a request that is an order in the form that every client sends; undefined for all else. */
function plainSlotOf({ method, url, headers }: IncomingMessage): string | undefined {
  if (method !== ROUTE.method || headers['content-type'] !== JSON_TYPE || headers.expect !== undefined)
    return undefined;
  const length = Number(headers['content-length'] ?? 0);
  if (!(length > 0 && length <= BODY_LIMIT_BYTES)) return undefined;
  return PATH.exec(url ?? '')?.[1];
}

/** A body, whose length its head has stated and Node holds it to. Never answered if the client goes away. */
function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => resolve((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString('utf8')));
  });
}

/** Fastify's own reading of JSON, which refuses what would poison a prototype, with its own words. */
function jsonParserOf(fastify: FastifyInstance): (text: string) => unknown {
  const parser = fastify.getDefaultJsonParser('error', 'error') as (
    request: unknown,
    text: string,
    done: (error: Error | null, body?: unknown) => void,
  ) => void;
  return (text) => {
    let parsedBody: unknown;
    let refusal: Error | null = null;
    parser(undefined, text, (error, body) => {
      refusal = error;
      parsedBody = body;
    });
    if (refusal !== null) throw refusal;
    return parsedBody;
  };
}
