import type { BilingualText } from '#certificates';

/** What can need the operator: the closed set. */
export type AlertCode =
  | 'CLOSING_FAILS'
  | 'OPENING_FAILS'
  | 'STEP_FAILS'
  | 'NO_OPEN_BOOK'
  | 'BOOK_HALTED'
  | 'BOOK_DAMAGED'
  | 'SETTLEMENT_LATE'
  | 'READINGS_LATE'
  | 'ANCHORING_FULL'
  | 'ANCHORING_STUCK'
  | 'ANCHORING_WAITS'
  | 'CHAIN_NOT_CONFIGURED'
  | 'LETTERS_WAIT'
  | 'ENROLMENTS_WAIT'
  | 'ERASURES_DUE';

/** `urgent`: money or fairness is at stake until somebody acts. `warning`: will be, or the proof is. `task`: somebody waits. */
export type AlertLevel = 'urgent' | 'warning' | 'task';

/** Something that needs the operator, in words: what is, what happens if nothing is done, what to do. */
export interface Alert {
  readonly code: AlertCode;
  readonly level: AlertLevel;
  readonly sinceMs: number;
  /** When what `consequence` says comes about; null if it goes on already or has no time. */
  readonly dueMs: number | null;
  readonly what: BilingualText;
  readonly consequence: BilingualText;
  readonly action: BilingualText;
  /** As a machine said it; null if there is nothing more to say. */
  readonly detail: string | null;
  /** The slot where the trouble begins, if it is about slots. */
  readonly slot: number | null;
}

/** What alerts say besides their numbers. */
export type AlertTexts = Pick<Alert, 'what' | 'consequence' | 'action'>;
