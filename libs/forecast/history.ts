import { assertSlot, formatSlot, IchienError, MAX_SLOT_ENERGY_WH } from '#energy';
import type { ForecastErrorCode } from './error.js';

/** Stands in a history where no reading has arrived. */
export const MISSING_WH = -1;

/** Which register of a two-register meter. */
export type Register = 'exportWh' | 'importWh';

/**
 * What a forecaster knows of one household's meter. The arrays may reach further than `knownUntilSlot` (a backtest has
 * the whole year): nothing after it is ever read.
 */
export interface RegisterHistory {
  /** Slot of the first item of both arrays. */
  readonly firstSlot: number;
  /** Whole Wh delivered to the grid per slot, or {@link MISSING_WH}. */
  readonly exportWh: ArrayLike<number>;
  /** Whole Wh taken from the grid per slot, or {@link MISSING_WH}. */
  readonly importWh: ArrayLike<number>;
  /** Last slot whose reading has arrived by now; `firstSlot - 1` if none has. */
  readonly knownUntilSlot: number;
}

/** Asserts that a history is of one piece; its readings are checked as they are read. @throws IchienError HISTORY_INVALID */
export function assertHistory(history: RegisterHistory): void {
  assertSlot(history.firstSlot);
  assertSlot(history.knownUntilSlot);
  if (history.exportWh.length !== history.importWh.length) {
    throw new IchienError<ForecastErrorCode>(
      'HISTORY_INVALID',
      `The history has ${history.exportWh.length} export and ${history.importWh.length} import readings.`,
      `Give both registers for the same slots, with ${MISSING_WH} where a reading is missing.`,
      { exportCount: history.exportWh.length, importCount: history.importWh.length },
    );
  }
}

/**
 * The one door to the readings: what a register showed in a slot, or undefined where that is not known.
 *
 * @throws IchienError HISTORY_INVALID if the reading is neither an energy nor missing
 */
export function knownWh(history: RegisterHistory, register: Register, slot: number): number | undefined {
  if (slot > history.knownUntilSlot) return undefined;
  const wh = history[register][slot - history.firstSlot];
  if (wh === undefined || wh === MISSING_WH) return undefined;
  if (!Number.isSafeInteger(wh) || wh < 0 || wh > MAX_SLOT_ENERGY_WH) {
    throw new IchienError<ForecastErrorCode>(
      'HISTORY_INVALID',
      `The ${register} of ${formatSlot(slot)} is ${wh}.`,
      `Give whole Wh from 0 to ${MAX_SLOT_ENERGY_WH}, or ${MISSING_WH} where it is missing.`,
      { slot, register, wh: String(wh) },
    );
  }
  return wh;
}
