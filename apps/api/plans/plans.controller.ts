import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { ManifestEntry } from '#formats';
import { Roles } from '../accounts/access.js';
import { dayParam } from '../http/schemas.js';
import { type MadePlans, PlansService } from './plans.service.js';

const planSchema = z.strictObject({
  reissue: z
    .strictObject({ reason: z.string().min(1).max(200), earlier: z.enum(['not_sent', 'withdrawn', 'delivered']) })
    .optional()
    .meta({ description: 'For another version: why, and what became of the one before' }),
});

@ApiTags('billing')
@Controller('billing/plans')
@Roles('operator', 'retailer')
export class PlansController {
  constructor(private readonly plans: PlansService) {}

  @Post(':day')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Makes a day’s plans for OCCTO (翌日需要調達計画, 翌日発電販売計画); each made once, another as a new version',
  })
  make(
    @Param('day', { schema: dayParam }) day: string,
    @Body({ schema: planSchema }) { reissue }: z.infer<typeof planSchema>,
  ): Promise<MadePlans> {
    return this.plans.make(day, reissue);
  }

  @Get(':day')
  @ApiOperation({ summary: 'A day’s plans, all versions; their files are at /api/billing/files' })
  made(@Param('day', { schema: dayParam }) day: string): Promise<ManifestEntry[]> {
    return this.plans.made(day);
  }
}
