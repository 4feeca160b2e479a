import { expect } from 'chai';
import fc from 'fast-check';
import {
  type ClaimedReading,
  compareClaims,
  judgeReading,
  READING_QUALITIES,
  READING_SOURCES,
  READING_STATES,
} from '#metering';
import { expectCode } from '../error-code.js';

const claim = (change: Partial<ClaimedReading> = {}): ClaimedReading => ({
  ...{ state: 'provisional', source: 'gridCompany', revision: 1, quality: 'measured', exportWh: 500, importWh: 0 },
  ...change,
});

describe('judgeReading', () => {
  it('names what becomes of a reading beside the one that stands', () => {
    const stands = claim({ state: 'daily' });
    const other = { exportWh: 490 };
    for (const [verdict, standing, next] of [
      ['first', undefined, claim()],
      ['known', stands, stands],
      ['known', stands, claim()],
      ['attests', stands, claim({ state: 'confirmed' })],
      ['outranked', stands, claim(other)],
      ['contradicts', stands, claim({ state: 'daily', ...other })],
      ['supersedes', stands, claim({ state: 'confirmed', ...other })],
      ['supersedes', stands, claim({ state: 'daily', revision: 2, ...other })],
      ['outranked', stands, claim({ state: 'daily', source: 'gateway', revision: 9, ...other })],
      // Nobody but the grid company corrects what it has confirmed.
      ['outranked', claim({ state: 'confirmed' }), claim({ state: 'corrected', source: 'operator', ...other })],
      ['supersedes', claim({ state: 'confirmed' }), claim({ state: 'corrected', ...other })],
      ['supersedes', claim({ quality: 'estimated' }), claim(other)],
      [
        'supersedes',
        claim({ source: 'ichien', revision: 0, quality: 'substituted' }),
        claim({ source: 'gateway', ...other }),
      ],
    ] as const) {
      expect(judgeReading(standing, next), JSON.stringify([standing, next])).to.equal(verdict);
    }
  });

  it('weighs stage before source, source before state, state before revision, revision before quality', () => {
    const ascending = [
      claim({ source: 'ichien', revision: 0, quality: 'substituted' }),
      claim({ source: 'gateway', revision: 99 }),
      claim({ source: 'gridCompany', quality: 'estimated' }),
      claim(),
      claim({ revision: 2, quality: 'substituted' }),
      claim({ state: 'daily', source: 'gateway' }),
      claim({ state: 'confirmed', source: 'gateway', revision: 0 }),
      claim({ state: 'corrected', source: 'gateway', revision: 0 }),
      claim({ state: 'confirmed', revision: 0 }),
      claim({ state: 'corrected', revision: 0 }),
    ];
    for (let i = 0; i < ascending.length; i++) {
      for (let j = 0; j < ascending.length; j++) {
        expect(Math.sign(compareClaims(ascending[i]!, ascending[j]!))).to.equal(Math.sign(i - j));
      }
    }
  });

  it('refuses what is no claim', () => {
    for (const bad of [
      { state: 'final' },
      { source: 'me' },
      { quality: 'good' },
      { revision: -1 },
      { revision: 0.5 },
    ]) {
      expectCode('CLAIM_INVALID', () => judgeReading(claim(), claim(bad as Partial<ClaimedReading>)));
      expectCode('CLAIM_INVALID', () => judgeReading(undefined, claim(bad as Partial<ClaimedReading>)));
    }
  });

  it('lets the same reading stand, in whatever order and however often readings arrive', () => {
    const weights = fc.record({
      state: fc.constantFrom(...READING_STATES),
      source: fc.constantFrom(...READING_SOURCES),
      revision: fc.nat(2),
      quality: fc.constantFrom(...READING_QUALITIES),
    });
    // Values of few kinds, so that readings of different weight often agree; those of the same weight always do.
    const exportOf = (weight: object) => JSON.stringify(weight).length % 3;
    const readings = fc.array(
      weights.map((weight): ClaimedReading => ({ ...weight, exportWh: exportOf(weight), importWh: 0 })),
      { minLength: 1, maxLength: 8 },
    );
    const arrivals = readings.chain((list) =>
      fc.tuple(fc.constant(list), fc.array(fc.constantFrom(...list), { maxLength: 20 }), fc.nat()),
    );
    fc.assert(
      fc.property(arrivals, ([list, repeats, turn]) => {
        const arriving = [...list, ...repeats];
        const rotated = [...arriving.slice(turn % arriving.length), ...arriving.slice(0, turn % arriving.length)];
        const heaviest = [...list].sort(compareClaims).at(-1)!;
        for (const order of [arriving, rotated, rotated.toReversed()]) {
          expect(standingAfter(order)).to.deep.equal(heaviest);
        }
      }),
      { seed: 20260518, numRuns: 500 },
    );
  });
});

/** What stands after readings arrived, as the service keeps it: an attested value takes the heavier weight. */
function standingAfter(arriving: readonly ClaimedReading[]): ClaimedReading | undefined {
  let standing: ClaimedReading | undefined;
  for (const next of arriving) {
    const verdict = judgeReading(standing, next);
    expect(verdict).to.not.equal('contradicts');
    if (verdict === 'first' || verdict === 'supersedes' || verdict === 'attests') standing = next;
  }
  return standing;
}
