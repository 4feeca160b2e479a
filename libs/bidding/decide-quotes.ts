import { type BookRules, type Origin, type Side, sameOrigin } from '#auction';
import { IchienError } from '#energy';
import type { BiddingErrorCode } from './error.js';
import type { Intent, OwnOrder, Position } from './types.js';

/** What a market maker stands ready to do in every slot. Prices in sen/kWh, for the energy alone. */
export interface QuoteTerms {
  /** Buys at this price; below {@link sellPriceSen}: the difference is its spread. */
  readonly buyPriceSen: number;
  readonly sellPriceSen: number;
  /** Wh that stand on each side, and most that it buys and sells in the slot. */
  readonly quoteWh: number;
}

/** All that a market maker's agent looks at. */
export interface QuoteSituation {
  readonly terms: QuoteTerms;
  readonly rules: BookRules;
  /** What is registered of its plant: sell orders state it. */
  readonly registered: Origin;
  readonly position: Position;
  readonly resting: readonly OwnOrder[];
  /** How many orders it has entered in this book, of any state. */
  readonly ordersEntered: number;
}

const SIDES: readonly Side[] = ['buy', 'sell'];

/**
 * Keeps one order of a market maker on each side of a thin book, so that everybody sees a price (SET-21). What was traded
 * is not quoted again: its position in a slot never exceeds `quoteWh`. Quotes are orders like any other, and their trades
 * settle by its own meter like anybody's.
 *
 * @returns intents in the order in which they are to be submitted
 * @throws IchienError QUOTE_INVALID if the prices cross, leave the book's band or the energy is none
 */
export function decideQuotes(situation: QuoteSituation): Intent[] {
  assertTerms(situation);
  const { terms, rules, registered, position, resting, ordersEntered } = situation;
  const cancels: Intent[] = [];
  const places: Intent[] = [];
  for (const side of SIDES) {
    const priceSen = side === 'buy' ? terms.buyPriceSen : terms.sellPriceSen;
    const tradedWh = side === 'buy' ? position.boughtWh : position.soldWh;
    const energyWh = Math.max(0, terms.quoteWh - tradedWh);
    const own = resting.filter((order) => order.side === side);
    const stated = side === 'sell' ? { origin: registered } : {};
    const isStanding = (order: OwnOrder) =>
      order.priceSen === priceSen && order.remainingWh === energyWh && sameOrigin(order.origin, stated.origin);
    if (own.length === 1 && isStanding(own[0]!)) continue;
    cancels.push(...own.map(({ orderId }): Intent => ({ type: 'cancel', orderId })));
    if (energyWh > 0) places.push({ type: 'place', side, priceSen, energyWh, ...stated });
  }
  // The book would refuse the new orders: better the old ones than none.
  if (ordersEntered + places.length > rules.maxOrdersPerParticipant) return [];
  return [...cancels, ...places];
}

function assertTerms({ terms, rules }: QuoteSituation): void {
  const { buyPriceSen, sellPriceSen, quoteWh } = terms;
  const prices = [buyPriceSen, sellPriceSen];
  const inBand = prices.every((price) => price >= rules.minPriceSen && price <= rules.maxPriceSen);
  const whole = [...prices, quoteWh].every(Number.isSafeInteger);
  if (whole && inBand && buyPriceSen < sellPriceSen && quoteWh > 0 && quoteWh <= rules.maxOrderWh) return;
  throw new IchienError<BiddingErrorCode>(
    'QUOTE_INVALID',
    `${quoteWh} Wh bought at ${buyPriceSen} and sold at ${sellPriceSen} sen/kWh is no quote.`,
    `Buy below the price of sale, both from ${rules.minPriceSen} to ${rules.maxPriceSen}, 1 to ${rules.maxOrderWh} Wh.`,
    { buyPriceSen: String(buyPriceSen), sellPriceSen: String(sellPriceSen), quoteWh: String(quoteWh) },
  );
}
