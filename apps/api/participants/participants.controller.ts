import { randomBytes } from 'node:crypto';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DEFAULT_BOOK_RULES } from '#auction';
import { DEFAULT_PRICE_BAND } from '#energy';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { maySee } from '../accounts/may.js';
import { Audited } from '../audit/audited.js';
import { idSchema } from '../http/schemas.js';
import type { Participant } from './participant.entity.js';
import { ParticipantsService } from './participants.service.js';

const priceSchema = z.number().int().min(DEFAULT_PRICE_BAND.minPriceSen).max(DEFAULT_PRICE_BAND.maxPriceSen);

const newParticipantSchema = z
  .strictObject({
    participantId: idSchema,
    meterId: idSchema,
    mode: z.enum(['economy', 'green', 'balanced']).default('balanced'),
    minSellPriceSen: priceSchema.meta({ description: 'The agent never sells below, sen/kWh' }),
    maxBuyPriceSen: priceSchema.meta({ description: 'The agent never buys above, sen/kWh' }),
    automatic: z.boolean().default(true).meta({ description: 'False: no agent trades for this participant' }),
    quoteWh: z.number().int().min(1).max(DEFAULT_BOOK_RULES.maxOrderWh).nullable().default(null).meta({
      description: 'A market maker: Wh kept on both sides, bought at maxBuyPriceSen, sold at minSellPriceSen',
    }),
  })
  .refine(({ quoteWh, minSellPriceSen, maxBuyPriceSen }) => quoteWh === null || maxBuyPriceSen < minSellPriceSen, {
    message: 'A market maker buys below the price at which it sells: maxBuyPriceSen below minSellPriceSen.',
  });

@ApiTags('participants')
@Controller('participants')
export class ParticipantsController {
  constructor(private readonly participants: ParticipantsService) {}

  @Post()
  @Roles('operator')
  @ApiOperation({ summary: 'Register a household with its meter; its secret key is shown once' })
  async register(
    @Body({ schema: newParticipantSchema }) body: z.infer<typeof newParticipantSchema>,
  ): Promise<{ participantId: string; householdKey: string }> {
    const householdKey = randomBytes(32).toString('hex');
    await this.participants.register([{ ...body, householdKey }]);
    return { participantId: body.participantId, householdKey };
  }

  @Get(':participantId')
  @Audited()
  @Roles('operator', 'retailer', 'resident')
  @ApiOperation({ summary: 'A participant and its settings, without its key' })
  get(
    @Param('participantId', { schema: idSchema }) participantId: string,
    @CurrentAccount() account: CurrentAccount,
  ): Omit<Participant, 'householdKey'> {
    if (account.role === 'resident') maySee(account, participantId);
    const { householdKey: _, ...shown } = this.participants.get(participantId);
    return shown;
  }
}
