import type { NamedPoint } from '#resident';
import type { useText } from '../shell/use-text.js';

/** What a supply point is called: as the account named it, else おうち; several are numbered in the order of the account. */
export function pointName(
  point: NamedPoint,
  points: readonly NamedPoint[],
  t: ReturnType<typeof useText>['t'],
): string {
  return point.name ?? defaultPointName(point, points, t);
}

/** The name without one of one's own. */
export function defaultPointName(
  { pointId }: Pick<NamedPoint, 'pointId'>,
  points: readonly NamedPoint[],
  t: ReturnType<typeof useText>['t'],
): string {
  if (points.length === 1) return t('point.home');
  return t('point.homeOf', { number: points.findIndex((each) => each.pointId === pointId) + 1 });
}
