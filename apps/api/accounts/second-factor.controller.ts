import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { HalfSignedIn } from './access.js';
import { AccountsService } from './accounts.service.js';
import { CurrentAccount } from './current-account.js';
import { placeOf } from './place-of.js';
import { type Enrolment, SecondFactorService } from './second-factor.service.js';
import type { SessionAnswer } from './session.controller.js';
import { setSessionCookie } from './session-cookie.js';
import { SessionsService } from './sessions.service.js';

const codeSchema = z.strictObject({
  code: z
    .string()
    .regex(/^(\d{6}|[0-9a-f]{20})$/, 'Give the six digits of the app, or a recovery code.')
    .meta({ description: 'Six digits of the authenticator app, or a recovery code' }),
});

@ApiTags('session')
@Controller('session')
@HalfSignedIn()
export class SecondFactorController {
  constructor(
    private readonly secondFactor: SecondFactorService,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  @Post('authenticator')
  @HttpCode(200)
  @ApiOperation({ summary: 'Begin to enrol an authenticator app: its secret, shown once' })
  async enrol(@CurrentAccount() account: CurrentAccount): Promise<Enrolment> {
    this.sessions.assertFresh(account);
    return this.secondFactor.enrol(account.accountId);
  }

  @Post('code')
  @HttpCode(200)
  @ApiOperation({ summary: 'Show the second factor; the first right code of an enrolment answers the recovery codes' })
  async show(
    @Body({ schema: codeSchema }) { code }: z.infer<typeof codeSchema>,
    @CurrentAccount() account: CurrentAccount,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer & { recoveryCodes: string[] }> {
    const { session, recoveryCodes } = await this.secondFactor.show(account, code, placeOf(request));
    setSessionCookie(this.config, reply, session);
    return { step: 'signedIn', account: await this.accounts.view(account.accountId), recoveryCodes };
  }
}
