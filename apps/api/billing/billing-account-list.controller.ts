import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { BillingAccountItem } from '#billing';
import { Roles } from '../accounts/access.js';
import { Database } from '../database/database.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { maskedAccount } from './billing-account.js';
import { BillingAccountsService } from './billing-accounts.service.js';

const pageQuery = z.object({
  search: z.string().max(100).default('').meta({ description: 'Part of a participant’s id or name' }),
  missing: z.enum(['true', 'false']).default('false').meta({ description: 'Only those without an account' }),
  after: z.string().max(64).default('').meta({ description: 'Participant after whom to start' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

@ApiTags('billing')
@Controller('billing/accounts')
@Roles('operator', 'retailer')
export class BillingAccountListController {
  constructor(
    private readonly database: Database,
    private readonly participants: ParticipantsService,
    private readonly accounts: BillingAccountsService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Participants with their billing accounts, page by page; bank accounts masked' })
  async list(
    @Query({ schema: pageQuery }) { search, missing, after, limit }: z.infer<typeof pageQuery>,
  ): Promise<BillingAccountItem[]> {
    const accounts = await this.database.read((manager) => this.accounts.all(manager));
    const sought = search.trim().toLowerCase();
    return this.participants
      .all()
      .map(({ participantId }) => ({ participantId, account: accounts.get(participantId) }))
      .filter(({ participantId, account }) => {
        if (participantId <= after || (missing === 'true' && account !== undefined)) return false;
        return participantId.toLowerCase().includes(sought) || account?.nameJa.toLowerCase().includes(sought) === true;
      })
      .sort((a, b) => (a.participantId < b.participantId ? -1 : 1))
      .slice(0, limit)
      .map(({ participantId, account }) => {
        if (account === undefined) return { participantId, account: null };
        const { nameJa, tariffId, payBy } = account;
        return { participantId, account: { nameJa, tariffId, payBy, accountJa: maskedAccount(account) } };
      });
  }
}
