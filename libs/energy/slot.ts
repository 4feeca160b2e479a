import { type EnergyErrorCode, IchienError } from './error.js';

/** Length of a slot (コマ) in seconds. */
export const SLOT_SECONDS = 1800;
/** Length of a slot in milliseconds. */
export const SLOT_MS = SLOT_SECONDS * 1000;
/** Slots in a day; Japan has no daylight saving time, so always 48. */
export const SLOTS_PER_DAY = 48;
/** 計画提出 freezes 60 min before delivery; the retailer keeps 15 min to submit (japan-market.md B2). */
export const DEFAULT_GATE_CLOSURE_LEAD_MS = 75 * 60 * 1000;

const JST_OFFSET_SLOTS = 18; // +09:00
const DAY_MS = 86_400_000;
/** 9999-12-31 koma 48, the last slot that has a four-digit year. */
const MAX_SLOT = Math.floor(Date.UTC(9999, 11, 31) / SLOT_MS) + SLOTS_PER_DAY - 1 - JST_OFFSET_SLOTS;
const LAST_INSTANT_MS = (MAX_SLOT + 1) * SLOT_MS - 1;

/** Asserts that `slot` is a slot number. @throws IchienError SLOT_INVALID */
export function assertSlot(slot: number): void {
  if (!Number.isSafeInteger(slot) || slot < 0 || slot > MAX_SLOT) {
    throw new IchienError<EnergyErrorCode>(
      'SLOT_INVALID',
      `${slot} is not a slot.`,
      'A slot is the whole number unix seconds / 1800.',
      { slot: String(slot) },
    );
  }
}

/** The slot that contains an instant. @param unixMs milliseconds since 1970-01-01T00:00Z @throws IchienError SLOT_INVALID */
export function slotAt(unixMs: number): number {
  const slot = Math.floor(unixMs / SLOT_MS);
  assertSlot(slot);
  return slot;
}

/** First instant of a slot, unix ms. @throws IchienError SLOT_INVALID */
export function slotStartMs(slot: number): number {
  assertSlot(slot);
  return slot * SLOT_MS;
}

/** First instant after a slot, unix ms. @throws IchienError SLOT_INVALID */
export function slotEndMs(slot: number): number {
  return slotStartMs(slot) + SLOT_MS;
}

/** When order acceptance for a slot ends, unix ms (`leadMs` before the slot starts). @throws IchienError SLOT_INVALID */
export function gateClosureMs(slot: number, leadMs: number = DEFAULT_GATE_CLOSURE_LEAD_MS): number {
  return slotStartMs(slot) - leadMs;
}

/** Koma 1 to 48 of a slot: koma 1 is 00:00-00:30 JST. @throws IchienError SLOT_INVALID */
export function komaOf(slot: number): number {
  assertSlot(slot);
  return ((slot + JST_OFFSET_SLOTS) % SLOTS_PER_DAY) + 1;
}

/** JST calendar day of a slot as `YYYY-MM-DD`. @throws IchienError SLOT_INVALID */
export function dayOf(slot: number): string {
  assertSlot(slot);
  const dayIndex = Math.floor((slot + JST_OFFSET_SLOTS) / SLOTS_PER_DAY);
  return new Date(dayIndex * DAY_MS).toISOString().slice(0, 10);
}

/** The slot of a JST day and koma. @throws IchienError DAY_INVALID, KOMA_INVALID */
export function slotOf(day: string, koma = 1): number {
  if (!Number.isInteger(koma) || koma < 1 || koma > SLOTS_PER_DAY) {
    throw new IchienError<EnergyErrorCode>('KOMA_INVALID', `Koma ${koma} does not exist.`, 'Use 1 to 48.', {
      koma: String(koma),
    });
  }
  const slot = (dayStartUtcMs(day) / DAY_MS) * SLOTS_PER_DAY - JST_OFFSET_SLOTS + koma - 1;
  assertSlot(slot);
  return slot;
}

/** The day `count` days after `day` (before, if negative). @throws IchienError DAY_INVALID */
export function addDays(day: string, count: number): string {
  return new Date(dayStartUtcMs(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Day of the week of a JST day: 0 = Sunday to 6 = Saturday. @throws IchienError DAY_INVALID */
export function weekdayOf(day: string): number {
  return new Date(dayStartUtcMs(day)).getUTCDay();
}

/** A slot for people: `2026-11-21 12:00-12:30 JST (koma 25)`. @throws IchienError SLOT_INVALID */
export function formatSlot(slot: number): string {
  const koma = komaOf(slot);
  return `${dayOf(slot)} ${clockTime(koma - 1)}-${clockTime(koma)} JST (koma ${koma})`;
}

/** An instant for people, to the millisecond if it is no whole second: `2026-11-21 10:45:00 JST`. */
export function formatInstant(atMs: number): string {
  const text = new Date(Math.min(atMs, LAST_INSTANT_MS) + JST_OFFSET_SLOTS * SLOT_MS).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, -1).replace(/\.000$/, '')} JST`;
}

function clockTime(halfHours: number): string {
  return `${String(Math.floor(halfHours / 2)).padStart(2, '0')}:${halfHours % 2 === 0 ? '00' : '30'}`;
}

function dayStartUtcMs(day: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // Date.parse refuses month 13 but rolls nothing over in ISO form; the comparison also refuses 2026-02-30.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) {
    throw new IchienError<EnergyErrorCode>('DAY_INVALID', `"${day}" is not a day.`, 'Write it as YYYY-MM-DD.', { day });
  }
  return ms;
}
