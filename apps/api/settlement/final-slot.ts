import { formatSlot } from '#energy';
import { CORRECTION_DAYS, isFinal } from '#joining';
import { apiError } from '../errors.js';

/** @throws IchienError SLOT_FINAL, if nothing settles the slot any more: keys behind its leaves may be destroyed */
export function assertNotFinal(slot: number, nowMs: number): void {
  if (!isFinal(slot, nowMs)) return;
  const what = `Slot ${formatSlot(slot)} is final: it is more than ${CORRECTION_DAYS} days old.`;
  throw apiError('SLOT_FINAL', what, 'Settle what is left outside the exchange.', { slot });
}
