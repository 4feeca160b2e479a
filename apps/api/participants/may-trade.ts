import { formatSlot } from '#energy';
import { isMemberAt } from '#joining';
import { apiError } from '../errors.js';
import type { Participant } from './participant.entity.js';

/** @throws IchienError HOUSEHOLD_LEFT, MEMBERSHIP_OUTSIDE, if a participant may enter no order in a slot */
export function assertMayTrade(participant: Participant, slot: number): void {
  const { participantId } = participant;
  assertStays(participant);
  if (isMemberAt(participant, slot)) return;
  const what = `${participantId} takes no part in slot ${formatSlot(slot)}.`;
  throw apiError('MEMBERSHIP_OUTSIDE', what, 'Trade from the first day of the membership to its last.', { slot });
}

/** @throws IchienError HOUSEHOLD_LEFT, if a participant has asked to leave */
export function assertStays({ participantId, leftAtMs }: Participant): void {
  if (leftAtMs === null) return;
  const what = `${participantId} has left: it trades no more.`;
  throw apiError('HOUSEHOLD_LEFT', what, 'Apply again to take part again.', { participantId });
}
