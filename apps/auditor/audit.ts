import { writeFile } from 'node:fs/promises';
import { IchienError, isIchienError } from '#energy';
import { connectNode, SlotLedgerClient, type VerificationReport, verifyEvidence } from '#ledger';
import { type AuditorArguments, parseArguments, USAGE } from './arguments.js';
import type { AuditorErrorCode } from './error.js';
import { openEvidenceFolder } from './evidence-folder.js';
import { printReport } from './print-report.js';

/** Everything is verified. */
export const EXIT_VERIFIED = 0;
/** Something differs. */
export const EXIT_DIFFERENT = 1;
/** It could not be verified: wrong usage, no evidence, no node. */
export const EXIT_UNABLE = 2;

/** Where an audit writes to. */
export interface AuditOutput {
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  /** Shows progress that is overwritten; absent where nobody watches. */
  readonly showProgress?: (line: string) => void;
}

/** Runs one audit from its command line. @returns the exit code */
export async function audit(args: readonly string[], output: AuditOutput): Promise<number> {
  try {
    const parsed = parseArguments(args);
    if (parsed === 'help') {
      output.print(USAGE);
      return EXIT_VERIFIED;
    }
    return await auditEvidence(parsed, output);
  } catch (error) {
    if (!isIchienError(error)) throw error;
    output.printError(`Could not verify (${error.code}): ${error.message}\n`);
    return EXIT_UNABLE;
  }
}

async function auditEvidence(args: AuditorArguments, output: AuditOutput): Promise<number> {
  const { manifest, readFile } = await openEvidenceFolder(args.evidence);
  const provider = await connectNode(args.rpc);
  try {
    const ledger = new SlotLedgerClient(provider, args.contract ?? manifest.contract);
    const onProgress = (done: number, slots: number) => output.showProgress?.(`verifying slot ${done} of ${slots}`);
    const report = await verifyEvidence({ manifest, readFile, ledger, onProgress });
    output.showProgress?.('');
    output.print(printReport(report, manifest));
    if (args.json !== undefined) await writeReport(args.json, report);
    return report.findingCount === 0 ? EXIT_VERIFIED : EXIT_DIFFERENT;
  } finally {
    provider.destroy();
  }
}

async function writeReport(path: string, report: VerificationReport): Promise<void> {
  const verified = report.findingCount === 0;
  try {
    await writeFile(path, `${JSON.stringify({ verified, ...report }, null, 2)}\n`);
  } catch (cause) {
    throw new IchienError<AuditorErrorCode>(
      'REPORT_UNWRITABLE',
      `${path} cannot be written (${(cause as NodeJS.ErrnoException).code}).`,
      'Give --json a file in a folder that you may write to.',
      { path },
    );
  }
}
