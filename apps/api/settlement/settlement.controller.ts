import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '../accounts/access.js';
import { Audited } from '../audit/audited.js';
import { slotParam } from '../http/schemas.js';
import { SettlementService, type SettlementView } from './settlement.service.js';

@ApiTags('settlement')
@Controller('slots')
export class SettlementController {
  constructor(private readonly settlement: SettlementService) {}

  @Get(':slot/settlement')
  @Audited()
  @Roles('operator', 'retailer')
  @ApiOperation({ summary: 'The newest settlement of a slot: allocations, and the postings of all versions' })
  latest(@Param('slot', { schema: slotParam }) slot: number): Promise<SettlementView> {
    return this.settlement.latest(slot);
  }
}
