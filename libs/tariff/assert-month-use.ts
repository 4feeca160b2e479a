import { assertBillingMonth } from './billing-month.js';
import {
  MAX_ADJUSTMENTS,
  MAX_ENERGY_PRICE_SEN,
  MAX_HALF_HOUR_WH,
  MAX_MONTH_PRICE_SEN,
  MAX_PERIOD_KWH,
  MAX_TARIFF_TEXT_LENGTH,
} from './limits.js';
import type { Adjustment, MonthUse, PeriodUse } from './month.js';
import { assertProration, daysOf } from './proration.js';
import type { TariffTerms } from './tariff.js';
import { isWholeWithin, tariffError } from './tariff-error.js';

/**
 * Refuses a month that cannot be priced, naming what is wrong. What the contract lacks, the charges themselves say.
 *
 * @returns days of the period
 * @throws IchienError TariffErrorCode; DAY_INVALID
 */
export function assertMonthUse(month: MonthUse, terms: TariffTerms): number {
  assertBillingMonth(month.billingMonth);
  const days = daysOf(month.fromDay, month.toDay);
  assertUse(month.use, days);
  if (month.proration !== undefined) assertProration(month.proration);
  assertFuelAdjustment(month.fuelAdjustmentSen, terms.fuelAdjusted);
  const prices = month.marketPriceSenBySlot;
  if (prices !== undefined && prices.length !== days * 48) {
    throw tariffError(
      'MARKET_PRICES_MISSING',
      `${prices.length} market prices are given for ${days} days.`,
      `Give ${days * 48}, one a half hour.`,
      { prices: prices.length },
    );
  }
  assertAdjustments(month.adjustments ?? []);
  return days;
}

function assertUse(use: PeriodUse, days: number): void {
  if ('usageKwh' in use) {
    if (!isWholeWithin(use.usageKwh, 0, MAX_PERIOD_KWH)) {
      throw tariffError('USE_INVALID', `${use.usageKwh} kWh is no use.`, `Give whole kWh from 0 to ${MAX_PERIOD_KWH}.`);
    }
    return;
  }
  const { energyWhBySlot } = use;
  if (energyWhBySlot.length !== days * 48) {
    throw tariffError(
      'SLOTS_MISSING',
      `${energyWhBySlot.length} half hours are given for ${days} days.`,
      `Give ${days * 48}, with substitutes for those not read.`,
      { slots: energyWhBySlot.length },
    );
  }
  const wrong = energyWhBySlot.findIndex((wh) => !isWholeWithin(wh, 0, MAX_HALF_HOUR_WH));
  if (wrong >= 0) {
    throw tariffError(
      'USE_INVALID',
      `Half hour ${wrong + 1} of the period has ${energyWhBySlot[wrong]} Wh.`,
      `Give whole Wh from 0 to ${MAX_HALF_HOUR_WH}.`,
      { position: wrong + 1 },
    );
  }
}

function assertFuelAdjustment(sen: number | undefined, isCharged: boolean): void {
  if (sen === undefined && isCharged) {
    throw tariffError(
      'FUEL_ADJUSTMENT_MISSING',
      'The tariff has a fuel adjustment, and the month none.',
      "Give the month's published unit price; 0 if it is zero.",
    );
  }
  if (sen !== undefined && !isWholeWithin(sen, -MAX_ENERGY_PRICE_SEN, MAX_ENERGY_PRICE_SEN)) {
    throw tariffError(
      'FUEL_PRICE_INVALID',
      `A fuel adjustment of ${sen} sen/kWh is no price.`,
      `Give whole sen from -${MAX_ENERGY_PRICE_SEN} to ${MAX_ENERGY_PRICE_SEN}.`,
    );
  }
}

function assertAdjustments(adjustments: readonly Adjustment[]): void {
  if (adjustments.length > MAX_ADJUSTMENTS) {
    throw tariffError(
      'INPUT_TOO_LARGE',
      `${adjustments.length} adjustments are too many.`,
      `Give at most ${MAX_ADJUSTMENTS}.`,
    );
  }
  for (const { label, amountSen, perKwhSen, source } of adjustments) {
    const texts = [label.ja, label.en, source];
    const isNamed = texts.every((text) => text.length > 0 && text.length <= MAX_TARIFF_TEXT_LENGTH);
    const isPriced =
      perKwhSen === undefined
        ? isWholeWithin(amountSen ?? Number.NaN, -MAX_MONTH_PRICE_SEN, MAX_MONTH_PRICE_SEN)
        : amountSen === undefined && isWholeWithin(perKwhSen, -MAX_ENERGY_PRICE_SEN, MAX_ENERGY_PRICE_SEN);
    if (!isNamed || !isPriced) {
      throw tariffError(
        'ADJUSTMENT_INVALID',
        `The adjustment "${label.en.slice(0, 64)}" has no name, no source, or not one price.`,
        'Give both names, the source, and whole sen either a month or a kWh.',
      );
    }
  }
}
