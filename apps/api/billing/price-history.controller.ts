import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { PriceHistoryView } from '#billing';
import { Roles } from '../accounts/access.js';
import { monthParam } from '../http/schemas.js';
import { PriceHistoryService } from './price-history.service.js';

@ApiTags('billing')
@Controller('billing/prices')
@Roles('operator', 'retailer')
export class PriceHistoryController {
  constructor(private readonly history: PriceHistoryService) {}

  @Get(':month/versions')
  @ApiOperation({
    summary: 'Every price that was entered for a month, superseded ones included, with when and from what',
  })
  versions(@Param('month', { schema: monthParam }) month: string): Promise<PriceHistoryView> {
    return this.history.of(month);
  }
}
