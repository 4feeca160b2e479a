/**
 * Settles one slot from a file, without a database, a clock or a network.
 *
 *     npm run -s settle < slot.json > result.json
 *
 * In: trades, readings and rules of one slot, and optionally grants and earlier postings. Out: allocations, deviations,
 * residuals, postings. Both formats stand in docs/settlement.md. Exit code 0; 1 with one line `CODE: what, where, what to do` on
 * stderr, and nothing on stdout, if the input cannot be settled.
 */
import { isIchienError } from '#energy';
import { settleSlotFile } from '#settlement';
import { readStream } from './read-stream.js';

/** Far above a slot of the largest area: 500,000 trades and readings. */
const MAX_INPUT_BYTES = 256 * 2 ** 20;

try {
  const result = settleSlotFile(await readStream(process.stdin, MAX_INPUT_BYTES));
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} catch (error) {
  if (!isIchienError(error)) throw error;
  console.error(`${error.code}: ${error.message.replaceAll(/[\s\p{Cc}]+/gu, ' ')}`);
  process.exitCode = 1;
}
