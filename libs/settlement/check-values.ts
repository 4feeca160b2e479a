import { IchienError } from '#energy';
import type { SettlementErrorCode } from './error.js';
import { MAX_PARTICIPANT_ID_LENGTH } from './limits.js';

/** True for whole numbers from 0 to `max`. */
export function isWholeUpTo(value: number, max: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= max;
}

/** Refuses an id that is empty or too long. @param named names the item @throws IchienError PARTICIPANT_ID_INVALID */
export function checkParticipantId(named: string | (() => string), participantId: string): void {
  if (participantId.length === 0 || participantId.length > MAX_PARTICIPANT_ID_LENGTH) {
    const item = typeof named === 'string' ? named : named();
    throw new IchienError<SettlementErrorCode>(
      'PARTICIPANT_ID_INVALID',
      `${item} names the participant "${participantId.slice(0, MAX_PARTICIPANT_ID_LENGTH)}".`,
      `Give an id of 1 to ${MAX_PARTICIPANT_ID_LENGTH} characters.`,
      { item, length: participantId.length },
    );
  }
}
