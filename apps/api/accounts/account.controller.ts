import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { apiError } from '../errors.js';
import { idSchema } from '../http/schemas.js';
import { Roles, SignedIn } from './access.js';
import { CurrentAccount } from './current-account.js';
import { type FamilyMember, FamilyService } from './family.service.js';
import { mayActFor } from './may.js';
import { ProgramKeysService, type ProgramKeyView } from './program-keys.service.js';
import { emailSchema, keyPageQuery, shownTextSchema, uuidParam } from './schemas.js';
import { SessionsService, type SessionView } from './sessions.service.js';

const familySchema = z.strictObject({
  email: emailSchema,
  displayName: shownTextSchema,
  participantIds: z.array(idSchema).min(1).max(100),
});
const keySchema = z.strictObject({ label: shownTextSchema });

@ApiTags('account')
@Controller('account')
export class AccountController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly family: FamilyService,
    private readonly keys: ProgramKeysService,
  ) {}

  @Get('sessions')
  @SignedIn()
  @ApiOperation({ summary: 'Where the account is signed in' })
  listSessions(@CurrentAccount() account: CurrentAccount): Promise<SessionView[]> {
    return this.sessions.list(account);
  }

  @Delete('sessions/:sessionId')
  @SignedIn()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign one browser out' })
  async endSession(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Param('sessionId', { schema: uuidParam }) sessionId: string,
  ): Promise<void> {
    if (!(await this.sessions.endOne(accountId, sessionId))) {
      throw apiError('SESSION_UNKNOWN', 'There is no such session.', 'Look at the list again.', { sessionId });
    }
  }

  @Delete('sessions')
  @SignedIn()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign every other browser out' })
  endOthers(@CurrentAccount() { accountId, sessionId }: CurrentAccount): Promise<void> {
    return this.sessions.endAll(accountId, sessionId);
  }

  @Get('family')
  @Roles('resident')
  @ApiOperation({ summary: 'Who else sees the account’s supply points' })
  listFamily(@CurrentAccount() account: CurrentAccount): Promise<FamilyMember[]> {
    return this.family.list(account);
  }

  @Post('family')
  @Roles('resident')
  @HttpCode(204)
  @ApiOperation({ summary: 'Let somebody see supply points of the account, and invite them if they are new' })
  async share(
    @CurrentAccount() account: CurrentAccount,
    @Body({ schema: familySchema }) { participantIds, ...person }: z.infer<typeof familySchema>,
  ): Promise<void> {
    for (const participantId of participantIds) mayActFor(account, participantId);
    await this.family.share(account.accountId, person, participantIds);
  }

  @Delete('family/:accountId')
  @Roles('resident')
  @HttpCode(204)
  @ApiOperation({ summary: 'End that: nothing of the account’s is seen by them any more' })
  unshare(
    @CurrentAccount() { ownedParticipantIds }: CurrentAccount,
    @Param('accountId', { schema: uuidParam }) accountId: string,
  ): Promise<void> {
    return this.family.unshare(accountId, ownedParticipantIds);
  }

  @Get('keys')
  @Roles('auditor')
  @ApiOperation({ summary: 'Keys of the auditor’s programs' })
  listKeys(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Query({ schema: keyPageQuery }) { after, limit }: z.infer<typeof keyPageQuery>,
  ): Promise<ProgramKeyView[]> {
    return this.keys.list('auditor', after, limit, { accountId });
  }

  @Post('keys')
  @Roles('auditor')
  @ApiOperation({ summary: 'A key with which a program reads what the auditor may read; shown once' })
  issueKey(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Body({ schema: keySchema }) { label }: z.infer<typeof keySchema>,
  ): Promise<{ keyId: string; key: string }> {
    return this.keys.issue({ role: 'auditor', accountId, meterId: null, label });
  }

  @Delete('keys/:keyId')
  @Roles('auditor')
  @HttpCode(204)
  @ApiOperation({ summary: 'End a key' })
  revokeKey(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Param('keyId', { schema: uuidParam }) keyId: string,
  ): Promise<void> {
    return this.keys.revoke(keyId, 'auditor', accountId);
  }
}
