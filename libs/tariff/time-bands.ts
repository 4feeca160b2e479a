import { addDays } from '#energy';
import { isTariffHoliday } from './holidays.js';
import type { Band, BandCondition, EnergyCharge } from './tariff.js';
import { tariffError } from './tariff-error.js';

type Bands = Extract<EnergyCharge, { kind: 'bands' }>;

/** The band that prices a half hour: the first that fits, or undefined. */
export function bandFor(
  bands: readonly Band[],
  month: number,
  days: 'weekday' | 'holiday',
  koma: number,
): Band | undefined {
  return bands.find(({ when }) => when.some((condition) => fits(condition, month, days, koma)));
}

function fits({ months, days: asked, komas }: BandCondition, month: number, days: string, koma: number): boolean {
  if (months !== undefined && !months.includes(month)) return false;
  if (asked !== undefined && asked !== days) return false;
  if (komas === undefined) return true;
  const [first, last] = komas;
  return first <= last ? koma >= first && koma <= last : koma >= first || koma <= last;
}

/**
 * kWh of each band, in the bands' order. Each band is an energy quantity of its own and rounded half up to the kWh (総則4);
 * that the month's kWh are their sum is ours [INF].
 *
 * @param energyWhBySlot half hours in order from the first day on
 */
export function kwhByBand(energy: Bands, fromDay: string, energyWhBySlot: readonly number[]): number[] {
  const whByBand = new Map(energy.bands.map((band) => [band, 0]));
  for (let at = 0, day = fromDay; at < energyWhBySlot.length; at += 48, day = addDays(day, 1)) {
    const days = isTariffHoliday(day, energy.holidays) ? 'holiday' : 'weekday';
    for (let koma = 1; koma <= 48; koma++) {
      const band = bandFor(energy.bands, monthOf(day), days, koma)!; // assertTariff saw one for each half hour
      whByBand.set(band, whByBand.get(band)! + energyWhBySlot[at + koma - 1]!);
    }
  }
  return [...whByBand.values()].map(roundKwh);
}

/**
 * kWh of each season where only the month's total is known: by the seasons' days in the period, as published for seasonal
 * menus [ST: yonden.co.jp/kouri/menu/kojin/code_09.html] H. Running totals are rounded half up, so that they sum up [INF].
 *
 * @throws IchienError SLOTS_MISSING if the bands differ within a day, or between days of a week
 */
export function kwhByDays(energy: Bands, fromDay: string, days: number, usageKwh: number): number[] {
  if (energy.bands.some(({ when }) => when.some(({ days, komas }) => days !== undefined || komas !== undefined))) {
    throw tariffError('SLOTS_MISSING', 'The tariff differs by half hour.', 'Give the half hours of the period.');
  }
  const daysByBand = new Map(energy.bands.map((band) => [band, 0]));
  for (let count = 0, day = fromDay; count < days; count++, day = addDays(day, 1)) {
    const band = bandFor(energy.bands, monthOf(day), 'weekday', 1)!;
    daysByBand.set(band, daysByBand.get(band)! + 1);
  }
  let sum = 0;
  return [...daysByBand.values()].map((bandDays) => {
    const before = divideHalfUp(usageKwh * sum, days);
    sum += bandDays;
    return divideHalfUp(usageKwh * sum, days) - before;
  });
}

/** Whole kWh, half up at the first decimal (総則4, B12). */
export function roundKwh(energyWh: number): number {
  return divideHalfUp(energyWh, 1000);
}

/** Non-negative whole numbers, divided and rounded half up. */
export function divideHalfUp(dividend: number, divisor: number): number {
  return Math.floor((2 * dividend + divisor) / (2 * divisor));
}

function monthOf(day: string): number {
  return Number(day.slice(5, 7));
}
