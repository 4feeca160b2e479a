import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { ownOrigin } from '../http/own-origin.js';
import { Public, SignedIn } from './access.js';
import { AccountsService } from './accounts.service.js';
import { CurrentAccount } from './current-account.js';
import { PasskeysService, type PasskeyView } from './passkeys.service.js';
import { placeOf } from './place-of.js';
import { shownTextSchema } from './schemas.js';
import type { SessionAnswer } from './session.controller.js';
import { setSessionCookie } from './session-cookie.js';
import { SessionsService } from './sessions.service.js';

const base64url = z
  .string()
  .regex(/^[\w-]+$/)
  .max(20_000);
const credentialIdParam = base64url.max(512);

/** The browser's own form; what stands in it is checked by the WebAuthn library. */
const credential = {
  id: credentialIdParam,
  rawId: credentialIdParam,
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string().max(64), z.unknown()),
  authenticatorAttachment: z.string().max(32).optional(),
};
const creationSchema = z.strictObject({
  label: shownTextSchema,
  response: z.looseObject({
    ...credential,
    response: z.looseObject({ clientDataJSON: base64url, attestationObject: base64url }),
  }),
});
const assertionSchema = z.strictObject({
  response: z.looseObject({
    ...credential,
    response: z.looseObject({ clientDataJSON: base64url, authenticatorData: base64url, signature: base64url }),
  }),
});

@ApiTags('passkeys')
@Controller()
export class PasskeysController {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  @Get('account/passkeys')
  @SignedIn()
  @ApiOperation({ summary: 'The account’s passkeys' })
  list(@CurrentAccount() { accountId }: CurrentAccount): Promise<PasskeyView[]> {
    return this.passkeys.list(accountId);
  }

  @Post('account/passkeys/options')
  @SignedIn()
  @HttpCode(200)
  @ApiOperation({ summary: 'What the browser needs to make a passkey' })
  async creationOptions(
    @CurrentAccount() account: CurrentAccount,
    @Req() request: FastifyRequest,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    this.sessions.assertFresh(account);
    return this.passkeys.creationOptions(account.accountId, ownOrigin(this.config, request));
  }

  @Post('account/passkeys')
  @SignedIn()
  @HttpCode(204)
  @ApiOperation({ summary: 'Keep the passkey that the browser made' })
  add(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Body({ schema: creationSchema }) { label, response }: z.infer<typeof creationSchema>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const made = response as unknown as RegistrationResponseJSON;
    return this.passkeys.add(accountId, label, made, ownOrigin(this.config, request));
  }

  @Delete('account/passkeys/:credentialId')
  @SignedIn()
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a passkey' })
  remove(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Param('credentialId', { schema: credentialIdParam }) credentialId: string,
  ): Promise<void> {
    return this.passkeys.remove(accountId, credentialId);
  }

  @Post('session/passkey/options')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'What the browser needs to sign in with a passkey; the same for everybody' })
  requestOptions(@Req() request: FastifyRequest): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return this.passkeys.requestOptions(ownOrigin(this.config, request));
  }

  @Post('session/passkey')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in with a passkey' })
  async signIn(
    @Body({ schema: assertionSchema }) { response }: z.infer<typeof assertionSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    const shown = response as unknown as AuthenticationResponseJSON;
    const origin = ownOrigin(this.config, request);
    const { session, accountId } = await this.passkeys.signIn(shown, origin, placeOf(request));
    setSessionCookie(this.config, reply, session);
    return { step: 'signedIn', account: await this.accounts.view(accountId) };
  }
}
