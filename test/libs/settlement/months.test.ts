import { expect } from 'chai';
import fc from 'fast-check';
import { accountLines, type LedgerEntry, trialBalance } from '#settlement';
import { progressOf, runsAsked } from '../../long-run.js';
import { months, settleAsItArrives, settleAtTheEnd } from './settle-months.js';

const USUAL_RUNS = 300;
/** How many random months are compared: `DIFFERENTIAL_MONTHS=100000` for a long run (CONTRIBUTING, long tests). */
const numRuns = runsAsked('DIFFERENTIAL_MONTHS', USUAL_RUNS);
const RUNS = { seed: 20261121, numRuns };
const END_MS = Number.MAX_SAFE_INTEGER;

describe('random months', () => {
  it('settle the same as they arrive, difference by difference, as at the end, Wh by Wh', function () {
    this.timeout(Math.max(60_000, numRuns * 20));
    let [corrected, lines] = [0, 0];
    const progress = numRuns > USUAL_RUNS ? progressOf('months', numRuns) : undefined;
    fc.assert(
      fc.property(months, (month) => {
        const { ledger, settleAgain } = settleAsItArrives(month);
        const expected = settleAtTheEnd(month);
        const accounts = new Set(ledger.map(({ account }) => account));
        const found = new Map(
          [...accounts].flatMap((account) =>
            accountLines(ledger, account, END_MS).map(({ line, ...sums }) => [`${account} ${line}`, sums] as const),
          ),
        );
        if (numRuns <= 1000) expect(found).to.deep.equal(expected);
        else compareFast(found, expected);
        if (settleAgain().length > 0) throw new Error('settling again posted something');
        corrected += ledger.some(({ energyWh }) => energyWh < 0) ? 1 : 0;
        lines += found.size;
        progress?.(1);
      }),
      RUNS,
    );
    expect(corrected, 'months in which something was taken back').to.be.greaterThan(numRuns / 2);
    expect(lines).to.be.greaterThan(numRuns);
  });

  it('have the same balances in whatever order things arrive', () => {
    const twice = months.chain((month) =>
      fc.tuple(
        fc.constant(month),
        fc.shuffledSubarray([...month.arrivals], {
          minLength: month.arrivals.length,
          maxLength: month.arrivals.length,
        }),
      ),
    );
    fc.assert(
      fc.property(twice, ([month, arrivals]) => {
        const first = settleAsItArrives(month).ledger;
        const second = settleAsItArrives({ ...month, arrivals }).ledger;
        const balances = (ledger: LedgerEntry[]) =>
          trialBalance(ledger, END_MS).rows.map(({ kind, line, balanceMillisen }) => [kind, line, balanceMillisen]);
        const moving = (rows: (string | bigint)[][]) => rows.filter(([, , balance]) => balance !== 0n);
        expect(moving(balances(first))).to.deep.equal(moving(balances(second)));
      }),
      { ...RUNS, numRuns: 200 },
    );
  });

  it('balance at every instant, line by line', () => {
    fc.assert(
      fc.property(months, (month) => {
        const { ledger } = settleAsItArrives(month);
        for (let atMs = -1; atMs <= month.arrivals.length; atMs++) {
          expect(trialBalance(ledger, atMs).balanced, `at ${atMs}`).to.equal(true);
        }
      }),
      { ...RUNS, numRuns: 100 },
    );
  });
});

/** Chai takes longer over a comparison than the settlement does. */
function compareFast(
  found: ReadonlyMap<string, { energyWh: bigint; amountMillisen: bigint }>,
  expected: ReadonlyMap<string, { energyWh: bigint; amountMillisen: bigint }>,
): void {
  const same = [...expected].every(([key, { energyWh, amountMillisen }]) => {
    const sums = found.get(key);
    return sums?.energyWh === energyWh && sums.amountMillisen === amountMillisen;
  });
  if (!same || found.size !== expected.size) throw new Error('the two ledgers differ');
}
