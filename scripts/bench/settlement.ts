/**
 * How long a slot takes from its readings to its postings, and how much memory; each size in a process of its own.
 *
 *     npm run bench -- settlement [--json FILE]
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SettlementSlotResult } from './settlement-slot.js';

/** Figures of `npm run bench -- settlement`. */
export interface SettlementResult {
  readonly slots: readonly SettlementSlotResult[];
}

const SIZES = [10_000, 30_000, 120_000];
const SLOT = fileURLToPath(new URL('./settlement-slot.js', import.meta.url));
const MAX_SLOT_MS = 600_000;

/** Measures every size, one after the other: about a minute, most of it to make the largest slot. */
export async function benchSettlement(): Promise<SettlementResult> {
  const slots: SettlementSlotResult[] = [];
  for (const households of SIZES) {
    process.stderr.write(`settling a slot of ${households.toLocaleString('en')} households\n`);
    const args = [SLOT, String(households)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: MAX_SLOT_MS });
    slots.push(JSON.parse(stdout));
  }
  return { slots };
}

/** The result as a table for people. */
export function settlementTable({ slots }: SettlementResult): string {
  const rows = slots.map(({ households, trades, postings, seconds, readingSeconds, peakMiB }) => [
    households.toLocaleString('en'),
    trades.toLocaleString('en'),
    postings.toLocaleString('en'),
    seconds.toFixed(2),
    readingSeconds.toFixed(2),
    ((seconds / households) * 1e6).toFixed(1),
    Math.round(peakMiB).toLocaleString('en'),
  ]);
  const head = ['households', 'trades', 'postings', 'seconds', 'of it readings', 'us a household', 'peak MiB'];
  const lines = [head, ...rows].map((cells) => cells.map((cell) => cell.padStart(15)).join(''));
  return [
    'one slot, from delivered readings to postings and record, through the services, on SQLite',
    '',
    ...lines,
  ].join('\n');
}
