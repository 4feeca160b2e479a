import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { HalfSignedIn, Public } from './access.js';
import { AccountsService, type AccountView } from './accounts.service.js';
import { CurrentAccount } from './current-account.js';
import { placeOf } from './place-of.js';
import { emailSchema, passwordGuessSchema } from './schemas.js';
import { clearSessionCookie, setSessionCookie } from './session-cookie.js';
import { SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';
import type { SignInStep } from './sign-in-step.js';

const signInSchema = z.strictObject({ email: emailSchema, password: passwordGuessSchema });

/** Where a browser stands: who it is, or what it has to show next. */
export interface SessionAnswer {
  readonly step: SignInStep;
  /** Null until everything is shown. */
  readonly account: AccountView | null;
}

@ApiTags('session')
@Controller('session')
export class SessionController {
  constructor(
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
    private readonly accounts: AccountsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  @Post()
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in by password: the session is a cookie, the answer what is to be shown next' })
  async begin(
    @Body({ schema: signInSchema }) { email, password }: z.infer<typeof signInSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    const { session, accountId } = await this.signIn.byPassword(email, password, placeOf(request));
    // What the browser had before ends: a session that somebody planted in it is not the one that becomes this person's.
    await this.#endOwn(request);
    setSessionCookie(this.config, reply, session);
    return this.#answer(accountId, false);
  }

  @Get()
  @HalfSignedIn()
  @ApiOperation({ summary: 'Who is signed in, or what is still to be shown' })
  current(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Req() { isHalfSignedIn }: FastifyRequest,
  ): Promise<SessionAnswer> {
    return this.#answer(accountId, !isHalfSignedIn);
  }

  @Delete()
  @Public()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out' })
  async end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.#endOwn(request);
    clearSessionCookie(this.config, reply);
  }

  async #answer(accountId: string, complete: boolean): Promise<SessionAnswer> {
    const step = complete ? 'signedIn' : await this.accounts.nextStep(accountId);
    return { step, account: step === 'signedIn' ? await this.accounts.view(accountId) : null };
  }

  async #endOwn({ account }: FastifyRequest): Promise<void> {
    if (account?.sessionId !== undefined) await this.sessions.endOne(account.accountId, account.sessionId);
  }
}
