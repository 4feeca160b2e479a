import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { Audited } from '../audit/audited.js';
import { idSchema } from '../http/schemas.js';
import { type ExchangeReceipt, GatewaysService } from './gateways.service.js';
import type { MeterExchangeRow, MeterFactsRow } from './meter.entities.js';
import { MetersService } from './meters.service.js';

/** 50 kW: where low voltage ends. */
const MAX_LOW_VOLTAGE_W = 50_000;

const wattsSchema = z.number().int().min(0).max(MAX_LOW_VOLTAGE_W).nullable().default(null);
const pointSchema = z
  .string()
  .regex(/^\d{22}$/, 'A point has 22 digits.')
  .nullable()
  .default(null);

const factsSchema = z.strictObject({
  fromDay: z.string().meta({ description: 'First JST day on which they hold, YYYY-MM-DD' }),
  supplyPointId: pointSchema.meta({ description: '供給地点特定番号' }),
  receivingPointId: pointSchema.meta({ description: '受電地点特定番号, if export has a point of its own' }),
  contractW: wattsSchema.meta({ description: 'Contract: amperes x 100, kVA or kW, in W' }),
  plantW: wattsSchema.meta({ description: 'Rated power of all that can feed in, in W; 0: nothing' }),
  solarOnly: z.boolean().default(false),
  correctsVersion: z.number().int().min(1).optional().meta({
    description: 'The version from that day that was wrong; left out: nothing was stated from that day yet',
  }),
});

const countSchema = z.number().int().min(0).max(99_999_999);

const exchangeSchema = z.strictObject({
  atMs: z.number().int().min(0).max(253_402_300_799_999),
  oldForwardCount: countSchema,
  oldReverseCount: countSchema,
  newForwardCount: countSchema,
  newReverseCount: countSchema,
  coefficient: z.number().int().min(1).max(999_999).default(1).meta({ description: 'D3 of the new meter' }),
  unitMilliWh: z
    .number()
    .int()
    .min(100)
    .max(10_000_000_000)
    .multipleOf(100)
    .meta({ description: 'E1: 0.1 kWh is 100000' }),
  digits: z.number().int().min(1).max(8).meta({ description: 'D7 of the new meter' }),
  isWithdrawn: z.boolean().default(false).meta({ description: 'Of a correction: there was no exchange at that time' }),
  correctsVersion: z.number().int().min(1).optional().meta({
    description: 'The version that was wrong; left out: nothing was stated of an exchange at that time yet',
  }),
});

@ApiTags('metering')
@Controller('meters')
@Roles('operator')
export class MetersController {
  constructor(
    private readonly meters: MetersService,
    private readonly gateways: GatewaysService,
  ) {}

  @Get(':meterId/facts')
  @Audited()
  @ApiOperation({ summary: 'Points, contract and plant of a meter, oldest first; of each day the last version holds' })
  facts(@Param('meterId', { schema: idSchema }) meterId: string): Promise<MeterFactsRow[]> {
    return this.meters.factsOf(meterId);
  }

  @Post(':meterId/facts')
  @HttpCode(204)
  @ApiOperation({ summary: 'State points, contract and plant of a meter from a day on, or correct what was stated' })
  state(
    @Param('meterId', { schema: idSchema }) meterId: string,
    @Body({ schema: factsSchema }) { correctsVersion, ...facts }: z.infer<typeof factsSchema>,
    @CurrentAccount() { accountId }: CurrentAccount,
  ): Promise<void> {
    return this.meters.state({ meterId, ...facts }, accountId, correctsVersion);
  }

  @Get(':meterId/exchanges')
  @Audited()
  @ApiOperation({ summary: 'All that was stated of a meter’s exchanges; of each time the last version holds' })
  exchanges(@Param('meterId', { schema: idSchema }) meterId: string): Promise<MeterExchangeRow[]> {
    return this.gateways.exchanges(meterId);
  }

  @Post(':meterId/exchanges')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Record that a meter was exchanged (計器交換), with the counts of the old and the new one, or correct that; half hours since are counted anew',
  })
  exchange(
    @Param('meterId', { schema: idSchema }) meterId: string,
    @Body({ schema: exchangeSchema }) { correctsVersion, ...exchange }: z.infer<typeof exchangeSchema>,
    @CurrentAccount() { accountId }: CurrentAccount,
  ): Promise<ExchangeReceipt> {
    return this.gateways.exchange({ meterId, ...exchange }, accountId, correctsVersion);
  }
}
