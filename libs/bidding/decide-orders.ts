import { type Origin, type OriginPreference, type Side, sameOrigin } from '#auction';
import { assertSituation } from './assert-situation.js';
import { limitPriceSen } from './limit-price.js';
import { MODES } from './modes.js';
import { originOfWish } from './origin-wish.js';
import type { Intent, OwnOrder, Situation } from './types.js';

/** An order stands until the energy that it should carry differs from what it carries by a fifth (and at least a lot). */
const REQUOTE_DIVISOR = 5;

/**
 * Decides what one participant's agent does in one slot now: nothing, cancel, or cancel and place one order.
 *
 * The order's price walks to the participant's own limit as gate closure comes nearer; its energy is what the forecast,
 * less the part of its spread that the mode withholds, leaves after the trades so far. An agent stays on one side of a slot:
 * the side that it has traded on or else the greater expectation. It re-quotes when the price has made a step, the
 * energy has changed by a fifth or the origin is another, so a steady forecast costs at most `PRICE_STEPS` + 1 orders. A sell order states what is
 * registered of the seller, a buy order the origin that the participant wants.
 *
 * @returns intents in the order in which they are to be submitted; none outside the book's life
 * @throws IchienError PREFERENCES_INVALID, WINDOW_INVALID, TIMES_INVALID, LOT_INVALID, COUNT_INVALID; ENERGY_INVALID,
 * BOOK_RULES_INVALID
 */
export function decideOrders(situation: Situation): Intent[] {
  assertSituation(situation);
  const { nowMs, openMs, gateClosureMs, resting, ordersEntered, rules, lotWh } = situation;
  if (nowMs < openMs || nowMs >= gateClosureMs) return [];

  const side = sideOf(situation);
  const priceSen = limitPriceSen(situation, side);
  const energyWh = openEnergyWh(situation, side);
  const cancels = resting.map(({ orderId }): Intent => ({ type: 'cancel', orderId }));
  if (priceSen === undefined || energyWh === 0) return cancels;
  const origin = originOf(situation, side, priceSen);
  const quote: Quote = { side, priceSen, energyWh, ...(origin && { origin }) };
  if (stands(resting, quote, lotWh)) return [];
  // The book would refuse the new order: better an old one than none.
  if (ordersEntered >= rules.maxOrdersPerParticipant) return [];
  return [...cancels, { type: 'place', ...quote }];
}

interface Quote {
  readonly side: Side;
  readonly priceSen: number;
  readonly energyWh: number;
  readonly origin?: Origin | OriginPreference;
}

function sideOf({ position, forecast }: Situation): Side {
  const netSoldWh = position.soldWh - position.boughtWh;
  const netExportWh = forecast.exportWh - forecast.importWh;
  return (netSoldWh === 0 ? netExportWh : netSoldWh) > 0 ? 'sell' : 'buy';
}

/** Where the order's energy comes from, or is wanted from; undefined if any will do. */
function originOf({ preferences, registered, rules }: Situation, side: Side, priceSen: number) {
  return side === 'sell' ? registered : originOfWish(preferences, priceSen, registered.area, rules);
}

/** Energy that should stand in the book now, in whole lots. */
function openEnergyWh({ forecast, position, preferences, rules, lotWh }: Situation, side: Side): number {
  const [expectedWh, spreadWh, tradedWh] =
    side === 'sell'
      ? [forecast.exportWh, forecast.exportSpreadWh, position.soldWh]
      : [forecast.importWh, forecast.importSpreadWh, position.boughtWh];
  const withheldWh = Math.floor((spreadWh * MODES[preferences.mode].withheldPermille) / 1000);
  const leftWh = Math.min(rules.maxOrderWh, Math.max(0, expectedWh - withheldWh - tradedWh));
  return leftWh - (leftWh % lotWh);
}

function stands(resting: readonly OwnOrder[], quote: Quote, lotWh: number): boolean {
  const inPlace = resting.every(
    ({ side, priceSen, origin }) =>
      side === quote.side && priceSen === quote.priceSen && sameOrigin(origin, quote.origin),
  );
  const restingWh = resting.reduce((sum, { remainingWh }) => sum + remainingWh, 0);
  const changeWh = Math.abs(quote.energyWh - restingWh);
  return inPlace && changeWh < Math.max(lotWh, quote.energyWh / REQUOTE_DIVISOR);
}
