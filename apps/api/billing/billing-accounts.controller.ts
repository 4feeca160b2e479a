import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { ContractsView } from '#billing';
import { Roles } from '../accounts/access.js';
import { Audited } from '../audit/audited.js';
import { idSchema, monthParam } from '../http/schemas.js';
import { type BillingAccount, billingAccountSchema } from './billing-account.js';
import { BillingAccountsService, MAX_ACCOUNTS_A_CALL } from './billing-accounts.service.js';
import type { BillingContract } from './billing-contract.js';

const accountsSchema = z.strictObject({
  accounts: z
    .array(
      z.strictObject({
        participantId: idSchema,
        account: billingAccountSchema,
        fromMonth: monthParam.exactOptional().meta({
          description:
            'First month of its menu, capacity, reduction and way to pay; without it the first of all, or this month',
        }),
      }),
    )
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

  @Get(':participantId/contracts')
  @Audited()
  @ApiOperation({
    summary: 'The contracts of a participant: what its months are priced by from which month on, as entered',
  })
  contracts(
    @Param('participantId', { schema: idSchema }) participantId: string,
  ): Promise<ContractsView<BillingContract>> {
    return this.accounts.contracts(participantId);
  }

  @Get(':participantId')
  @Audited()
  @ApiOperation({ summary: 'The billing account of a participant' })
  get(@Param('participantId', { schema: idSchema }) participantId: string): Promise<BillingAccount> {
    return this.accounts.get(participantId);
  }
}
