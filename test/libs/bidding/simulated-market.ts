import type { OrderBook, TradeEvent } from '#auction';
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
  readonly trades: readonly TradeEvent[];
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
  const trades: TradeEvent[] = [];
  const entered = new Map<string, number>();
  let commands = 0;
  let rejected = 0;
  let tick = 0;
  for (let nowMs = OPEN_MS; nowMs < GATE_MS; nowMs += everyMinutes * MINUTE_MS) {
    for (const { participantId, preferences, forecastAt } of households) {
      const intents = decideOrders({
        nowMs,
        openMs: OPEN_MS,
        gateClosureMs: GATE_MS,
        rules: book.rules,
        window,
        preferences,
        forecast: forecastAt(tick),
        position: {
          boughtWh: energyOf(trades.filter(({ buyerId }) => buyerId === participantId)),
          soldWh: energyOf(trades.filter(({ sellerId }) => sellerId === participantId)),
        },
        resting: [...book.resting('buy'), ...book.resting('sell')].filter(
          (order) => order.participantId === participantId,
        ),
        ordersEntered: entered.get(participantId) ?? 0,
        lotWh: LOT_WH,
      });
      for (const intent of intents) {
        const orderCount = entered.get(participantId) ?? 0;
        const orderId = intent.type === 'cancel' ? intent.orderId : `${participantId}-${orderCount}`;
        if (intent.type === 'place') entered.set(participantId, orderCount + 1);
        const events = book.apply({ ...intent, orderId, participantId, atMs: nowMs });
        commands += 1;
        rejected += events.filter(({ type }) => type === 'rejected').length;
        trades.push(...events.filter((event) => event.type === 'trade'));
      }
    }
    tick += 1;
  }
  book.apply({ type: 'close', atMs: GATE_MS });
  return { trades, commands, rejected };
}

export function energyOf(trades: readonly TradeEvent[]): number {
  return trades.reduce((sum, { energyWh }) => sum + energyWh, 0);
}

/** Mean price paid, weighted by energy, in sen/kWh. */
export function meanPriceSen(trades: readonly TradeEvent[]): number {
  return trades.reduce((sum, { energyWh, priceSen }) => sum + energyWh * priceSen, 0) / energyOf(trades);
}
