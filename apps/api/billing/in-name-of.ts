import { IchienError, isIchienError } from '#energy';

/** Does something about a participant; what is refused then names it. */
export function inNameOf<T>(participantId: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isIchienError(error)) throw error;
    const what = `${participantId}: ${error.message.slice(0, -error.fix.length).trim()}`;
    throw new IchienError(error.code, what, error.fix, { ...error.details, participantId });
  }
}
