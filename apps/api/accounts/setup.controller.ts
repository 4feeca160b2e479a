import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from './access.js';
import { placeOf } from './place-of.js';
import { emailSchema, newPasswordSchema, shownTextSchema } from './schemas.js';
import { SetupService } from './setup.service.js';

const setupSchema = z.strictObject({
  token: z.string().max(100).meta({ description: 'Printed on the console when an exchange without operator starts' }),
  email: emailSchema,
  displayName: shownTextSchema,
  password: newPasswordSchema,
});

@ApiTags('setup')
@Controller('setup')
export class SetupController {
  constructor(private readonly setup: SetupService) {}

  @Post()
  @Public()
  @HttpCode(204)
  @ApiOperation({ summary: 'Create the first operator of an empty exchange; then sign in' })
  async run(
    @Body({ schema: setupSchema }) { token, ...operator }: z.infer<typeof setupSchema>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.setup.run(token, operator, placeOf(request));
  }
}
