import { expect } from 'chai';
import fc from 'fast-check';
import {
  type EarnedPoints,
  POINT_GRANTS,
  planPointGrants,
  printRetailerTable,
  readRetailerTable,
  SETAGAYA_PAY_POINTS,
} from '#formats';
import { expectCode } from '../../error-code.js';

const entry = (walletId: string, earnedOn: string, points: number): EarnedPoints => ({ walletId, earnedOn, points });
const plan = (earned: readonly EarnedPoints[], cutOffDay: string, before: readonly [string, number][] = []) =>
  planPointGrants(earned, cutOffDay, new Map(before), SETAGAYA_PAY_POINTS);

describe('planPointGrants', () => {
  it('grants three times a month, five days of business later, to the end of the sixth month', () => {
    for (const [cutOffDay, grantDay, expiresOn] of [
      ['2026-07-10', '2026-07-17', '2027-01-31'],
      ['2026-07-20', '2026-07-27', '2027-01-31'],
      ['2026-07-31', '2026-08-07', '2027-02-28'],
      ['2026-12-31', '2027-01-08', '2027-07-31'],
      ['2027-08-31', '2027-09-07', '2028-03-31'],
      ['2028-02-29', '2028-03-07', '2028-09-30'],
    ] as const) {
      expect(plan([entry('W1', cutOffDay, 5)], cutOffDay).grants).to.deep.equal([
        { walletId: 'W1', points: 5, grantDay, expiresOn, cutOffDay },
      ]);
    }
  });

  it('caps a month, and says what lapses', () => {
    const earned = [entry('W2', '2026-07-12', 400), entry('W1', '2026-07-11', 6_000), entry('W1', '2026-07-20', 5_000)];
    const { grants, lapsed } = plan(earned, '2026-07-20', [['W2', 10_000]]);
    expect(grants.map(({ walletId, points }) => [walletId, points])).to.deep.equal([['W1', 10_000]]);
    expect(lapsed).to.deep.equal([
      { walletId: 'W1', points: 1_000 },
      { walletId: 'W2', points: 400 },
    ]);
  });

  it('grants or lets lapse every point, never above the cap, and its file comes back', () => {
    const earned = fc.array(
      fc.record({
        walletId: fc.constantFrom('A', 'B', 'C'),
        earnedOn: fc.constantFrom('2026-07-21', '2026-07-31'),
        points: fc.integer({ min: 1, max: 9_000 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(earned, fc.nat({ max: 12_000 }), (entries, before) => {
        const { grants, lapsed } = plan(entries, '2026-07-31', [['A', before]]);
        const sum = (all: readonly { readonly points: number }[]) =>
          all.reduce((total, { points }) => total + points, 0);
        expect(sum(grants) + sum(lapsed)).to.equal(sum(entries));
        for (const { walletId, points } of grants) {
          expect(points + (walletId === 'A' ? before : 0)).to.be.at.most(10_000);
        }
        const { bytes, control } = printRetailerTable(POINT_GRANTS, grants, 'shift_jis', 'point_grants.csv');
        expect(control).to.deep.equal({ records: grants.length, sums: { points: BigInt(sum(grants)) } });
        expect(readRetailerTable(POINT_GRANTS, bytes, 'point_grants.csv')).to.deep.equal(grants);
      }),
      { seed: 58, numRuns: 100 },
    );
  });

  it('refuses days that end no period, and entries of another one', () => {
    expectCode('POINTS_CUT_OFF_INVALID', () => plan([], '2026-07-30'));
    expectCode('DAY_INVALID', () => plan([], '2026-02-30'));
    expectCode('RATE_UNKNOWN', () => plan([], '2021-01-31'));
    for (const wrong of [
      entry('W', '2026-07-10', 1),
      entry('W', '2026-07-21', 1),
      entry('W', '2026-07-1x', 1),
      entry('W', '2026-07-11', 0),
      entry('W', '2026-07-11', 0.5),
      entry('', '2026-07-11', 1),
    ]) {
      const earned = [entry('W', '2026-07-11', 1), wrong];
      expect(expectCode('POINTS_EARNED_INVALID', () => plan(earned, '2026-07-20')).details.entry).to.equal(2);
    }
  });
});
