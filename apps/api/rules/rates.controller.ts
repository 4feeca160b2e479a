import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { TariffView } from '#operations';
import { type EnteredRate, type EnteredTerms, RATE_NAMES, type TariffTerms } from '#tariff';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { shownTextSchema } from '../accounts/schemas.js';
import { idSchema, monthParam } from '../http/schemas.js';
import { RatesService } from './rates.service.js';
import { tariffTermsSchema } from './tariff-terms.schema.js';
import { TariffsService } from './tariffs.service.js';

const source = shownTextSchema.meta({ description: 'Who decided on it, or where it is written' });
const rateSchema = z.strictObject({
  name: z.enum(RATE_NAMES),
  fromMonth: monthParam,
  priceSen: z.int().meta({ description: 'sen/kWh, tax included' }),
  source,
});
const termsSchema = z.strictObject({ fromMonth: monthParam, terms: tariffTermsSchema, source });

/** What energy costs beside the market; the rates that stand are in `GET /api/operations/rules`. */
@ApiTags('settlement')
@Controller()
@Roles('operator', 'retailer')
export class RatesController {
  constructor(
    private readonly rates: RatesService,
    private readonly tariffs: TariffsService,
  ) {}

  @Post('rates')
  @ApiOperation({ summary: 'A rate of settlement from a coming month on, of which nobody can trade yet' })
  enter(
    @Body({ schema: rateSchema }) rate: z.infer<typeof rateSchema>,
    @CurrentAccount() { accountId }: CurrentAccount,
  ): Promise<EnteredRate> {
    return this.rates.enter(rate, accountId);
  }

  @Get('tariffs')
  @ApiOperation({ summary: 'The retail menus with their dated terms' })
  menus(): TariffView {
    return this.tariffs.view();
  }

  @Post('tariffs/:tariffId/terms')
  @ApiOperation({ summary: 'Terms of a retail menu from a coming month on' })
  enterTerms(
    @Param('tariffId', { schema: idSchema }) tariffId: string,
    @Body({ schema: termsSchema }) body: z.infer<typeof termsSchema>,
    @CurrentAccount() { accountId }: CurrentAccount,
  ): Promise<EnteredTerms> {
    return this.tariffs.enter({ tariffId, ...body, terms: body.terms as TariffTerms }, accountId);
  }
}
