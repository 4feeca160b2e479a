import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { grantSchema } from '#settlement';
import { Roles } from '../accounts/access.js';
import { slotParam } from '../http/schemas.js';
import { GrantsService, MAX_REQUEST_GRANTS } from './grants.service.js';

const deliverySchema = z.strictObject({ grants: z.array(grantSchema).min(1).max(MAX_REQUEST_GRANTS) });

@ApiTags('settlement')
@Controller('slots')
export class GrantsController {
  constructor(private readonly grants: GrantsService) {}

  @Post(':slot/grants')
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
}
