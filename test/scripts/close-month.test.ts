import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { billingSettings } from '#backtest/bill-community.js';
import { type ManifestEntry, parseManifestFile } from '#formats';
import { readCloseMonthOptions } from '../../scripts/close-month-options.js';
import { makeSettledJuly } from '../apps/api/billed-month.js';

/** Starts the command as `npm run close-month` does. */
function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['dist/scripts/close-month.js', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run(args: readonly string[]): Promise<{ status: number | null; out: string; err: string }> {
  const child = start(args);
  let [out, err] = ['', ''];
  child.stdout!.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr!.on('data', (chunk) => {
    err += chunk;
  });
  const [status] = await once(child, 'close');
  return { status, out, err };
}

/** Kills the command with `kill -9` when it tells of a step; true if it had not ended before. */
async function killAt(step: string, args: readonly string[]): Promise<boolean> {
  const child = start(args);
  let err = '';
  child.stderr!.on('data', (chunk) => {
    err += chunk;
    if (err.includes(step)) child.kill('SIGKILL');
  });
  child.stdout!.resume();
  const [, signal] = await once(child, 'close');
  return signal === 'SIGKILL';
}

describe('npm run close-month', function () {
  this.timeout(120_000);
  let folder: string;
  const path = (...parts: string[]) => join(folder, ...parts);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ichien-close-'));
    await makeSettledJuly({ url: path('july.sqlite'), remove: async () => undefined });
    writeFileSync(path('billing.json'), JSON.stringify(billingSettings()));
  });

  after(() => rmSync(folder, { recursive: true }));

  /** Options for a copy of the database, closed into a folder of its own. */
  const copy = (name: string, out = path(`${name}-out`)) => {
    copyFileSync(path('july.sqlite'), path(`${name}.sqlite`));
    return ['--month', '2026-07', '--out', out, '--database', path(`${name}.sqlite`)];
  };
  const entriesOf = (out: string): ManifestEntry[] =>
    parseManifestFile(readFileSync(join(out, 'manifest.json'), 'utf8'));
  /** What does not depend on the moment. */
  const made = (out: string) => entriesOf(out).map(({ madeAt: _, previous: __, ...entry }) => entry);
  const pdfs = (out: string) => readdirSync(join(out, 'pdf')).sort();

  it('closes a month, says so, and then that nothing is left to do', async () => {
    const args = copy('whole');
    const first = await run(args);
    expect(first.err).to.match(/making PDFs 100 %/);
    expect(first).to.include({ status: 0 });
    expect(first.out).to.match(/2026-07 is closed: 5 bills, 2 purchase statements, 10 files/);
    expect(readFileSync(path('whole-out', 'control-202607.txt'), 'utf8')).to.match(/BALANCED/);
    const entries = entriesOf(path('whole-out'));
    const second = await run(args);
    expect(second.out).to.equal('Nothing is left to do: 2026-07 is closed (run 1).\n');
    expect(second.status).to.equal(0);
    expect(entriesOf(path('whole-out'))).to.deep.equal(entries);
  });

  it('killed at any step and run again makes the same, nothing twice', async () => {
    const args = copy('killed');
    for (const step of ['making PDFs', 'making files']) {
      expect(await killAt(step, args), step).to.equal(true);
    }
    expect(await run(args)).to.include({ status: 0 });
    expect(made(path('killed-out'))).to.deep.equal(made(path('whole-out')));
    expect(pdfs(path('killed-out'))).to.deep.equal(pdfs(path('whole-out')));
    expect(pdfs(path('killed-out'))).to.have.length(7);
  });

  it('names what is wrong with its command line, settings and month', async () => {
    const whole = copy('wrong');
    const change = (option: string, value: string) =>
      whole.map((part, index) => (whole[index - 1] === option ? value : part));
    writeFileSync(path('bad.json'), '{"retailerCode": 1}');
    writeFileSync(path('prices.csv'), 'no prices');
    for (const [args, message] of [
      [['--month', '2026-07'], /--month and --out are needed/],
      [['--colour'], /--colour/],
      [change('--month', '2026-7'), /write it as YYYY-MM/],
      [change('--database', path('none.sqlite')), /There is no database/],
      [[...whole, '--area', 'x'], /not a municipality code/],
      [[...whole, '--settings', path('none.json')], /There are no settings/],
      [[...whole, '--prices', path('none.csv')], /There is no file of prices/],
    ] as const) {
      expect(readCloseMonthOptions(args)).to.match(message);
    }
    expect(readCloseMonthOptions(['--help'])).to.equal('');
    expect(readCloseMonthOptions(whole)).to.include({
      settings: path('billing.json'),
      areaId: 13112,
      provisional: false,
    });
    for (const [args, status, message] of [
      [['--month', '2026-07'], 2, /^OPTION_INVALID: --month and --out are needed/m],
      [[...whole, '--settings', path('bad.json')], 1, /^CONFIG_INVALID: .*retailerCode/m],
      [[...whole, '--prices', path('prices.csv')], 1, /^JEPX_HEADER_INVALID: prices.csv/m],
      [change('--month', '2026-06'), 1, /^MONTH_NOT_READY: .*1440 half hours are not settled/m],
    ] as const) {
      const answer = await run(args);
      expect(answer.err).to.match(message);
      expect(answer.status, answer.err).to.equal(status);
      expect(answer.out).to.equal('');
    }
  });
});
