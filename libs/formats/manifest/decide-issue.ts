import type { PrintedFile } from './control-totals.js';
import { manifestRefusal } from './error.js';
import { headOf, type ManifestEntry, sha256 } from './manifest.js';

/** A file that somebody wants made. */
export interface IssueRequest {
  /** What it is, whatever its version: `zengin-transfer/2026-07`. */
  readonly series: string;
  readonly printed: PrintedFile;
  /** Its name as that version: each version has its own. */
  readonly fileOf: (version: number) => string;
  /** True for bank files: a second one pays twice, unless the first was never carried out. */
  readonly movesMoney: boolean;
  /** Versions of statements or settlements that it was made from. */
  readonly madeFrom: readonly string[];
  readonly madeAtMs: number;
  /** For another version only. */
  readonly reissue?: {
    readonly reason: string;
    /** What became of the version before: never sent, withdrawn by the receiver's word, or delivered. */
    readonly earlier: 'not_sent' | 'withdrawn' | 'delivered';
  };
}

/** What to do: write the file and append the entry, or nothing. */
export interface IssueDecision {
  readonly decision: 'make' | 'already_made';
  readonly entry: ManifestEntry;
}

/**
 * Whether a file is made. The same content as the latest version is not made again; other content is the next version, with the
 * reason, under another name; nothing is ever overwritten.
 *
 * @param entries the manifest so far, in its order
 * @throws IchienError MANIFEST_REASON_MISSING for other content without a reason; MANIFEST_MONEY_TWICE for a bank file whose
 * earlier version was delivered (what changed is paid by a file of its own), or that is another series' file again
 */
export function decideIssue(entries: readonly ManifestEntry[], request: IssueRequest): IssueDecision {
  const { series, printed, reissue, movesMoney } = request;
  const hash = sha256(printed.bytes);
  const latest = entries.findLast((entry) => entry.series === series);
  if (latest?.sha256 === hash) return { decision: 'already_made', entry: latest };
  if (latest !== undefined && reissue === undefined) {
    const what = `${series} was made already, as ${latest.file}, with other content.`;
    const fix = 'To make another version, say why, and what became of the earlier one.';
    throw manifestRefusal('MANIFEST_REASON_MISSING', what, fix, { series, version: latest.version });
  }
  if (latest !== undefined && movesMoney && reissue!.earlier === 'delivered') {
    const what = `${latest.file} is with the bank: another version would move its money twice.`;
    const fix = 'Withdraw it first, or make a file of the difference under a series of its own.';
    throw manifestRefusal('MANIFEST_MONEY_TWICE', what, fix, { series, version: latest.version });
  }
  const double = movesMoney
    ? entries.find((entry) => entry.movesMoney && entry.sha256 === hash && entry.series !== series)
    : undefined;
  if (double !== undefined) {
    const what = `${series} would be byte for byte ${double.file} of ${double.series}.`;
    throw manifestRefusal('MANIFEST_MONEY_TWICE', what, 'Find out which of the two is meant.', { series });
  }
  const version = (latest?.version ?? 0) + 1;
  const sums = Object.entries(printed.control.sums).map(([name, sum]) => [name, sum.toString()]);
  const entry: ManifestEntry = {
    series,
    file: request.fileOf(version),
    version,
    movesMoney,
    bytes: printed.bytes.length,
    sha256: hash,
    control: { records: printed.control.records, sums: Object.fromEntries(sums) },
    madeAt: new Date(request.madeAtMs).toISOString(),
    madeFrom: [...request.madeFrom],
    ...(latest === undefined ? {} : reissue),
    previous: headOf(entries.at(-1)),
  };
  return { decision: 'make', entry };
}

/** A name with its version before the extension: `a.csv`, then `a.v2.csv`, `a.v3.csv`. */
export function versionedName(file: string, version: number): string {
  return version === 1 ? file : file.replace(/(\.[A-Za-z0-9]+)?$/, `.v${version}$1`);
}
