import { slotEndMs } from '#energy';
import type { SlotException, SlotLine } from './views.js';

/** Records that are not confirmed this long after a slot's settlement are an exception. */
const ANCHOR_GRACE_MS = 60 * 60_000;
/** Undelivered energy from here on, in permille of what was traded. */
const MUCH_UNDELIVERED_PERMILLE = 200;

/**
 * What was not as planned in some half hours, by slot.
 *
 * @param halts halts of each slot's book, as its sealed journal has them
 * @param settleDeadlineMs after a slot's end
 */
export function exceptionsOf(
  slots: readonly SlotLine[],
  halts: ReadonlyMap<number, number>,
  settleDeadlineMs: number,
  nowMs: number,
): SlotException[] {
  return slots.flatMap((line) => {
    const { slot, settlement, tradedWh, records, confirmedRecords } = line;
    const found: SlotException[] = [];
    const add = (code: SlotException['code'], amount: number) => {
      if (amount > 0) found.push({ slot, code, amount });
    };
    add('HALTED', halts.get(slot) ?? 0);
    const dueMs = slotEndMs(slot) + settleDeadlineMs;
    // A tick or two after the deadline is in time.
    const settledMs = settlement === null && line.state === 'closed' ? nowMs : 0;
    add('SETTLED_LATE', Math.floor((settledMs - dueMs) / 60_000));
    if (settlement === null) return found;
    add('SETTLED_WITHOUT_READINGS', settlement.missingReadings);
    add('CORRECTED', settlement.version - 1);
    if (nowMs - settlement.settledAtMs > ANCHOR_GRACE_MS) add('UNANCHORED', records - confirmedRecords);
    if (settlement.allocatedWh !== null && tradedWh > 0) {
      const permille = Math.floor(((tradedWh - settlement.allocatedWh) * 1000) / tradedWh);
      add('MUCH_UNDELIVERED', permille >= MUCH_UNDELIVERED_PERMILLE ? permille : 0);
    }
    return found;
  });
}
