/** Codes raised by this library. */
export type ReportErrorCode =
  | 'INPUT_TOO_LARGE'
  | 'SLOT_REPEATED'
  | 'SLOT_UNBALANCED'
  | 'FIGURE_INVALID'
  | 'PARTICIPANT_INVALID'
  | 'GENERATION_INVALID'
  | 'SCOPE_UNKNOWN'
  | 'FACTOR_UNKNOWN'
  | 'SAVING_INVALID';
