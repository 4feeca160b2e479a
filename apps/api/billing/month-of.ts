import { addDays, SLOTS_PER_DAY, slotOf } from '#energy';

/** A JST month by its days and slots, both ends included. */
export interface Month {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly fromDay: string;
  readonly toDay: string;
  readonly firstSlot: number;
  readonly lastSlot: number;
}

/** @param month `YYYY-MM` @throws IchienError DAY_INVALID */
export function monthOf(month: string): Month {
  const fromDay = `${month}-01`;
  const firstSlot = slotOf(fromDay);
  const toDay = addDays(`${addDays(fromDay, 31).slice(0, 7)}-01`, -1);
  return { month, fromDay, toDay, firstSlot, lastSlot: slotOf(toDay, SLOTS_PER_DAY) };
}
