import { writeFile } from 'node:fs/promises';
import { IchienError, isIchienError } from '#energy';
import { connectNode, SlotLedgerClient, verifyEvidence } from '#ledger';
import {
  type AuditLogArguments,
  parseArguments,
  USAGE,
  type VerifyArguments,
  type WatchArguments,
} from './arguments.js';
import { auditLog } from './audit-log.js';
import type { AuditorErrorCode } from './error.js';
import { openEvidence, readKey } from './open-evidence.js';
import { askAbout } from './pair-reason.js';
import { printReport, printSignable } from './print-report.js';
import { readReceipts } from './read-receipts.js';
import { type ReportInput, sealReport, sha256 } from './sealed-report.js';
import { watch } from './watch.js';

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
  /** Waits: the only time that an audit knows. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Runs one audit from its command line. @returns the exit code */
export async function audit(args: readonly string[], output: AuditOutput): Promise<number> {
  try {
    const parsed = parseArguments(args);
    if (parsed === 'help') {
      output.print(USAGE);
      return EXIT_VERIFIED;
    }
    switch (parsed.command) {
      case 'verify':
        return await auditEvidence(parsed, output);
      case 'watch':
        return await watchEvidence(parsed, output);
      case 'log':
        return await auditStaff(parsed, output);
    }
  } catch (error) {
    if (!isIchienError(error)) throw error;
    output.printError(`Could not verify (${error.code}): ${error.message}\n`);
    return EXIT_UNABLE;
  }
}

async function auditEvidence(args: VerifyArguments, output: AuditOutput): Promise<number> {
  const { range, areaId, gateClosureLeadMs } = args;
  const inputs: ReportInput[] = [];
  const onRead = (file: string, text: string) => inputs.push({ file, sha256: sha256(text) });
  const source = await openEvidence(args.evidence, onRead, await readKey(args.keyFile));
  const { manifest } = source;
  const asked = args.why === undefined ? undefined : askAbout(args.why, source);
  const { readFile } = asked ?? source;
  const receipts = args.receipts === undefined ? undefined : await readReceipts(args.receipts, onRead);
  const provider = await connectNode(args.rpc);
  try {
    const ledger = new SlotLedgerClient(provider, args.contract ?? manifest.contract);
    const onProgress = (done: number, slots: number) => output.showProgress?.(`verifying slot ${done} of ${slots}`);
    const report = await verifyEvidence({
      manifest,
      readFile,
      ledger,
      onProgress,
      ...(range !== undefined && { range }),
      ...(areaId !== undefined && { areaId }),
      ...(gateClosureLeadMs !== undefined && { gateClosureLeadMs }),
      ...(receipts !== undefined && { receipts }),
    });
    const sealed = sealReport(report, inputs, range);
    output.showProgress?.('');
    output.print(printReport(sealed, manifest));
    if (asked !== undefined) {
      const isVerified = report.findingCount === 0;
      output.print(`${isVerified ? asked.reason() : 'No reason is told of evidence that is not what was anchored.'}\n`);
    }
    if (args.json !== undefined) await writeReport(args.json, `${JSON.stringify(sealed, null, 2)}\n`);
    if (args.text !== undefined) await writeReport(args.text, printSignable(sealed, manifest));
    return report.findingCount === 0 ? EXIT_VERIFIED : EXIT_DIFFERENT;
  } finally {
    provider.destroy();
  }
}

async function watchEvidence(args: WatchArguments, output: AuditOutput): Promise<number> {
  const { areaId, gateClosureLeadMs, everySeconds, polls, confirmations, grace } = args;
  const provider = await connectNode(args.rpc);
  try {
    const { verified, different, waiting } = await watch({
      open: async () => openEvidence(args.evidence, undefined, await readKey(args.keyFile)),
      ledgerOf: (contract) => new SlotLedgerClient(provider, args.contract ?? contract),
      pause: () => output.pause(everySeconds * 1000),
      print: (line) => output.print(`${line}\n`),
      polls,
      confirmations,
      grace,
      ...(areaId !== undefined && { areaId }),
      ...(gateClosureLeadMs !== undefined && { gateClosureLeadMs }),
    });
    output.print(`Watched: ${verified} verified, ${different} different, ${waiting} waiting.\n`);
    return different === 0 ? EXIT_VERIFIED : EXIT_DIFFERENT;
  } finally {
    provider.destroy();
  }
}

async function auditStaff(args: AuditLogArguments, output: AuditOutput): Promise<number> {
  const { differences, summary } = await auditLog(args, await readKey(args.keyFile));
  for (const difference of differences) output.print(`DIFFERS: ${difference}\n`);
  output.print(`${differences.length === 0 ? 'VERIFIED' : 'NOT VERIFIED'}: ${summary}\n`);
  return differences.length === 0 ? EXIT_VERIFIED : EXIT_DIFFERENT;
}

async function writeReport(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (cause) {
    throw new IchienError<AuditorErrorCode>(
      'REPORT_UNWRITABLE',
      `${path} cannot be written (${(cause as NodeJS.ErrnoException).code}).`,
      'Give a file in a folder that you may write to.',
      { path },
    );
  }
}
