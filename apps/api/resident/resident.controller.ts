import { Body, Controller, Get, Header, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { MAX_PREMIUM_SEN, PREMIUM_STEP_SEN, WANTED_ORIGINS } from '#bidding';
import {
  formatSeriesCsv,
  type HomeView,
  type LabelView,
  type MarketView,
  type NamedPoint,
  type Notice,
  periodAt,
  type SeriesView,
  type SettingsForm,
  SPANS,
  type TradesView,
  type TradeView,
} from '#resident';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { shownTextSchema } from '../accounts/schemas.js';
import { apiError } from '../errors.js';
import { idSchema, slotParam } from '../http/schemas.js';
import { participantUnknown } from '../participants/participant-unknown.js';
import { EvidenceService } from '../provenance/evidence.service.js';
import { OwnTradesService } from './own-trades.service.js';
import { PointNamesService } from './point-names.service.js';
import { ResidentService } from './resident.service.js';
import { SettingsService } from './settings.service.js';

const daySchema = z.string().regex(/^(20\d{2})-\d{2}-\d{2}$/, 'Give a day as YYYY-MM-DD.');
const dayQuery = z.object({ day: daySchema });
const seriesQuery = z.object({ span: z.enum(SPANS), at: daySchema.meta({ description: 'A JST day within the span' }) });

const tradesQuery = z.object({
  before: z
    .string()
    .regex(/^\d{1,9}\.\d{1,10}$/, 'Give what `next` of the page before said.')
    .transform((text) => {
      const [slot, sequence] = text.split('.').map(Number);
      return { slot: slot!, sequence: sequence! };
    })
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  day: daySchema.optional().meta({ description: 'Only half hours of this JST day' }),
});

const sequenceParam = z
  .string()
  .regex(/^\d{1,10}$/, 'Give the sequence of a trade.')
  .transform(Number);

// The band of prices is the book's and checked by the service, so that the refusal names it.
const price = z.number().int().min(0).max(1_000_000);
const settings = {
  mode: z.enum(['economy', 'green', 'balanced']),
  minSellPriceSen: price.meta({ description: 'The agent never sells below, sen/kWh' }),
  maxBuyPriceSen: price.meta({ description: 'The agent never buys above, sen/kWh' }),
  automatic: z.boolean().meta({ description: 'False: paused' }),
  wantedOrigin: z.enum(WANTED_ORIGINS).meta({ description: 'What the agent wants to buy: any, solar, or of the area' }),
  originKind: z.enum(['hard', 'soft']).meta({ description: 'hard: the agent buys nothing else' }),
  originPremiumSen: z
    .number()
    .int()
    .min(0)
    .max(MAX_PREMIUM_SEN)
    .multipleOf(PREMIUM_STEP_SEN)
    .meta({ description: 'What the wanted origin may cost beyond maxBuyPriceSen, sen/kWh, in whole yen' }),
};
const settingsSchema = z.strictObject({
  ...settings,
  seen: z.strictObject(settings).meta({ description: 'The settings that the form showed' }),
});

const nameSchema = z.strictObject({
  name: shownTextSchema.max(20).nullable().meta({ description: 'What the account calls it; null: nothing' }),
});

/** Only the account's own supply points exist here: any other id is answered as not found. */
@ApiTags('resident')
@Roles('resident')
@Controller('resident/points')
export class ResidentController {
  constructor(
    private readonly resident: ResidentService,
    private readonly trades: OwnTradesService,
    private readonly settings: SettingsService,
    private readonly evidence: EvidenceService,
    private readonly names: PointNamesService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Supply points of the account' })
  async points(@CurrentAccount() { accountId, participantIds }: CurrentAccount): Promise<NamedPoint[]> {
    const names = await this.names.of(accountId);
    return this.resident.points(participantIds).map((point) => ({ ...point, name: names.get(point.pointId) ?? null }));
  }

  @Put(':point/name')
  @HttpCode(204)
  @ApiOperation({ summary: 'Name a supply point for oneself; owner and family each have their own names' })
  async setName(
    @CurrentAccount() account: CurrentAccount,
    @Param('point', { schema: idSchema }) point: string,
    @Body({ schema: nameSchema }) { name }: z.infer<typeof nameSchema>,
  ): Promise<void> {
    await this.names.set(account.accountId, visible(account, point), name);
  }

  @Get(':point/home')
  @ApiOperation({ summary: 'Today, this month so far and as expected, next event' })
  home(
    @CurrentAccount() account: CurrentAccount,
    @Param('point', { schema: idSchema }) point: string,
  ): Promise<HomeView> {
    return this.resident.home(visible(account, point));
  }

  @Get(':point/series')
  @ApiOperation({ summary: 'Use and sale: half hours of a day, days of a month, months of a year, years' })
  series(
    @CurrentAccount() account: CurrentAccount,
    @Param('point', { schema: idSchema }) point: string,
    @Query({ schema: seriesQuery }) { span, at }: z.infer<typeof seriesQuery>,
  ): Promise<SeriesView> {
    return this.resident.series(visible(account, point), span, at);
  }

  @Get(':point/series.csv')
  @ApiOperation({ summary: 'The same as CSV, UTF-8 with byte order mark' })
  async seriesCsv(
    @CurrentAccount() account: CurrentAccount,
    @Param('point', { schema: idSchema }) point: string,
    @Query({ schema: seriesQuery }) { span, at }: z.infer<typeof seriesQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { buckets } = await this.resident.series(visible(account, point), span, at);
    // Only now: a refusal is JSON.
    reply.header('content-type', 'text/csv; charset=utf-8');
    reply.header('content-disposition', `attachment; filename="ichien-${span}-${at}.csv"`);
    return formatSeriesCsv(buckets);
  }

  @Get(':point/market')
  @ApiOperation({ summary: "The market's half hours of a day, and one's own part in them" })
  market(
    @CurrentAccount() account: CurrentAccount,
    @Param('point', { schema: idSchema }) point: string,
    @Query({ schema: dayQuery }) { day }: z.infer<typeof dayQuery>,
  ): Promise<MarketView> {
    return this.resident.market(visible(account, point), day);
  }

  @Get(':point/trades')
  @ApiOperation({ summary: 'Own orders and trades, newest half hour first' })
  page(
    @CurrentAccount() account: CurrentAccount,
    @Param('point', { schema: idSchema }) point: string,
    @Query({ schema: tradesQuery }) { day, ...page }: z.infer<typeof tradesQuery>,
  ): Promise<TradesView> {
    return this.trades.page(visible(account, point), { ...page, ...(day !== undefined && periodAt('day', day)) });
  }

  @Get(':point/trades/:slot/:sequence')
  @ApiOperation({ summary: 'One of the own trades' })
  trade(
    @CurrentAccount() account: CurrentAccount,
    @Param('point', { schema: idSchema }) point: string,
    @Param('slot', { schema: slotParam }) slot: number,
    @Param('sequence', { schema: sequenceParam }) sequence: number,
  ): Promise<TradeView> {
    return this.trades.one(visible(account, point), slot, sequence);
  }

  @Get(':point/trades/:slot/:sequence/evidence')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'Evidence of one of the own trades, to be verified in the browser' })
  async evidenceOf(
    @CurrentAccount() account: CurrentAccount,
    @Param('point', { schema: idSchema }) point: string,
    @Param('slot', { schema: slotParam }) slot: number,
    @Param('sequence', { schema: sequenceParam }) sequence: number,
  ): Promise<string> {
    const { side } = await this.trades.one(visible(account, point), slot, sequence);
    return this.evidence.residentFile(slot, sequence, side === 'buy' ? 'import' : 'export', true);
  }

  @Get(':point/label')
  @ApiOperation({ summary: 'Which words may be used for what neighbours supplied on a day' })
  label(
    @CurrentAccount() account: CurrentAccount,
    @Param('point', { schema: idSchema }) point: string,
    @Query({ schema: dayQuery }) { day }: z.infer<typeof dayQuery>,
  ): Promise<LabelView> {
    return this.resident.label(visible(account, point), day);
  }

  @Get(':point/notices')
  @ApiOperation({ summary: 'Corrections, missing readings and pauses of the last month' })
  async notices(
    @CurrentAccount() account: CurrentAccount,
    @Param('point', { schema: idSchema }) point: string,
  ): Promise<{ notices: Notice[] }> {
    return { notices: await this.resident.notices(visible(account, point)) };
  }

  @Get(':point/settings')
  @ApiOperation({ summary: 'おまかせ設定' })
  form(@CurrentAccount() account: CurrentAccount, @Param('point', { schema: idSchema }) point: string): SettingsForm {
    return this.settings.form(visible(account, point));
  }

  @Put(':point/settings')
  @ApiOperation({ summary: 'Change おまかせ設定; only by the owner of the supply point' })
  change(
    @CurrentAccount() account: CurrentAccount,
    @Param('point', { schema: idSchema }) point: string,
    @Body({ schema: settingsSchema }) { seen, ...wanted }: z.infer<typeof settingsSchema>,
  ): Promise<SettingsForm> {
    if (!account.ownedParticipantIds.includes(visible(account, point))) {
      throw apiError('NOT_OWNER', 'You may look at this household, not act for it.', 'Ask its owner.', { point });
    }
    return this.settings.change(point, wanted, seen);
  }
}

/** @throws IchienError PARTICIPANT_UNKNOWN for every supply point that is not the account's, existing or not */
function visible({ participantIds }: CurrentAccount, point: string): string {
  if (!participantIds.includes(point)) throw participantUnknown(point);
  return point;
}
