import type { NamedPoint } from '#resident';
import type { useText } from '../shell/use-text.js';

/** What a supply point is called: as the account named it, else おうち, told apart by the end of the meter's number. */
export function pointName(
  { name, meterId }: NamedPoint,
  points: readonly NamedPoint[],
  t: ReturnType<typeof useText>['t'],
): string {
  return name ?? defaultPointName(meterId, points.length, t);
}

/** The name without one of one's own. */
export function defaultPointName(meterId: string, points: number, t: ReturnType<typeof useText>['t']): string {
  return points === 1 ? t('point.home') : t('point.homeOf', { digits: meterId.replace(/[^A-Za-z0-9]/g, '').slice(-4) });
}
