import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Roles } from '../accounts/access.js';
import { ImbalancePricesService, MAX_IMBALANCE_PRICES } from './imbalance-prices.service.js';

const deliverySchema = z.strictObject({
  source: z.string().min(1).max(200).meta({ description: 'The file or page that the prices are from' }),
  prices: z
    .array(
      z.strictObject({
        slot: z.number(),
        shortagePriceSen: z.number().meta({ description: '不足単価, whole sen per kWh' }),
        surplusPriceSen: z.number().meta({ description: '余剰単価, whole sen per kWh' }),
        taxIncluded: z.boolean(),
      }),
    )
    .max(MAX_IMBALANCE_PRICES),
});

@ApiTags('settlement')
@Controller('imbalance-prices')
@Roles('operator', 'retailer')
export class ImbalancePricesController {
  constructor(private readonly imbalancePrices: ImbalancePricesService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Published imbalance prices; stored all or none, revisions as new versions' })
  async store(
    @Body({ schema: deliverySchema }) { prices, source }: z.infer<typeof deliverySchema>,
  ): Promise<{ stored: number }> {
    return { stored: await this.imbalancePrices.store(prices, source) };
  }
}
