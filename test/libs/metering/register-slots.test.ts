import { expect } from 'chai';
import fc from 'fast-check';
import { SLOT_MS, slotOf } from '#energy';
import {
  type MeterExchange,
  meteringRulesAt,
  type RegisterSample,
  type RegisterScale,
  slotsOfRegister,
} from '#metering';
import { expectCode } from '../error-code.js';

const RULES = meteringRulesAt('2026-05-18').value;
const FIRST = slotOf('2026-05-18', 25);
const TENTH_KWH: RegisterScale = { coefficient: 1, unitMilliWh: 100_000, digits: 6 };
const at = (slot: number) => (FIRST + slot) * SLOT_MS;
const samples = (...counts: (number | undefined)[]): RegisterSample[] =>
  counts.flatMap((count, slot) => (count === undefined ? [] : [{ atMs: at(slot), count }]));
const energies = (list: RegisterSample[], scale = TENTH_KWH, exchanges: MeterExchange[] = []) =>
  slotsOfRegister(list, scale, RULES, exchanges).map(({ slot, energyWh, spanSlots }) => [
    slot - FIRST,
    energyWh,
    spanSlots,
  ]);

describe('slotsOfRegister', () => {
  it('takes the difference of two counts, in the unit, with the coefficient', () => {
    expect(energies(samples(100, 103, 103, 110))).to.deep.equal([
      [0, 300, 1],
      [1, 0, 1],
      [2, 700, 1],
    ]);
    expect(energies(samples(100, 103), { ...TENTH_KWH, coefficient: 20 })).to.deep.equal([[0, 6_000, 1]]);
    expect(energies(samples(7, 8), { ...TENTH_KWH, unitMilliWh: 10_000_000 })).to.deep.equal([[0, 10_000, 1]]);
  });

  it('counts on past the roll-over of its digits', () => {
    expect(energies(samples(9_998, 3), { ...TENTH_KWH, digits: 4 })).to.deep.equal([[0, 500, 1]]);
    expect(energies(samples(99_999_999, 0), { ...TENTH_KWH, digits: 8 })).to.deep.equal([[0, 100, 1]]);
  });

  it('carries fractions of a Wh on, so that nothing is lost', () => {
    const tenthWh = { ...TENTH_KWH, unitMilliWh: 100 };
    expect(energies(samples(4, 9, 14, 19, 24), tenthWh).map(([, wh]) => wh)).to.deep.equal([0, 1, 0, 1]);
  });

  it('adds what the old meter still counted to what the new one did', () => {
    const exchange = { atMs: at(1) + 600_000, oldFinalCount: 512, newInitialCount: 3 };
    const newScale = { coefficient: 1, unitMilliWh: 10_000, digits: 6 };
    expect(energies(samples(500, 510, 23, 30), TENTH_KWH, [{ ...exchange, newScale }])).to.deep.equal([
      [0, 1_000, 1],
      [1, 200 + 200, 1],
      [2, 70, 1],
    ]);
  });

  it('spreads a short gap evenly and leaves a long one out', () => {
    expect(energies(samples(0, 3, undefined, undefined, 5))).to.deep.equal([
      [0, 300, 1],
      [1, 66, 3],
      [2, 67, 3],
      [3, 67, 3],
    ]);
    expect(energies(samples(0, undefined, undefined, undefined, undefined, 5, 6))).to.deep.equal([[5, 100, 1]]);
  });

  it('reads samples in any order, the same twice once, and within the stated skew', () => {
    const [a, b, c] = samples(0, 3, 5) as [RegisterSample, RegisterSample, RegisterSample];
    const skewed = { ...b, atMs: b.atMs + RULES.maxSkewMs };
    expect(energies([c, skewed, a, c])).to.deep.equal(energies([a, b, c]));
    expectCode('REGISTER_CLOCK_SKEWED', () => energies([a, { ...b, atMs: b.atMs - RULES.maxSkewMs - 1 }]));
    expectCode('REGISTER_CLOCK_SKEWED', () => energies([{ ...a, atMs: 0.5 }]));
  });

  it('refuses what no register shows', () => {
    expectCode('REGISTER_BACKWARDS', () => energies(samples(10, 9)));
    expectCode('REGISTER_BACKWARDS', () => energies(samples(0, 1_001)));
    expectCode('REGISTER_CONTRADICTS', () => energies([...samples(1), ...samples(2)]));
    for (const count of [-1, 0.5, 1_000_000]) expectCode('REGISTER_COUNT_INVALID', () => energies(samples(count)));
    for (const bad of [{ digits: 0 }, { digits: 9 }, { coefficient: 0 }, { unitMilliWh: 50 }, { unitMilliWh: 0 }]) {
      expectCode('REGISTER_SCALE_INVALID', () => energies(samples(1), { ...TENTH_KWH, ...bad }));
    }
    expectCode('INPUT_TOO_LARGE', () => energies(Array.from({ length: 5_001 }, () => ({ atMs: 0, count: 0 }))));
  });

  it('gives the true energy back, through roll-overs, gaps and an exchange', () => {
    // A true meter counts without end; what is seen of it is its count modulo the digits, from `skip` missing instants on.
    const steps = fc.array(fc.record({ counts: fc.nat(900), skip: fc.nat(3) }), { minLength: 1, maxLength: 60 });
    const scales = fc.record({
      coefficient: fc.constantFrom(1, 10),
      unitMilliWh: fc.constantFrom(100, 1_000, 10_000),
      digits: fc.constantFrom(4, 5, 8),
    });
    fc.assert(
      fc.property(
        steps,
        scales,
        scales,
        fc.nat(99_999_999),
        fc.nat(),
        fc.nat(),
        (moves, scale, newScale, start, new0, when) => {
          const exchangeAt = when % moves.length;
          const list: RegisterSample[] = [{ atMs: at(0), count: start % 10 ** scale.digits }];
          const exchanges: MeterExchange[] = [];
          let [current, total, slot, trueMilliWh] = [scale, start % 10 ** scale.digits, 0, 0];
          moves.forEach(({ counts, skip }, index) => {
            const before = Math.floor(counts / 2);
            if (index === exchangeAt) {
              trueMilliWh += before * current.coefficient * current.unitMilliWh;
              const newInitialCount = new0 % 10 ** newScale.digits;
              const oldFinalCount = (total + before) % 10 ** current.digits;
              exchanges.push({ atMs: at(slot) + 1, oldFinalCount, newInitialCount, newScale });
              [current, total] = [newScale, newInitialCount];
            }
            const moved = index === exchangeAt ? counts - before : counts;
            total += moved;
            trueMilliWh += moved * current.coefficient * current.unitMilliWh;
            slot += skip + 1;
            list.push({ atMs: at(slot), count: total % 10 ** current.digits });
          });
          const slots = slotsOfRegister(list.toReversed(), scale, RULES, exchanges);
          expect(slots.map((each) => each.slot - FIRST)).to.deep.equal(Array.from({ length: slot }, (_, i) => i));
          // Whole Wh of the first count on: what is below a Wh there counts from the next.
          const startMilliWh = list[0]!.count * scale.coefficient * scale.unitMilliWh;
          const expected = Math.floor((startMilliWh + trueMilliWh) / 1000) - Math.floor(startMilliWh / 1000);
          expect(slots.reduce((sum, { energyWh }) => sum + energyWh, 0)).to.equal(expected);
        },
      ),
      { seed: 20260518, numRuns: 300 },
    );
  });
});
