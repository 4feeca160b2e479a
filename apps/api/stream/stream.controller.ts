import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { signInNeeded } from '../accounts/access.guard.js';
import { SignedIn } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { sessionTokenOf } from '../accounts/session-cookie.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { StreamService } from './stream.service.js';

@ApiTags('stream')
@Controller('stream')
export class StreamController {
  constructor(
    private readonly stream: StreamService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  @Get()
  @SignedIn()
  @ApiProduces('text/event-stream')
  @ApiOperation({
    summary: 'What happens, as it happens (docs/portal.md lists the events); resumes with Last-Event-ID',
  })
  open(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @CurrentAccount() account: CurrentAccount): void {
    const token = sessionTokenOf(this.config, request);
    if (token === undefined) throw signInNeeded();
    this.stream.assertRoom(account);
    const lastEventId = request.headers['last-event-id'];
    const headers = reply.getHeaders();
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(headers as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // The line ends with the stream: kept alive after that, it would hold a server that stops for more than a minute.
      connection: 'close',
      // A proxy that gathers would make of real time something else.
      'x-accel-buffering': 'no',
    });
    this.stream.open(account, token, typeof lastEventId === 'string' ? lastEventId : undefined, reply.raw);
  }
}
