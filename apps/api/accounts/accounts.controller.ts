import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ROLES } from '#joining';
import { Audited } from '../audit/audited.js';
import { idSchema } from '../http/schemas.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { Roles } from './access.js';
import type { Notice } from './account.entities.js';
import { AccountsService, type AccountView } from './accounts.service.js';
import { InvitationsService } from './invitations.service.js';
import { emailSchema, keyPageQuery, shownTextSchema, uuidParam } from './schemas.js';
import { SecondFactorService } from './second-factor.service.js';

const newAccountSchema = z.strictObject({
  email: emailSchema,
  displayName: shownTextSchema,
  role: z.enum(ROLES),
  participantIds: z.array(idSchema).max(1000).default([]).meta({ description: 'Supply points that are its own' }),
});
const roleSchema = z.strictObject({ role: z.enum(ROLES) });
const lockSchema = z.strictObject({ reason: shownTextSchema.meta({ description: 'Why, for the operators' }) });
const noticesQuery = z.object({ limit: z.coerce.number().int().min(1).max(1000).default(200) });

/** Everybody's accounts, for the operator. */
@ApiTags('accounts')
@Controller()
@Roles('operator')
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly invitations: InvitationsService,
    private readonly secondFactor: SecondFactorService,
    private readonly participants: ParticipantsService,
  ) {}

  @Get('accounts')
  @Audited()
  @ApiOperation({ summary: 'Accounts by id' })
  list(@Query({ schema: keyPageQuery }) { after, limit }: z.infer<typeof keyPageQuery>): Promise<AccountView[]> {
    return this.accounts.list(after, limit);
  }

  @Post('accounts')
  @ApiOperation({ summary: 'Create an account and invite its person' })
  async create(@Body({ schema: newAccountSchema }) body: z.infer<typeof newAccountSchema>): Promise<AccountView> {
    const { participantIds, ...newcomer } = body;
    for (const participantId of participantIds) this.participants.get(participantId);
    const accountId = await this.accounts.create(newcomer);
    await this.accounts.link(accountId, participantIds, 'owner');
    await this.invitations.invite(accountId);
    return this.accounts.view(accountId);
  }

  @Post('accounts/:accountId/invitation')
  @HttpCode(204)
  @ApiOperation({ summary: 'Invite again; the earlier invitation no longer works' })
  invite(@Param('accountId', { schema: uuidParam }) accountId: string): Promise<void> {
    return this.invitations.invite(accountId);
  }

  @Put('accounts/:accountId/role')
  @HttpCode(204)
  @ApiOperation({ summary: 'Give an account another role; it is signed out everywhere' })
  changeRole(
    @Param('accountId', { schema: uuidParam }) accountId: string,
    @Body({ schema: roleSchema }) { role }: z.infer<typeof roleSchema>,
  ): Promise<void> {
    return this.accounts.changeRole(accountId, role);
  }

  @Put('accounts/:accountId/participants/:participantId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Make an account an owner of a supply point, beside any other: it sees it and acts for it' })
  addOwner(
    @Param('accountId', { schema: uuidParam }) accountId: string,
    @Param('participantId', { schema: idSchema }) participantId: string,
  ): Promise<void> {
    // What is erased is nobody's again.
    this.participants.keyOf(participantId);
    return this.accounts.addOwner(accountId, participantId);
  }

  @Delete('accounts/:accountId/participants/:participantId')
  @HttpCode(204)
  @ApiOperation({ summary: 'End what an account sees and does of a supply point, as its owner or as family' })
  endAccess(
    @Param('accountId', { schema: uuidParam }) accountId: string,
    @Param('participantId', { schema: idSchema }) participantId: string,
  ): Promise<void> {
    return this.accounts.endAccess(accountId, participantId);
  }

  @Delete('accounts/:accountId/second-factor')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a lost authenticator away; the next sign-in enrols a new one' })
  removeSecondFactor(@Param('accountId', { schema: uuidParam }) accountId: string): Promise<void> {
    return this.secondFactor.remove(accountId);
  }

  @Put('accounts/:accountId/lock')
  @HttpCode(204)
  @ApiOperation({ summary: 'Lock an account: it is signed out everywhere and cannot sign in until it is unlocked' })
  lock(
    @Param('accountId', { schema: uuidParam }) accountId: string,
    @Body({ schema: lockSchema }) { reason }: z.infer<typeof lockSchema>,
  ): Promise<void> {
    return this.accounts.lock(accountId, reason);
  }

  @Delete('accounts/:accountId/lock')
  @HttpCode(204)
  @ApiOperation({ summary: 'Unlock an account: it can sign in again' })
  unlock(@Param('accountId', { schema: uuidParam }) accountId: string): Promise<void> {
    return this.accounts.unlock(accountId);
  }

  @Delete('accounts/:accountId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Close an account: it is signed out and cannot sign in again' })
  close(@Param('accountId', { schema: uuidParam }) accountId: string): Promise<void> {
    return this.accounts.close(accountId);
  }

  @Get('notices')
  @Audited()
  @ApiOperation({ summary: 'Invitations and resets that wait to be handed over. Who reads them is written down' })
  notices(@Query({ schema: noticesQuery }) { limit }: z.infer<typeof noticesQuery>): Promise<Notice[]> {
    return this.invitations.notices(limit);
  }
}
