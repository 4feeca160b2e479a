import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { MAX_READINGS, MeteringService } from './metering.service.js';

const deliverySchema = z.strictObject({
  readings: z
    .array(
      z.strictObject({
        meterId: z.string().max(64),
        slot: z.number(),
        exportWh: z.number().meta({ description: 'Whole Wh delivered to the grid' }),
        importWh: z.number().meta({ description: 'Whole Wh taken from the grid' }),
      }),
    )
    .max(MAX_READINGS),
});

type Delivery = z.infer<typeof deliverySchema>;

@ApiTags('metering')
@Controller('readings')
export class MeteringController {
  constructor(private readonly metering: MeteringService) {}

  @Post()
  @Roles('operator', 'device')
  @HttpCode(200)
  @ApiOperation({ summary: 'First readings; stored all or none' })
  async submit(
    @Body({ schema: deliverySchema }) { readings }: Delivery,
    @CurrentAccount() { role, meterIds }: CurrentAccount,
  ): Promise<{ stored: number }> {
    await this.metering.submit(readings, role === 'device' ? meterIds : undefined);
    return { stored: readings.length };
  }

  @Post('corrections')
  @Roles('operator')
  @HttpCode(200)
  @ApiOperation({ summary: 'Corrected readings as new versions; their slots are settled again' })
  async correct(@Body({ schema: deliverySchema }) { readings }: Delivery): Promise<{ stored: number }> {
    await this.metering.correct(readings);
    return { stored: readings.length };
  }
}
