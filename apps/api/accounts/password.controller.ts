import { Body, Controller, HttpCode, Post, Put, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public, SignedIn } from './access.js';
import { CurrentAccount } from './current-account.js';
import { FamilyService } from './family.service.js';
import { InvitationsService } from './invitations.service.js';
import { placeOf } from './place-of.js';
import { emailSchema, newPasswordSchema, passwordGuessSchema, shownTextSchema } from './schemas.js';

const registrationSchema = z.strictObject({ email: emailSchema, displayName: shownTextSchema });
const forgotSchema = z.strictObject({ email: emailSchema });
const acceptSchema = z.strictObject({
  token: z.string().regex(/^[\w-]{43}$/, 'Give the token.'),
  password: newPasswordSchema,
});
const changeSchema = z.strictObject({ oldPassword: passwordGuessSchema, password: newPasswordSchema });

@ApiTags('password')
@Controller()
export class PasswordController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly family: FamilyService,
  ) {}

  @Post('registration')
  @Public()
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask for an account, to apply with; the answer is the same whether there is one or not' })
  register(
    @Body({ schema: registrationSchema }) person: z.infer<typeof registrationSchema>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.family.register(person, placeOf(request));
  }

  @Post('password/forgotten')
  @Public()
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask for a reset; the answer is the same whether there is an account or not' })
  forgotten(
    @Body({ schema: forgotSchema }) { email }: z.infer<typeof forgotSchema>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.invitations.forgot(email, placeOf(request));
  }

  @Post('password')
  @Public()
  @HttpCode(204)
  @ApiOperation({ summary: 'Choose a password with the token of an invitation or a reset; then sign in' })
  accept(
    @Body({ schema: acceptSchema }) { token, password }: z.infer<typeof acceptSchema>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.invitations.accept(token, password, placeOf(request));
  }

  @Put('account/password')
  @SignedIn()
  @HttpCode(204)
  @ApiOperation({ summary: 'Change the password; the account’s other sessions end' })
  change(
    @Body({ schema: changeSchema }) { oldPassword, password }: z.infer<typeof changeSchema>,
    @CurrentAccount() { accountId, sessionId }: CurrentAccount,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.invitations.change(accountId, oldPassword, password, sessionId, placeOf(request));
  }
}
