import { IchienError } from '#energy';

/** Codes raised when points are granted. */
export type PointsErrorCode = 'POINTS_CUT_OFF_INVALID' | 'POINTS_EARNED_INVALID';

/** Builds an error of point grants. */
export function pointsRefusal(
  code: PointsErrorCode,
  what: string,
  fix: string,
  details: Readonly<Record<string, string | number>>,
) {
  return new IchienError<PointsErrorCode>(code, what, fix, details);
}
