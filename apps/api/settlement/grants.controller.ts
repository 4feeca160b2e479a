import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { FundView, GrantsView } from '#operations';
import { grantSchema, MAX_GRANT_ID_LENGTH } from '#settlement';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { Audited } from '../audit/audited.js';
import { monthParam, slotParam } from '../http/schemas.js';
import { GrantViewsService } from './grant-views.service.js';
import { GrantsService, MAX_REQUEST_GRANTS } from './grants.service.js';

const deliverySchema = z.strictObject({ grants: z.array(grantSchema).min(1).max(MAX_REQUEST_GRANTS) });
const pageQuery = z.object({
  after: z
    .string()
    .regex(new RegExp(`^\\d{1,9}\\.[A-Za-z0-9._:-]{1,${MAX_GRANT_ID_LENGTH}}$`), 'Give the `next` of the page before.')
    .transform((text) => {
      const at = text.indexOf('.');
      return { slot: Number(text.slice(0, at)), grantId: text.slice(at + 1) };
    })
    .optional()
    .meta({ description: 'The `next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
type PageQuery = z.infer<typeof pageQuery>;

@ApiTags('settlement')
@Controller()
export class GrantsController {
  constructor(
    private readonly grants: GrantsService,
    private readonly views: GrantViewsService,
  ) {}

  @Post('slots/:slot/grants')
  @HttpCode(200)
  @Roles('operator', 'retailer')
  @ApiOperation({
    summary: 'Rewards and accruals of a half hour that is over; stored all or none, each id once, never changed',
  })
  async store(
    @Param('slot', { schema: slotParam }) slot: number,
    @Body({ schema: deliverySchema }) { grants }: z.infer<typeof deliverySchema>,
  ): Promise<{ stored: number }> {
    return { stored: await this.grants.store(slot, grants) };
  }

  @Get('grants/rewards/:month')
  @Audited()
  @Roles('operator', 'retailer')
  @ApiOperation({
    summary: 'Rewards of a month: sums by payer, and a page of them; to the retailer those that it pays',
  })
  rewards(
    @Param('month', { schema: monthParam }) month: string,
    @Query({ schema: pageQuery }) { limit, after }: PageQuery,
    @CurrentAccount() { role }: CurrentAccount,
  ): Promise<GrantsView> {
    return this.views.month({ month, line: 'flexibilityReward', payer: ownOf(role) }, limit, after);
  }

  @Get('grants/fund/:month')
  @Roles('operator', 'retailer', 'ward')
  @ApiOperation({ summary: 'What the regional fund was given in a month, as above; without the Wh that it was for' })
  async fund(
    @Param('month', { schema: monthParam }) month: string,
    @Query({ schema: pageQuery }) { limit, after }: PageQuery,
    @CurrentAccount() { role }: CurrentAccount,
  ): Promise<FundView> {
    const view = await this.views.month({ month, line: 'fundAccrual', payer: ownOf(role) }, limit, after);
    // An accrual by the kWh would tell the ward of metered energy, of however few households.
    return { ...view, grants: view.grants.map(({ energyWh: _, ...grant }) => grant) };
  }
}

/** Whose grants a role is shown: the retailer its own. */
function ownOf(role: CurrentAccount['role']): 'retailer' | undefined {
  return role === 'retailer' ? 'retailer' : undefined;
}
