import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  type OnApplicationBootstrap,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { JournalEntry, SideStatistics } from '#auction';
import { AccessGuard } from '../accounts/access.guard.js';
import { Roles, SignedIn } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { mayActFor } from '../accounts/may.js';
import { KeptInJournal } from '../audit/audited.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { type PageQuery, pageQuery, slotParam } from '../http/schemas.js';
import { BookQuestionsService, type PairAnswer, type SlotStatistics } from './book-questions.service.js';
import { commandSchema } from './command-schema.js';
import { type BookView, type CommandReceipt, MarketService, type OrderCommand } from './market.service.js';
import { MarketStore } from './market-store.js';
import { openOrderDoor } from './order-door.js';

/** Price levels shown on each side of a book. */
const BOOK_LEVELS = 20;

const operationSchema = z.strictObject({ type: z.enum(['halt', 'resume']) });

const orderNumber = z.coerce
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1);
const pairQuery = z.object({
  buy: orderNumber.meta({ description: 'Number of the buy order' }),
  sell: orderNumber.meta({ description: 'Number of the sell order' }),
});

/** A trade as anybody may see it. */
interface TradeView {
  readonly sequence: number;
  readonly buyOrderId: number;
  readonly sellOrderId: number;
  readonly priceSen: number;
  readonly energyWh: number;
}

/** {@link SideStatistics} with totals that JSON can carry: a slot's energy is far below 2^53. */
type SideView = { readonly [Field in keyof SideStatistics]: number | null };

interface StatisticsView extends Omit<SlotStatistics, 'buy' | 'sell'> {
  readonly buy: SideView;
  readonly sell: SideView;
}

function sideView({ depthWh, tradedWh, unfilledWh, fillRatePermille }: SideStatistics): SideView {
  return { depthWh: Number(depthWh), tradedWh: Number(tradedWh), unfilledWh: Number(unfilledWh), fillRatePermille };
}

@ApiTags('market')
@Controller('slots')
@SignedIn()
export class MarketController implements OnApplicationBootstrap {
  constructor(
    private readonly market: MarketService,
    private readonly store: MarketStore,
    private readonly questions: BookQuestionsService,
    private readonly access: AccessGuard,
    private readonly server: HttpAdapterHost,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  onApplicationBootstrap(): void {
    openOrderDoor(this.server.httpAdapter.getInstance(), this.access, this.config, this);
  }

  @Get()
  @ApiOperation({ summary: 'Slots that take orders now' })
  open(): { openSlots: number[] } {
    return { openSlots: this.market.openSlots() };
  }

  @Get(':slot/book')
  @ApiOperation({ summary: 'Resting energy by price' })
  book(@Param('slot', { schema: slotParam }) slot: number): Promise<BookView> {
    return this.market.bookView(slot, BOOK_LEVELS);
  }

  @Post(':slot/commands')
  @Roles('resident', 'retailer')
  @KeptInJournal()
  @HttpCode(200)
  @ApiOperation({ summary: 'Place, cancel, reduce or replace an order; answered when it is stored' })
  async submit(
    @Param('slot', { schema: slotParam }) slot: number,
    @Body({ schema: commandSchema }) command: z.infer<typeof commandSchema>,
    @CurrentAccount() account: CurrentAccount,
  ): Promise<CommandReceipt> {
    mayActFor(account, command.participantId);
    return this.market.submit(slot, command as OrderCommand);
  }

  @Post(':slot/operations')
  @Roles('operator')
  @HttpCode(200)
  @ApiOperation({ summary: 'Halt a book or resume it; what rests keeps its place' })
  operate(
    @Param('slot', { schema: slotParam }) slot: number,
    @Body({ schema: operationSchema }) { type }: z.infer<typeof operationSchema>,
  ): Promise<CommandReceipt> {
    return this.market.operate(slot, type);
  }

  @Get(':slot/statistics')
  @ApiOperation({
    summary:
      'Spread, depth and fill rate, so far or of the whole life of a closed book, and what one call of its orders would have given',
  })
  async statistics(@Param('slot', { schema: slotParam }) slot: number): Promise<StatisticsView> {
    const { buy, sell, ...spread } = await this.questions.statistics(slot);
    return { ...spread, buy: sideView(buy), sell: sideView(sell) };
  }

  @Get(':slot/reasons')
  @Roles('operator', 'auditor', 'resident', 'retailer')
  @ApiOperation({
    summary: 'Why a buy and a sell order of a closed slot did not trade; residents: one of the two is theirs',
  })
  reason(
    @Param('slot', { schema: slotParam }) slot: number,
    @Query({ schema: pairQuery }) { buy, sell }: z.infer<typeof pairQuery>,
    @CurrentAccount() { role, participantIds }: CurrentAccount,
  ): Promise<PairAnswer> {
    // Operator and auditor see all orders under pseudonyms anyway.
    const isInside = role === 'operator' || role === 'auditor';
    return this.questions.whyNot(slot, buy, sell, isInside ? undefined : participantIds);
  }

  @Get(':slot/trades')
  @ApiOperation({ summary: 'Trades in order' })
  async trades(
    @Param('slot', { schema: slotParam }) slot: number,
    @Query({ schema: pageQuery }) { after, limit }: PageQuery,
  ): Promise<TradeView[]> {
    const rows = await this.store.trades(slot, after, limit);
    return rows.map(({ sequence, buyOrderId, sellOrderId, priceSen, energyWh }) => ({
      sequence,
      buyOrderId,
      sellOrderId,
      priceSen,
      energyWh,
    }));
  }

  @Get(':slot/journal')
  @Roles('operator', 'auditor')
  @ApiOperation({
    summary: 'Commands in the order in which the book took them; everybody under a number, enrolled under a pseudonym',
  })
  journal(
    @Param('slot', { schema: slotParam }) slot: number,
    @Query({ schema: pageQuery }) { after, limit }: PageQuery,
  ): Promise<JournalEntry[]> {
    return this.store.journal(slot, after, limit);
  }
}
