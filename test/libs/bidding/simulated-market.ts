import { type OrderBook, type Trade, tradeOf } from '#auction';
import { decideOrders, type ExpectedEnergy, type Preferences } from '#bidding';
import { gateClosureMs, type PriceBand, slotOf } from '#energy';

const MINUTE_MS = 60_000;
const GATE_MS = gateClosureMs(slotOf('2026-11-21', 25));
const OPEN_MS = GATE_MS - 24 * 60 * MINUTE_MS;
const LOT_WH = 10;

/** A household with an agent. `forecastAt` says what it expects at the n-th time it is asked. */
export interface Household {
  readonly participantId: string;
  readonly preferences: Preferences;
  readonly forecastAt: (tick: number) => ExpectedEnergy;
}

export interface MarketOutcome {
  readonly trades: readonly Trade[];
  readonly commands: number;
  readonly rejected: number;
}

/** Lets every agent act in turn, once each `everyMinutes`, from the opening of one slot's book to gate closure. */
export function runMarket(
  book: OrderBook,
  window: PriceBand,
  households: readonly Household[],
  everyMinutes: number,
): MarketOutcome {
  const trades: Trade[] = [];
  const entered = new Map<number, number>();
  for (const { participantId } of households) book.apply({ type: 'enrol', participantId, atMs: OPEN_MS });
  let commands = 0;
  let rejected = 0;
  let tick = 0;
  for (let nowMs = OPEN_MS; nowMs < GATE_MS; nowMs += everyMinutes * MINUTE_MS) {
    for (const [participant, { participantId, preferences, forecastAt }] of households.entries()) {
      const intents = decideOrders({
        nowMs,
        openMs: OPEN_MS,
        gateClosureMs: GATE_MS,
        rules: book.rules,
        window,
        preferences,
        registered: { area: '13112' },
        forecast: forecastAt(tick),
        position: {
          boughtWh: energyOf(trades.filter(({ buyerId }) => buyerId === participantId)),
          soldWh: energyOf(trades.filter(({ sellerId }) => sellerId === participantId)),
        },
        resting: book.state().orders.filter((order) => order.participant === participant && order.remainingWh > 0),
        ordersEntered: entered.get(participant) ?? 0,
        lotWh: LOT_WH,
      });
      for (const intent of intents) {
        if (intent.type === 'place') entered.set(participant, (entered.get(participant) ?? 0) + 1);
        const events = book.apply({ ...intent, participant, atMs: nowMs });
        commands += 1;
        rejected += events.filter(({ type }) => type === 'rejected').length;
        for (const event of events) if (event.type === 'trade') trades.push(tradeOf(book, event));
      }
    }
    tick += 1;
  }
  book.apply({ type: 'close', atMs: GATE_MS });
  return { trades, commands, rejected };
}

export function energyOf(trades: readonly Trade[]): number {
  return trades.reduce((sum, { energyWh }) => sum + energyWh, 0);
}

/** Mean price paid, weighted by energy, in sen/kWh. */
export function meanPriceSen(trades: readonly Trade[]): number {
  return trades.reduce((sum, { energyWh, priceSen }) => sum + energyWh * priceSen, 0) / energyOf(trades);
}
