import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type EnteredCo2Factor, MAX_CO2_GRAMS_PER_KWH } from '#reports';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { shownTextSchema } from '../accounts/schemas.js';
import { daySchema } from '../http/schemas.js';
import { Co2FactorsService } from './co2-factors.service.js';

const factorSchema = z.strictObject({
  fromDay: daySchema,
  gramsPerKwh: z.int().min(0).max(MAX_CO2_GRAMS_PER_KWH).meta({ description: 'g-CO2/kWh; 0.000438 t is 438' }),
  source: shownTextSchema.meta({ description: 'Who published it, of which year, basic or adjusted' }),
});

/** The factors that stand are in `GET /api/operations/rules`. */
@ApiTags('reports')
@Controller('co2-factors')
@Roles('operator')
export class Co2FactorsController {
  constructor(private readonly factors: Co2FactorsService) {}

  @Post()
  @ApiOperation({ summary: 'An emission factor of grid electricity from a day on, over or to come, with its source' })
  enter(
    @Body({ schema: factorSchema }) factor: z.infer<typeof factorSchema>,
    @CurrentAccount() { accountId }: CurrentAccount,
  ): Promise<EnteredCo2Factor> {
    return this.factors.enter(factor, accountId);
  }
}
