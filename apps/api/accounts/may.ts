import { participantUnknown } from '../participants/participant-unknown.js';
import type { CurrentAccount } from './current-account.js';

/** The account may see the participant. @throws IchienError PARTICIPANT_UNKNOWN, as for one that does not exist */
export function maySee({ participantIds }: CurrentAccount, participantId: string): void {
  if (!participantIds.includes(participantId)) throw participantUnknown(participantId);
}

/** The participant is the account's own, not one that family shares with it. @throws IchienError PARTICIPANT_UNKNOWN */
export function mayActFor({ ownedParticipantIds }: CurrentAccount, participantId: string): void {
  if (!ownedParticipantIds.includes(participantId)) throw participantUnknown(participantId);
}
