import { createHash } from 'node:crypto';
import type { SlotRange, VerificationReport } from '#ledger';

/** A file that was read, by the SHA-256 of its text. */
export interface ReportInput {
  readonly file: string;
  readonly sha256: string;
}

/** A report that a person can sign: the digest stands for all of it. */
export interface SealedReport extends VerificationReport {
  readonly verified: boolean;
  /** What was asked for; absent if it was the whole manifest. */
  readonly range?: SlotRange;
  readonly inputs: readonly ReportInput[];
  /** SHA-256 of the JSON of everything else, printed without white space. */
  readonly digest: string;
}

/** Seals a report with what it was made from. */
export function sealReport(
  report: VerificationReport,
  inputs: readonly ReportInput[],
  range: SlotRange | undefined,
): SealedReport {
  const body = {
    format: 'ichien-audit-report',
    version: 1,
    verified: report.findingCount === 0,
    ...(range !== undefined && { range }),
    ...report,
    inputs,
  };
  return { ...body, digest: sha256(JSON.stringify(body)) };
}

/** SHA-256 of a text, in hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
