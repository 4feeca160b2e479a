import type { StaffKey } from '../text/staff-ja.js';

/** Why a close ended, by the API's code; others are said with their code. */
const PROBLEMS: Readonly<Record<string, StaffKey>> = {
  MONTH_NOT_READY: 'close.problemNotReady',
  MONTH_NOT_OVER: 'close.problemNotOver',
  CLOSE_RUNNING: 'close.problemRunning',
  BILLING_NOT_CONFIGURED: 'close.problemNotConfigured',
  OUTPUT_UNWRITABLE: 'close.problemUnwritable',
  CONTROL_FAILED: 'close.problemControl',
  OFFLINE: 'close.problemOffline',
};

/** Why a month could not be closed, and what to do. The API's own words stand beside it. */
export function closeProblemOf(
  problem: { readonly code?: string; readonly message: string },
  s: (key: StaffKey, values?: Record<string, string>) => string,
): string {
  const { code = 'INTERNAL' } = problem;
  const key = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined;
  return key === undefined ? s('close.problemOther', { code }) : s(key);
}
