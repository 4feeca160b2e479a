import { assertSlot, formatSlot, IchienError, MAX_SLOT_ENERGY_WH, SLOTS_PER_DAY, slotOf } from '#energy';
import type { ForecastErrorCode } from './error.js';
import { assertHistory, knownWh, type Register, type RegisterHistory } from './history.js';

/** Furthest that a slot may lie after the last known one: a week. */
export const MAX_HORIZON_SLOTS = 7 * SLOTS_PER_DAY;

/** What a household is expected to deliver and take in one slot. All whole Wh. */
export interface SlotForecast {
  readonly exportWh: number;
  readonly importWh: number;
  /** Mean distance of the days behind the forecast from it: how wrong it usually is. */
  readonly exportSpreadWh: number;
  readonly importSpreadWh: number;
}

// All the numbers below were chosen on real homes: docs/decisions/0006-forecast-and-bidding.md.

/** Weights of the last 14 days at the same koma, latest first: 0.8 a day. */
const DAY_WEIGHTS = [1000, 800, 640, 512, 410, 328, 262, 210, 168, 134, 107, 86, 69, 55];
/** A weekend says less about a workday than another workday does, and the reverse. */
const SAME_DAY_TYPE_WEIGHT = 5;
const OTHER_DAY_TYPE_WEIGHT = 2;

/** Koma 1 of a Sunday before every slot. */
const A_SUNDAY = slotOf('1970-01-04') - 7 * SLOTS_PER_DAY;

/** Only slots at most this far after the last known one are corrected by how today has gone so far. */
const CORRECTED_SLOTS = 8;
/** How many of the last known slots tell how today has gone. */
const RECENT_SLOTS = 4;
/** Energy added to both sides of the observed/expected ratio, so that a few Wh do not double or halve a forecast. */
const CORRECTION_PRIOR_WH = 2000;
const MIN_CORRECTION = 0.5;
const MAX_CORRECTION = 1.5;

/**
 * Forecasts a household's export and import of a slot from readings up to `history.knownUntilSlot`, and from nothing else.
 *
 * The forecast is the weighted mean of the same koma of the last 14 days for which it can be known; recent days and days
 * of the same type (workday, weekend) weigh more. A near slot is also scaled by how the last known slots compared with
 * what they were expected to be. A household without any reading is forecast as 0, so that its agent does not trade.
 *
 * @throws IchienError FORECAST_OF_KNOWN_SLOT, FORECAST_TOO_FAR, HISTORY_INVALID, SLOT_INVALID
 *
 * @example
 * forecastSlot({ firstSlot, exportWh, importWh, knownUntilSlot: slot - 6 }, slot);
 * // { exportWh: 640, importWh: 0, exportSpreadWh: 120, importSpreadWh: 0 }
 */
export function forecastSlot(history: RegisterHistory, slot: number): SlotForecast {
  assertHistory(history);
  assertForecastable(history, slot);
  const exported = forecastRegister(history, 'exportWh', slot);
  const imported = forecastRegister(history, 'importWh', slot);
  return {
    exportWh: exported.meanWh,
    importWh: imported.meanWh,
    exportSpreadWh: exported.spreadWh,
    importSpreadWh: imported.spreadWh,
  };
}

function assertForecastable(history: RegisterHistory, slot: number): void {
  assertSlot(slot);
  const { knownUntilSlot } = history;
  if (slot <= knownUntilSlot) {
    throw new IchienError<ForecastErrorCode>(
      'FORECAST_OF_KNOWN_SLOT',
      `${formatSlot(slot)} is not in the future: readings are known until ${formatSlot(knownUntilSlot)}.`,
      'Ask for a slot after the last known one.',
      { slot, knownUntilSlot },
    );
  }
  if (slot - knownUntilSlot > MAX_HORIZON_SLOTS) {
    throw new IchienError<ForecastErrorCode>(
      'FORECAST_TOO_FAR',
      `${formatSlot(slot)} is ${slot - knownUntilSlot} slots after the last known reading.`,
      `Ask for a slot at most ${MAX_HORIZON_SLOTS} slots ahead.`,
      { slot, knownUntilSlot },
    );
  }
}

function forecastRegister(history: RegisterHistory, register: Register, slot: number) {
  const meanWh = meanOverDays(history, register, slot, (wh) => wh) ?? 0;
  const spreadWh = meanOverDays(history, register, slot, (wh) => Math.abs(wh - meanWh)) ?? 0;
  const correction = slot - history.knownUntilSlot <= CORRECTED_SLOTS ? correctionOf(history, register) : 1;
  return { meanWh: corrected(meanWh, correction), spreadWh: corrected(spreadWh, correction) };
}

/**
 * Weighted mean of `measure` of the readings at the same koma on the 14 days before `slot` that can be known, rounded;
 * undefined if none of them is.
 */
function meanOverDays(
  history: RegisterHistory,
  register: Register,
  slot: number,
  measure: (wh: number) => number,
): number | undefined {
  const daysUntilKnown = Math.max(1, Math.ceil((slot - history.knownUntilSlot) / SLOTS_PER_DAY));
  const weekend = isWeekend(slot);
  let sum = 0;
  let weights = 0;
  for (let age = 0; age < DAY_WEIGHTS.length; age += 1) {
    const pastSlot = slot - (daysUntilKnown + age) * SLOTS_PER_DAY;
    const wh = knownWh(history, register, pastSlot);
    if (wh === undefined) continue;
    const typeWeight = isWeekend(pastSlot) === weekend ? SAME_DAY_TYPE_WEIGHT : OTHER_DAY_TYPE_WEIGHT;
    const weight = DAY_WEIGHTS[age]! * typeWeight;
    sum += measure(wh) * weight;
    weights += weight;
  }
  return weights === 0 ? undefined : Math.round(sum / weights);
}

/** True on a Saturday or Sunday, JST. Counted in slots: text dates would take most of a forecast's time. */
function isWeekend(slot: number): boolean {
  const daysSinceSunday = Math.floor((slot - A_SUNDAY) / SLOTS_PER_DAY) % 7;
  return daysSinceSunday === 0 || daysSinceSunday === 6;
}

/** How the last known slots went, against what they were expected to be; 1 where nothing is known. */
function correctionOf(history: RegisterHistory, register: Register): number {
  let observedWh = CORRECTION_PRIOR_WH;
  let expectedWh = CORRECTION_PRIOR_WH;
  for (let slot = history.knownUntilSlot; slot > history.knownUntilSlot - RECENT_SLOTS; slot -= 1) {
    const wh = knownWh(history, register, slot);
    if (wh === undefined) continue;
    const expected = meanOverDays(history, register, slot, (reading) => reading);
    if (expected === undefined) continue;
    observedWh += wh;
    expectedWh += expected;
  }
  return Math.min(MAX_CORRECTION, Math.max(MIN_CORRECTION, observedWh / expectedWh));
}

function corrected(wh: number, correction: number): number {
  return Math.min(MAX_SLOT_ENERGY_WH, Math.round(wh * correction));
}
