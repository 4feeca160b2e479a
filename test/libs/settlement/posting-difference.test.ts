import { expect } from 'chai';
import fc from 'fast-check';
import { IchienError } from '#energy';
import { MAX_POSTINGS, type Posting, postingDifference, settleSlot } from '#settlement';
import { readings, rules, trades } from './arbitrary-slot.js';
import { exampleReadings, exampleRules, exampleTrades } from './example-slot.js';

const RUNS = { seed: 20261121, numRuns: 300 };

describe('postingDifference', () => {
  const settled = settleSlot(exampleTrades, exampleReadings, exampleRules).postings;

  it('posts only what a corrected reading changed', () => {
    const corrected = exampleReadings.map((reading) =>
      reading.participantId === 'doi' ? { ...reading, exportWh: 420 } : reading,
    );
    const next = settleSlot(exampleTrades, corrected, exampleRules).postings;
    expect(postingDifference(settled, next)).to.deep.equal([
      { account: 'participant:doi', line: 'residualSale', energyWh: 120, amountMillisen: 102_000, cause: 'reading' },
      { account: 'retailer', line: 'residualSale', energyWh: 120, amountMillisen: -102_000, cause: 'slot' },
    ]);
  });

  it('takes back a line that no longer holds', () => {
    const corrected = exampleReadings.map((reading) =>
      reading.participantId === 'doi' ? { ...reading, exportWh: 0 } : reading,
    );
    const next = settleSlot(exampleTrades, corrected, exampleRules).postings;
    expect(postingDifference(settled, next)).to.deep.equal([
      { account: 'participant:doi', line: 'residualSale', energyWh: -300, amountMillisen: -255_000, cause: 'reading' },
      { account: 'retailer', line: 'residualSale', energyWh: -300, amountMillisen: 255_000, cause: 'slot' },
    ]);
  });

  it('posts changed Wh even where no money moves', () => {
    const corrected = exampleReadings.map((reading) =>
      reading.participantId === 'sato' ? { ...reading, exportWh: 1200 } : reading,
    );
    const next = settleSlot(exampleTrades, corrected, exampleRules).postings;
    const shortfalls = postingDifference(settled, next).filter(({ line }) => line === 'shortfall');
    expect(shortfalls.map(({ energyWh, amountMillisen }) => [energyWh, amountMillisen])).to.deep.equal([
      [-200, 0],
      [-200, 0],
    ]);
  });

  it('is the whole settlement at first, and nothing when nothing changed', () => {
    expect(postingDifference([], settled)).to.deep.equal(settled);
    expect(postingDifference(settled, settled)).to.deep.equal([]);
    expect(postingDifference([], [])).to.deep.equal([]);
  });

  it('makes all versions together equal the last, over any number of corrections', () => {
    fc.assert(
      fc.property(trades, fc.array(readings, { minLength: 1, maxLength: 4 }), rules, (trades, versions, rules) => {
        const posted: Posting[] = [];
        for (const version of versions) {
          const next = settleSlot(trades, version, rules).postings;
          const difference = postingDifference(posted, next);
          expect(difference.reduce((sum, posting) => sum + posting.amountMillisen, 0)).to.equal(0);
          posted.push(...difference);
          expect(balances(posted)).to.deep.equal(balances(next));
          expect(postingDifference(posted, next)).to.deep.equal([]);
        }
      }),
      RUNS,
    );
  });

  it('also holds when the rates or the trades of the slot change', () => {
    fc.assert(
      fc.property(trades, trades, readings, rules, rules, (trades, otherTrades, readings, rules, otherRules) => {
        const previous = settleSlot(trades, readings, rules).postings;
        const next = settleSlot(otherTrades, readings, otherRules).postings;
        expect(balances([...previous, ...postingDifference(previous, next)])).to.deep.equal(balances(next));
      }),
      RUNS,
    );
  });

  it('refuses postings that do not balance, on either side', () => {
    const torn = settled.slice(1);
    for (const [previous, next] of [
      [torn, settled],
      [settled, torn],
    ] as const) {
      expect(() => postingDifference(previous, next))
        .to.throw(IchienError, 'sum to 710000 millisen')
        .with.property('code', 'POSTINGS_UNBALANCED');
    }
  });

  it('refuses a posting that is not whole, naming it', () => {
    const [first, ...others] = settled as [Posting, ...Posting[]];
    for (const change of [{ amountMillisen: 0.5 }, { energyWh: Number.NaN }, { amountMillisen: 2 ** 53 }]) {
      expect(() => postingDifference([], [{ ...first, ...change }, ...others]))
        .to.throw(IchienError, 'tradedSupply of participant:baba for trade:3')
        .with.property('code', 'POSTING_INVALID');
    }
  });

  it('refuses more postings than the limit', () => {
    const tooMany = new Array<Posting>(MAX_POSTINGS + 1);
    expect(() => postingDifference([], tooMany))
      .to.throw(IchienError)
      .with.property('code', 'INPUT_TOO_LARGE');
  });
});

/** What each account has on each line for each cause, without the lines that came to nothing. */
function balances(postings: readonly Posting[]): Record<string, [energyWh: number, amountMillisen: number]> {
  const sums: Record<string, [number, number]> = {};
  for (const { account, line, cause, energyWh, amountMillisen } of postings) {
    const [energy, amount] = sums[`${account} ${line} ${cause}`] ?? [0, 0];
    sums[`${account} ${line} ${cause}`] = [energy + energyWh, amount + amountMillisen];
  }
  return Object.fromEntries(Object.entries(sums).filter(([, [energy, amount]]) => energy !== 0 || amount !== 0));
}
