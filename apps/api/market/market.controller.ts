import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { JournalEntry, Side } from '#auction';
import { type PageQuery, pageQuery, slotParam } from '../http/schemas.js';
import { type BookView, type CommandReceipt, MarketService, type OrderCommand } from './market.service.js';

/** Price levels shown on each side of a book. */
const BOOK_LEVELS = 20;

// Numbers and sides are checked by the auction itself (`validateCommand`), so that each mistake has its own code.
const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('place'),
    orderId: z.string().meta({ description: 'Your own id; unique for ever in this slot. Auditors see it: no names' }),
    participantId: z.string(),
    side: z.string().meta({ enum: ['buy', 'sell'] }),
    priceSen: z.number().meta({ description: 'Whole sen per kWh (1 sen = 0.01 yen)' }),
    energyWh: z.number().meta({ description: 'Whole watt-hours' }),
  }),
  z.strictObject({ type: z.literal('cancel'), orderId: z.string(), participantId: z.string() }),
]);

/** A trade as anybody may see it. */
interface TradeView {
  readonly sequence: number;
  readonly buyOrderId: string;
  readonly sellOrderId: string;
  readonly priceSen: number;
  readonly energyWh: number;
}

@ApiTags('market')
@Controller('slots')
export class MarketController {
  constructor(private readonly market: MarketService) {}

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
  @HttpCode(200)
  @ApiOperation({ summary: 'Place or cancel an order; answered when it is stored' })
  async submit(
    @Param('slot', { schema: slotParam }) slot: number,
    @Body({ schema: commandSchema }) command: z.infer<typeof commandSchema>,
  ): Promise<CommandReceipt> {
    const order: OrderCommand = command.type === 'place' ? { ...command, side: command.side as Side } : command;
    return this.market.submit(slot, order);
  }

  @Get(':slot/trades')
  @ApiOperation({ summary: 'Trades in order' })
  async trades(
    @Param('slot', { schema: slotParam }) slot: number,
    @Query({ schema: pageQuery }) { after, limit }: PageQuery,
  ): Promise<TradeView[]> {
    const rows = await this.market.trades(slot, after, limit);
    return rows.map(({ sequence, buyOrderId, sellOrderId, priceSen, energyWh }) => ({
      sequence,
      buyOrderId,
      sellOrderId,
      priceSen,
      energyWh,
    }));
  }

  @Get(':slot/journal')
  @ApiOperation({ summary: 'Commands in the order in which the book took them; participants under pseudonyms' })
  journal(
    @Param('slot', { schema: slotParam }) slot: number,
    @Query({ schema: pageQuery }) { after, limit }: PageQuery,
  ): Promise<JournalEntry[]> {
    return this.market.journal(slot, after, limit);
  }
}
