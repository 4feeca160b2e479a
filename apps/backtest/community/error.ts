import { IchienError } from '#energy';

/** Codes raised while a community is read or made; the readers' own codes pass through. */
export type CommunityErrorCode =
  | 'COMMUNITY_CALENDAR_INVALID'
  | 'COMMUNITY_DIRECTORY_INVALID'
  | 'COMMUNITY_FILE_INVALID'
  | 'COMMUNITY_EMPTY'
  | 'COMMUNITY_SIZE_INVALID'
  | 'COMMUNITY_SEED_INVALID';

/** Shorthand for an {@link IchienError} with one of the community's codes. */
export function communityError(
  code: CommunityErrorCode,
  what: string,
  fix: string,
  details: Record<string, string | number> = {},
): IchienError<CommunityErrorCode> {
  return new IchienError<CommunityErrorCode>(code, what, fix, details);
}
