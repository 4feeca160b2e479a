import type { Type } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type { z } from 'zod';
import type { AccessGuard } from '../accounts/access.guard.js';
import type { CurrentAccount } from '../accounts/current-account.js';
import { parsed, slotParam } from '../http/schemas.js';
import { commandSchema } from './command-schema.js';
import type { CommandReceipt } from './market.service.js';

const METHOD = 'POST';
const URL = '/api/slots/:slot/commands';

/** The controller of the route. */
interface OrderController {
  submit(slot: number, command: z.infer<typeof commandSchema>, account: CurrentAccount): Promise<CommandReceipt>;
}

/**
 * Answers the one route that is called all the time without Nest's pipeline for each request: the same guard, schemas, method
 * and refusals, called one after another (docs/decisions/0024-the-door.md). Called before Nest registers the route, which it
 * does from the controller's decorators, as the description and the table of routes are made.
 */
export function answerDirectly(server: HttpAdapterHost, access: AccessGuard, controller: OrderController): void {
  const statement = access.statementOf(controller.submit, controller.constructor as Type);
  const answer = async (request: FastifyRequest): Promise<CommandReceipt> => {
    await access.admit(request, statement);
    const slot = parsed(slotParam, (request.params as { slot: unknown }).slot);
    return controller.submit(slot, parsed(commandSchema, request.body), request.account!);
  };
  const fastify: FastifyInstance = server.httpAdapter.getInstance();
  fastify.addHook('onRoute', (route: RouteOptions) => {
    if (route.method === METHOD && route.url === URL) route.handler = answer;
  });
}
