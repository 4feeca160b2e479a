import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Roles } from '../accounts/access.js';
import { Database } from '../database/database.js';
import { fileBody } from '../http/file-body.js';
import { fileParam, monthParam } from '../http/schemas.js';
import { FuelAdjustmentsService } from './fuel-adjustments.service.js';
import { monthOf } from './month-of.js';
import { type SpotPriceReceipt, SpotPricesService } from './spot-prices.service.js';

const fuelSchema = z.strictObject({
  adjustments: z
    .array(
      z.strictObject({
        month: monthParam.meta({ description: '何月分' }),
        tariffId: z.string().min(1).max(64),
        sen: z.int().min(-10_000).max(10_000).meta({ description: 'sen/kWh, of either sign; 0 if it is zero' }),
        source: z.string().min(1).max(200).meta({ description: 'The announcement' }),
      }),
    )
    .min(1)
    .max(200),
});
const fileQuery = z.object({ file: fileParam });

/** What a month can be priced with as of now. */
export interface PricesView {
  readonly month: string;
  readonly fuelAdjustments: readonly {
    readonly tariffId: string;
    readonly version: number;
    readonly sen: number;
    readonly source: string;
  }[];
  /** Half hours of the month, and those of them whose day-ahead price is known. */
  readonly slots: number;
  readonly spotSlots: number;
}

@ApiTags('billing')
@Controller('billing')
@Roles('operator', 'retailer')
export class PricesController {
  constructor(
    private readonly database: Database,
    private readonly fuel: FuelAdjustmentsService,
    private readonly spot: SpotPricesService,
  ) {}

  @Post('fuel-adjustments')
  @HttpCode(200)
  @ApiOperation({
    summary: 'The retailer’s announced fuel adjustments; stored all or none, another one as a new version',
  })
  async announce(
    @Body({ schema: fuelSchema }) { adjustments }: z.infer<typeof fuelSchema>,
  ): Promise<{ stored: number }> {
    return { stored: await this.fuel.store(adjustments) };
  }

  @Post('spot-prices')
  @HttpCode(200)
  @ApiOperation({
    summary: 'JEPX’s day-ahead results (スポット市場取引結果), a file as published; revisions as new versions',
  })
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  publish(
    @Query({ schema: fileQuery }) { file }: z.infer<typeof fileQuery>,
    @Body() body: unknown,
  ): Promise<SpotPriceReceipt> {
    return this.spot.store(fileBody(body), file);
  }

  @Get('prices/:month')
  @ApiOperation({
    summary: 'What a month can be priced with: fuel adjustments, and how many day-ahead prices are known',
  })
  prices(@Param('month', { schema: monthParam }) month: string): Promise<PricesView> {
    return this.database.read(async (manager) => {
      const announced = [...(await this.fuel.ofMonth(manager, month)).values()];
      // All areas are published together.
      const spot = (await this.spot.ofMonth(manager, monthOf(month)))('tokyo');
      return {
        month,
        fuelAdjustments: announced.map(({ tariffId, version, sen, source }) => ({ tariffId, version, sen, source })),
        slots: spot.length,
        spotSlots: spot.filter((price) => price !== undefined).length,
      };
    });
  }
}
