import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Roles } from '../accounts/access.js';
import { Audited } from '../audit/audited.js';
import { idSchema } from '../http/schemas.js';
import { type BillingAccount, billingAccountSchema } from './billing-account.js';
import { BillingAccountsService, MAX_ACCOUNTS_A_CALL } from './billing-accounts.service.js';

const accountsSchema = z.strictObject({
  accounts: z
    .array(z.strictObject({ participantId: idSchema, account: billingAccountSchema }))
    .min(1)
    .max(MAX_ACCOUNTS_A_CALL),
});

@ApiTags('billing')
@Controller('billing/accounts')
@Roles('operator', 'retailer')
export class BillingAccountsController {
  constructor(private readonly accounts: BillingAccountsService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Whom statements are for and how they are paid; stored all or none' })
  async store(
    @Body({ schema: accountsSchema }) { accounts }: z.infer<typeof accountsSchema>,
  ): Promise<{ stored: number }> {
    await this.accounts.store(accounts);
    return { stored: accounts.length };
  }

  @Get(':participantId')
  @Audited()
  @ApiOperation({ summary: 'The billing account of a participant' })
  get(@Param('participantId', { schema: idSchema }) participantId: string): Promise<BillingAccount> {
    return this.accounts.get(participantId);
  }
}
