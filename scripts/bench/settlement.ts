/**
 * How long a slot takes from its readings to its postings, and how much memory; and how long a month takes to be closed. Each in a
 * process of its own.
 *
 *     npm run bench -- settlement [--json FILE]
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { MonthCloseResult } from './settlement-month.js';
import type { SettlementSlotResult } from './settlement-slot.js';

/** Figures of `npm run bench -- settlement`. */
export interface SettlementResult {
  readonly slots: readonly SettlementSlotResult[];
  readonly monthClose: MonthCloseResult;
}

const SIZES = [10_000, 30_000, 120_000];
const MONTH_HOUSEHOLDS = 300;
const SLOT = fileURLToPath(new URL('./settlement-slot.js', import.meta.url));
const MONTH = fileURLToPath(new URL('./settlement-month.js', import.meta.url));
const MAX_PROCESS_MS = 600_000;

/** Measures every size, one after the other: some minutes, most of it to make the largest slot and the month. */
export async function benchSettlement(): Promise<SettlementResult> {
  const slots: SettlementSlotResult[] = [];
  for (const households of SIZES) {
    process.stderr.write(`settling a slot of ${households.toLocaleString('en')} households\n`);
    slots.push(await measure<SettlementSlotResult>(SLOT, households));
  }
  process.stderr.write(`making and closing a month of ${MONTH_HOUSEHOLDS} households\n`);
  return { slots, monthClose: await measure<MonthCloseResult>(MONTH, MONTH_HOUSEHOLDS) };
}

/** Runs one measurement in a process of its own; its progress is shown as it comes. */
async function measure<Result>(script: string, households: number): Promise<Result> {
  const args = [script, String(households)];
  const running = promisify(execFile)(process.execPath, args, { timeout: MAX_PROCESS_MS });
  running.child.stderr?.pipe(process.stderr, { end: false });
  return JSON.parse((await running).stdout);
}

/** The result as a table for people. */
export function settlementTable({ slots, monthClose }: SettlementResult): string {
  const rows = slots.map((slot) => [
    slot.households.toLocaleString('en'),
    slot.trades.toLocaleString('en'),
    slot.postings.toLocaleString('en'),
    slot.seconds.toFixed(2),
    slot.readingSeconds.toFixed(2),
    ((slot.seconds / slot.households) * 1e6).toFixed(1),
    Math.round(slot.peakMiB).toLocaleString('en'),
    slot.correctionSeconds.toFixed(2),
    Math.round(slot.correctionPeakMiB).toLocaleString('en'),
  ]);
  const head = [
    'households',
    'trades',
    'postings',
    'seconds',
    'of it readings',
    'us a household',
    'peak MiB',
    'a correction',
    'peak MiB then',
  ];
  const lines = [head, ...rows].map((cells) => cells.map((cell) => cell.padStart(15)).join(''));
  return [
    'one slot, from delivered readings to postings and record, through the services, on SQLite',
    '',
    ...lines,
    '',
    `in the seconds: readings checked and stored, names, salts and claims derived, allocations, postings and record stored, on disk; a`,
    `server that was just started. Not in them: the trades, and what is done once in a household's life, such as its claim account`,
    `(${slots.at(-1)!.accountMs.toFixed(2)} ms each, in a thread of its own)`,
    '',
    `one month of ${monthClose.households} households closed in ${monthClose.seconds.toFixed(1)} s: ${monthClose.pdfs} PDFs, bank files, retailer's`,
    `files of ${monthClose.trades.toLocaleString('en')} trades in two encodings, control report; the month was made before and is not counted`,
  ].join('\n');
}
