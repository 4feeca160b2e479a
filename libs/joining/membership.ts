import { SLOT_MS, slotAt, slotEndMs, slotOf, slotStartMs } from '#energy';
import { CORRECTION_DAYS } from './retention.js';

const DAY_MS = 24 * 60 * 60_000;

/**
 * The half hours in which a household takes part with its meter. Only they are traded, metered, settled and billed. What has
 * passed of it never changes: it begins and ends in the future only (decision 43).
 */
export interface Membership {
  readonly fromSlot: number;
  /** First slot after it; null: no end is known. */
  readonly untilSlot: number | null;
}

/** Later than every slot, and what an integer of both databases holds: the end of a membership that has none, for queries. */
export const NEVER_SLOT = 2 ** 31 - 1;

/** True if the slot lies in the membership. */
export function isMemberAt({ fromSlot, untilSlot }: Membership, slot: number): boolean {
  return fromSlot <= slot && (untilSlot === null || slot < untilSlot);
}

/** True if some slot lies in both. Who left before its start day has none. */
export function overlap(one: Membership, other: Membership): boolean {
  const untilSlot = Math.min(one.untilSlot ?? NEVER_SLOT, other.untilSlot ?? NEVER_SLOT);
  return Math.max(one.fromSlot, other.fromSlot) < untilSlot;
}

/** The first half hour that begins now or later: where a membership begins or ends at the earliest. */
export function nextSlot(nowMs: number): number {
  return slotAt(nowMs + SLOT_MS - 1);
}

/** Where a membership begins that was agreed on for a JST day: at its midnight, or, if that has passed, now. @throws IchienError DAY_INVALID */
export function firstSlotOf(startDay: string, nowMs: number): number {
  return Math.max(slotOf(startDay), nextSlot(nowMs));
}

/** True once nothing settles the slot any more: no reading, price or grant of it is taken. */
export function isFinal(slot: number, nowMs: number): boolean {
  return slotEndMs(slot) + CORRECTION_DAYS * DAY_MS < nowMs;
}

/** From when on, exclusively, all slots before this one are final. */
export function finalFromMs(untilSlot: number): number {
  return slotStartMs(untilSlot) + CORRECTION_DAYS * DAY_MS;
}
