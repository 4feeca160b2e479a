/** Codes raised by the auditor. */
export type AuditorErrorCode =
  | 'ARGUMENTS_INVALID'
  | 'FILE_UNREADABLE'
  | 'FILE_TOO_LARGE'
  | 'EVIDENCE_MOVED'
  | 'REPORT_UNWRITABLE';
