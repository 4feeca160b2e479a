import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { backtest } from '#backtest/backtest.js';
import { readOptions } from '#backtest/options.js';
import { formatSummary, type Summary } from '#backtest/summary.js';
import { onBothDatabases, type TestDatabase } from '../api/databases.js';

const COMMUNITY = ['--sellers', '8', '--buyers', '6', '--days', '1', '--seed', '7'];

/** What does not depend on the machine or the moment. */
function figures({ seconds: _, ...rest }: Summary): Omit<Summary, 'seconds'> {
  return rest;
}

describe('backtest', function () {
  this.timeout(180_000);
  let folder: string;
  /** The first run's figures: every other run has to equal them. */
  let first: Summary;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ichien-backtest-'));
    first = await backtest(readOptions([...COMMUNITY, '--out', join(folder, 'first')]));
  });

  after(() => rmSync(folder, { recursive: true }));

  it('leads a community through a day: traded, settled, anchored, verified', () => {
    expect(first).to.include({ households: 14, slots: 48, anchoredSlots: 48, verifiedSlots: 48, ledgerSumMillisen: 0 });
    expect(first.records).to.equal(96);
    expect(first.trades).to.be.greaterThan(50);
    expect(first.allocatedWh).to.be.within(1, Math.min(first.tradedWh, first.matchableWh));
    expect(first.localShare).to.equal(Math.round((first.allocatedWh / first.importedWh) * 10_000) / 10_000);
  });

  it('both sides gain on what was allocated, and nothing is lost in between', () => {
    expect(first.sellerYen).to.be.greaterThan(first.baselineSellerYen);
    expect(first.buyerYen).to.be.lessThan(first.baselineBuyerYen);
  });

  it('says it in words', () => {
    const text = formatSummary(first);
    expect(text)
      .to.match(/sums to zero/)
      .and.match(/48 and 48 of 48 slots/)
      .and.match(/Synthetic community: 8 homes/);
  });

  it('verifies as well where homes insist on an origin, who trade less and pay premiums', async () => {
    const options = [...COMMUNITY, '--insisting', '80', '--out', join(folder, 'insisting')];
    const insisting = await backtest(readOptions(options));
    expect(insisting).to.include({ slots: 48, anchoredSlots: 48, verifiedSlots: 48, ledgerSumMillisen: 0 });
    expect(insisting.premiumYen).to.be.greaterThan(first.premiumYen);
    expect(insisting.headHash).to.not.equal(first.headHash);
    const evidence = readdirSync(join(folder, 'insisting', 'evidence'))
      .map((file) => readFileSync(join(folder, 'insisting', 'evidence', file), 'utf8'))
      .join('');
    expect(evidence).to.match(/"origin": ?{"sourceType": ?"solar", ?"kind": ?"hard", ?"premiumSen": ?[123]00}/);
    expect(evidence).to.match(/"origin": ?{"area": ?"13112", ?"sourceType": ?"solar"}/);
  });

  it('another seed gives another history', async () => {
    const other = await backtest(readOptions([...COMMUNITY, '--seed', '8', '--out', join(folder, 'other')]));
    expect(other.headHash).to.not.equal(first.headHash);
  });

  it('replaces an earlier run, and never a folder that holds anything else', async () => {
    writeFileSync(join(folder, 'letter.txt'), 'keep me');
    const error = await backtest(readOptions([...COMMUNITY, '--out', folder])).catch((reason) => reason);
    expect(error.code).to.equal('OUTPUT_IN_USE');
    expect(readdirSync(folder)).to.include('letter.txt');
  });

  onBothDatabases('the same seed gives the same figures and roots', (make) => {
    let database: TestDatabase;

    beforeEach(async () => {
      database = await make();
    });

    afterEach(() => database.remove());

    it('on every run', async () => {
      const again = await backtest(readOptions([...COMMUNITY, '--out', join(folder, 'again')]), database.url);
      expect(figures(again)).to.deep.equal(figures(first));
      const files = readdirSync(join(folder, 'first', 'evidence')).filter((file) => file !== 'manifest.json');
      expect(files).to.have.length(48);
      for (const file of files) {
        const [one, two] = ['first', 'again'].map((run) => readFileSync(join(folder, run, 'evidence', file), 'utf8'));
        expect(one === two, file).to.equal(true);
      }
    });
  });

  describe('its command line', () => {
    const run = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/apps/backtest/main.js', ...args], {
        encoding: 'utf8',
      });
      return { status, stdout, stderr };
    };

    it('explains itself', () => {
      const { status, stdout } = run('--help');
      expect(status).to.equal(0);
      expect(stdout).to.match(/--households DIR/);
    });

    for (const [args, code] of [
      [['--days', '0'], 'OPTION_INVALID'],
      [['--sellers', 'many'], 'OPTION_INVALID'],
      [['--insisting', '101'], 'OPTION_INVALID'],
      [['--sellers', '0', '--buyers', '0'], 'OPTION_INVALID'],
      [['--from', '2026-02-30'], 'DAY_INVALID'],
      [['--colour'], 'OPTION_INVALID'],
      [['--households', 'no-such-folder', '--out', join(tmpdir(), 'ichien-none')], 'COMMUNITY_DIRECTORY_INVALID'],
    ] as const) {
      it(`refuses ${args.slice(0, 2).join(' ')} with ${code}`, () => {
        const { status, stderr } = run(...args);
        expect(stderr).to.match(new RegExp(`^${code}: `, 'm'));
        expect(status).to.equal(2);
      });
    }
  });
});
