import type { IchienError } from '#energy';
import { type ApiErrorCode, apiError } from '../errors.js';

/** One answer for a participant that does not exist and for one that is not the caller's. */
export function participantUnknown(participantId: string): IchienError<ApiErrorCode> {
  return apiError('PARTICIPANT_UNKNOWN', `There is no participant ${participantId}.`, 'Check the id.', {
    participantId,
  });
}

/** One answer for a meter that does not exist and for one that the sender may not speak for. */
export function meterUnknown(meterId: string): IchienError<ApiErrorCode> {
  return apiError('METER_UNKNOWN', `There is no meter ${meterId} in this area.`, 'Check the meter id.', { meterId });
}
