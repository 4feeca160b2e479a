import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Test files that run at a time, each in a process: many only wait for a browser, a chain or a database. */
const JOBS = Math.max(2, availableParallelism());

/** The suites of `npm test`, run side by side; each prints its counts as "N passing", "N pending", "N failing". */
const SUITES: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'Solidity (hardhat)', command: ['hardhat', 'test', 'solidity'] },
  { name: 'TypeScript (mocha)', command: ['mocha', '--parallel', '--jobs', String(JOBS), 'dist/test/**/*.test.js'] },
];

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Most lines of a suite's failures that the end repeats. */
const MAX_LINES = 300;

/** What the end says of suites that failed: who reads a log of thousands of tests often sees its last lines only. */
const failures: string[] = [];

/** Runs one suite. @returns its counts, once its output has been shown, which is after that of the suite `before` it */
async function run(name: string, [program, ...args]: readonly string[], before: Promise<unknown>): Promise<Counts> {
  // npm puts the package's own programs on the path.
  const child = spawn(program!, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) },
  });
  const closed = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  await before;
  console.log(`\n== ${name}\n${output}`);
  child.stdout.on('data', (chunk: Buffer) => process.stdout.write(chunk));
  const exitCode = await closed;
  const count = (word: string) => Number(output.match(new RegExp(`(\\d+) ${word}`))?.[1] ?? 0);
  const counts = { passed: count('passing'), failed: count('failing'), skipped: count('pending') };
  if (counts.passed === 0) console.log(`${name}: no test ran.`);
  // A suite that broke down before it could count has failed too.
  if (counts.failed === 0 && (exitCode !== 0 || counts.passed === 0)) counts.failed = 1;
  if (counts.failed > 0) failures.push(`\n== What failed: ${name} (exit code ${exitCode})\n${failuresIn(output)}`);
  return counts;
}

/** Both runners tell each failure in full after their count of them; a suite that broke down has only its last words. */
function failuresIn(output: string): string {
  const lines = output.trimEnd().split('\n');
  const start = lines.findLastIndex((line) => /(^|\s)\d+ failing\b/.test(line));
  return (start < 0 ? lines.slice(-MAX_LINES) : lines.slice(start, start + MAX_LINES)).join('\n');
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
let last: Promise<unknown> = Promise.resolve();
const runs = SUITES.map(({ name, command }) => {
  const counts = run(name, command, last);
  last = counts;
  return counts;
});
for (const { passed, failed, skipped } of await Promise.all(runs)) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}
for (const told of failures) console.log(told);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
