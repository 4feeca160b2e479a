import { assertBookRules } from '#auction';
import { assertEnergyWh, IchienError } from '#energy';
import type { BiddingErrorCode } from './error.js';
import { MODES } from './modes.js';
import { assertOriginWish } from './origin-wish.js';
import { assertWindow } from './trading-window.js';
import type { Preferences, Situation } from './types.js';

/** Asserts that an agent can decide on this, and names what is wrong if not. @throws IchienError {@link BiddingErrorCode} */
export function assertSituation(situation: Situation): void {
  const { forecast, position, resting, rules } = situation;
  assertBookRules(rules);
  assertWindow(situation.window);
  assertPreferences(situation.preferences);
  assertTimes(situation);
  for (const energyWh of Object.values(forecast)) assertEnergyWh(energyWh);
  for (const energyWh of [position.boughtWh, position.soldWh]) assertEnergyWh(energyWh, Number.MAX_SAFE_INTEGER);
  for (const { remainingWh } of resting) assertEnergyWh(remainingWh, rules.maxOrderWh);
  assertWhole('LOT_INVALID', 'lotWh', situation.lotWh, 1, rules.maxOrderWh);
  assertWhole('COUNT_INVALID', 'ordersEntered', situation.ordersEntered, resting.length, Number.MAX_SAFE_INTEGER);
}

/** Asserts preferences, as when a resident sets them. @throws IchienError PREFERENCES_INVALID */
export function assertPreferences({ mode, minSellPriceSen, maxBuyPriceSen, ...wish }: Preferences): void {
  if (!Object.hasOwn(MODES, mode)) {
    throw new IchienError<BiddingErrorCode>(
      'PREFERENCES_INVALID',
      `There is no mode "${mode}".`,
      `Use one of ${Object.keys(MODES).join(', ')}.`,
      { mode },
    );
  }
  assertWhole('PREFERENCES_INVALID', 'minSellPriceSen', minSellPriceSen, 0, Number.MAX_SAFE_INTEGER);
  assertWhole('PREFERENCES_INVALID', 'maxBuyPriceSen', maxBuyPriceSen, 0, Number.MAX_SAFE_INTEGER);
  assertOriginWish(wish);
}

function assertTimes({ nowMs, openMs, gateClosureMs }: Situation): void {
  for (const [name, ms] of Object.entries({ nowMs, openMs, gateClosureMs })) {
    assertWhole('TIMES_INVALID', name, ms, 0, Number.MAX_SAFE_INTEGER / 1000);
  }
  assertWhole('TIMES_INVALID', 'gateClosureMs', gateClosureMs, openMs, Number.MAX_SAFE_INTEGER / 1000);
}

function assertWhole(code: BiddingErrorCode, name: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new IchienError<BiddingErrorCode>(
      code,
      `${name} is ${value}.`,
      `Give a whole number from ${least} to ${most}.`,
      { [name]: String(value) },
    );
  }
}
