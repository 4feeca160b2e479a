import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

describe('npm run bench -- journal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  after(() => rmSync(folder, { recursive: true }));

  it('measures durable acceptance beside a bare loop, and writes what it shows', async () => {
    const file = join(folder, 'journal.json');
    const call = ['dist/scripts/bench/main.js', 'journal', '--scale', '0.02', '--rounds', '1', '--json', file];
    const { stdout } = await promisify(execFile)(process.execPath, call);
    const { commandsPerSecond, bareCommandsPerSecond, ratio } = JSON.parse(readFileSync(file, 'utf8'));
    expect(commandsPerSecond).to.be.greaterThan(0);
    expect(bareCommandsPerSecond).to.be.greaterThan(0);
    expect(ratio).to.equal(commandsPerSecond / bareCommandsPerSecond);
    expect(stdout).to.include(`${commandsPerSecond.toLocaleString('en')} commands/s`);
  }).timeout(20_000);
});
