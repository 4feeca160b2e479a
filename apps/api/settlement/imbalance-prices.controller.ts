import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { PRICE_AREAS, readImbalancePrices } from '#formats';
import { AREAS } from '#tariff';
import { Roles } from '../accounts/access.js';
import { fileBody } from '../http/file-body.js';
import { fileParam } from '../http/schemas.js';
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

const fileQuery = z.object({
  file: fileParam,
  area: z.enum(AREAS).meta({ description: 'Whose of the prices in the file are ours' }),
  taxIncluded: z
    .enum(['true', 'false'])
    .meta({ description: 'The file does not say; grid companies publish with tax' }),
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

  @Post('files')
  @HttpCode(200)
  @ApiOperation({
    summary: 'A month of imbalance prices, a file as published; stored as the prices of POST /imbalance-prices',
  })
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  async file(
    @Query({ schema: fileQuery }) { file, area, taxIncluded }: z.infer<typeof fileQuery>,
    @Body() body: unknown,
  ): Promise<{ stored: number }> {
    const published = readImbalancePrices(fileBody(body), file, { taxIncluded: taxIncluded === 'true' });
    // Both lists run from Hokkaido to Okinawa.
    const ours = published.filter((price) => price.area === PRICE_AREAS[AREAS.indexOf(area)]);
    return { stored: await this.imbalancePrices.store(ours, file) };
  }
}
