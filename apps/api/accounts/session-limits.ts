import { isStaff, type Role } from '#joining';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long a session lives: since it was last used, and in all. */
export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** NIST SP 800-63B 4.2.3 (AAL2): 30 minutes and 12 hours. [OK] */
const STAFF: SessionLimits = { idleMs: 30 * MINUTE_MS, absoluteMs: 12 * HOUR_MS };
/** NIST SP 800-63B 4.1.3 (AAL1): 30 days in all. [OK] The idle week is ours: a phone that lies in a drawer is signed out. */
const RESIDENT: SessionLimits = { idleMs: 7 * DAY_MS, absoluteMs: 30 * DAY_MS };
/** Between password and second factor. */
const HALF: SessionLimits = { idleMs: 10 * MINUTE_MS, absoluteMs: 10 * MINUTE_MS };

export function sessionLimitsOf(role: Role, complete: boolean): SessionLimits {
  if (!complete) return HALF;
  return isStaff(role) ? STAFF : RESIDENT;
}
