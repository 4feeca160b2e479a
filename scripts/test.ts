import { spawn } from 'node:child_process';

/** The suites of `npm test`, in order; each prints its counts as "N passing", "N pending", "N failing". */
const SUITES: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'TypeScript (mocha)', command: ['mocha'] },
  { name: 'Solidity (hardhat)', command: ['hardhat', 'test', 'solidity'] },
];

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs one suite with its output shown as it comes, and reads the counts from its closing lines. */
function run([program, ...args]: readonly string[]): Promise<Counts & { exitCode: number }> {
  return new Promise((resolve, reject) => {
    // npm puts the package's own programs on the path.
    const child = spawn(program!, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk);
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const count = (word: string) => Number(output.match(new RegExp(`(\\d+) ${word}`))?.[1] ?? 0);
      resolve({ passed: count('passing'), failed: count('failing'), skipped: count('pending'), exitCode: code ?? 1 });
    });
  });
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const { name, command } of SUITES) {
  console.log(`\n== ${name}`);
  const { exitCode, ...counts } = await run(command);
  if (counts.passed === 0) console.log(`${name}: no test ran.`);
  // A suite that broke down before it could count has failed too.
  if (counts.failed === 0 && (exitCode !== 0 || counts.passed === 0)) counts.failed = 1;
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
