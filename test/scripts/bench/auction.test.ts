import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const run = promisify(execFile);

describe('npm run bench -- auction', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  after(() => rmSync(folder, { recursive: true }));

  it('measures every flow beside both peers, whose trades are the same, and writes what the table shows', async () => {
    const file = join(folder, 'auction.json');
    const { stdout } = await bench('auction', '--scale', '0.002', '--rounds', '1', '--json', file);
    const { flows } = JSON.parse(readFileSync(file, 'utf8'));
    expect(flows.map(({ name }: { name: string }) => name)).to.deep.equal(['a', 'b', 'b2', 'c']);
    for (const flow of flows) {
      expect(Object.keys(flow.peers)).to.deep.equal(['nodejs-order-book', 'orderbook-match-engine']);
      for (const figure of [flow.ordersPerSecond, ...Object.values(flow.peers), flow.maxUs, flow.peakMiB]) {
        expect(figure).to.be.greaterThan(0);
      }
      expect(flow.ratio).to.equal(flow.ordersPerSecond / Math.max(...(Object.values(flow.peers) as number[])));
      expect([flow.p50Us, flow.p99Us, flow.p999Us, flow.maxUs]).to.deep.equal(
        [flow.p50Us, flow.p99Us, flow.p999Us, flow.maxUs].toSorted((a, b) => a - b),
      );
      expect(stdout).to.include(flow.ordersPerSecond.toLocaleString('en'));
    }
  }).timeout(20_000);

  it('says how it is called when it is called otherwise, and fails', async () => {
    for (const call of [[], ['matching'], ['auction', '--scale', '2'], ['auction', '--flows', 'a,z']]) {
      const { code, stdout } = await bench(...call).catch((error) => error);
      expect([code, stdout.startsWith('npm run bench -- auction')]).to.deep.equal([2, true]);
    }
  }).timeout(10_000);
});

function bench(...call: string[]): Promise<{ stdout: string; code?: number }> {
  return run(process.execPath, ['dist/scripts/bench/main.js', ...call]);
}
