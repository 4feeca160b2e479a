import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { seesSmallGroups } from '#joining';
import type { EnergyFigures } from '#reports';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { maySee } from '../accounts/may.js';
import { Audited } from '../audit/audited.js';
import { idSchema, monthParam } from '../http/schemas.js';
import { type AreaReport, ReportsService } from './reports.service.js';

@ApiTags('reports')
@Controller('reports')
@Roles('operator', 'retailer', 'ward', 'auditor')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Get('months/:month')
  @ApiOperation({
    summary:
      'What the area did in a month: shares, deviations, prices, money kept local, CO2, savings; this programme is one area',
  })
  area(
    @Param('month', { schema: monthParam }) month: string,
    @CurrentAccount() { role }: CurrentAccount,
  ): Promise<AreaReport> {
    return this.reports.area(month, !seesSmallGroups(role));
  }

  @Get('months/:month/households/:participantId')
  @Audited()
  @Roles('operator', 'retailer', 'resident')
  @ApiOperation({ summary: 'What a household did in a month' })
  async household(
    @Param('month', { schema: monthParam }) month: string,
    @Param('participantId', { schema: idSchema }) participantId: string,
    @CurrentAccount() account: CurrentAccount,
  ): Promise<{ month: string; energy: EnergyFigures }> {
    if (account.role === 'resident') maySee(account, participantId);
    return this.reports.household(month, participantId);
  }
}
