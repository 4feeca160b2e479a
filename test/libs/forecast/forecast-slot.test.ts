import { expect } from 'chai';
import fc from 'fast-check';
import { IchienError, MAX_SLOT_ENERGY_WH, SLOTS_PER_DAY, slotOf } from '#energy';
import { forecastSlot, MAX_HORIZON_SLOTS, MISSING_WH, type RegisterHistory } from '#forecast';
import { codeOf } from '../error-code.js';
import { referenceForecast } from './reference-forecast.js';

const MONDAY = slotOf('2026-06-01');
const NOON = 24;

/** Readings of `days` whole days from Monday 2026-06-01, import only; `wh` says what each koma index of each day showed. */
function imports(days: number, wh: (day: number, komaIndex: number) => number): number[] {
  return Array.from({ length: days * SLOTS_PER_DAY }, (_, index) =>
    wh(Math.floor(index / SLOTS_PER_DAY), index % SLOTS_PER_DAY),
  );
}

function historyOf(importWh: readonly number[], knownUntilSlot = MONDAY + importWh.length - 1): RegisterHistory {
  return { firstSlot: MONDAY, exportWh: importWh.map(() => 0), importWh, knownUntilSlot };
}

function noonOf(day: number): number {
  return MONDAY + day * SLOTS_PER_DAY + NOON;
}

const reading = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 3000 }) },
  { weight: 1, arbitrary: fc.constant(MISSING_WH) },
  { weight: 1, arbitrary: fc.constantFrom(0, MAX_SLOT_ENERGY_WH) },
);

/** Two registers over some days, with a fence somewhere in them and a slot after it. */
const situation = fc
  .record({
    days: fc.integer({ min: 1, max: 20 }),
    startKoma: fc.integer({ min: 0, max: 400 }),
    fence: fc.double({ min: 0, max: 1, noNaN: true }),
    lead: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: MAX_HORIZON_SLOTS })),
  })
  .chain(({ days, startKoma, fence, lead }) => {
    const length = days * SLOTS_PER_DAY;
    const firstSlot = MONDAY + startKoma;
    const knownUntilSlot = firstSlot + Math.floor(fence * length) - 1;
    const register = fc.array(reading, { minLength: length, maxLength: length, size: 'max' });
    return fc.record({
      exportWh: register,
      importWh: register,
      firstSlot: fc.constant(firstSlot),
      knownUntilSlot: fc.constant(knownUntilSlot),
      slot: fc.constant(knownUntilSlot + lead),
    });
  });

describe('forecastSlot', () => {
  describe('knows only the past', () => {
    it('reads nothing after the last known slot', () => {
      fc.assert(
        fc.property(situation, ({ slot, ...history }) => {
          const fenced = (readings: number[]) =>
            new Proxy(readings, {
              get(target, key) {
                if (typeof key === 'string' && Number(key) + history.firstSlot > history.knownUntilSlot) {
                  throw new Error(`read item ${key}, after the last known slot`);
                }
                return Reflect.get(target, key);
              },
            });
          forecastSlot({ ...history, exportWh: fenced(history.exportWh), importWh: fenced(history.importWh) }, slot);
        }),
        { seed: 601, numRuns: 60 },
      );
    });

    it('says the same whatever the future turns out to be', () => {
      fc.assert(
        fc.property(situation, fc.integer({ min: 0, max: 3000 }), ({ slot, ...history }, otherWh) => {
          const rewritten = (readings: number[]) =>
            readings.map((wh, index) => (history.firstSlot + index > history.knownUntilSlot ? otherWh : wh));
          expect(
            forecastSlot(
              { ...history, exportWh: rewritten(history.exportWh), importWh: rewritten(history.importWh) },
              slot,
            ),
          ).to.deep.equal(forecastSlot(history, slot));
        }),
        { seed: 602, numRuns: 60 },
      );
    });

    it('refuses a slot whose reading is already known, the last one included', () => {
      const history = historyOf(imports(2, () => 100));
      for (const slot of [history.knownUntilSlot, history.knownUntilSlot - 1, MONDAY]) {
        expect(codeOf(() => forecastSlot(history, slot))).to.equal('FORECAST_OF_KNOWN_SLOT');
      }
      expect(codeOf(() => forecastSlot(history, history.knownUntilSlot + 1))).to.equal('none');
    });
  });

  it('agrees with the reference on random histories', () => {
    fc.assert(
      fc.property(situation, ({ slot, ...history }) => {
        expect(forecastSlot(history, slot)).to.deep.equal(referenceForecast(history, slot));
      }),
      { seed: 603, numRuns: 100 },
    );
  });

  it('answers whole energies that a meter could show', () => {
    fc.assert(
      fc.property(situation, ({ slot, ...history }) => {
        for (const wh of Object.values(forecastSlot(history, slot))) {
          expect(wh).to.satisfy(Number.isSafeInteger).and.to.be.within(0, MAX_SLOT_ENERGY_WH);
        }
      }),
      { seed: 604, numRuns: 60 },
    );
  });

  it('repeats a household that never changes, and is sure of it', () => {
    const history = historyOf(imports(14, (_, koma) => 10 * koma));
    const { importWh, importSpreadWh } = forecastSlot(history, noonOf(14));
    expect({ importWh, importSpreadWh }).to.deep.equal({ importWh: 240, importSpreadWh: 0 });
  });

  it('never expects more than a meter can show', () => {
    const usual = imports(14, (_, koma) => (koma < NOON ? 50_000 : 90_000));
    const history = historyOf([...usual, ...Array.from({ length: NOON }, () => MAX_SLOT_ENERGY_WH)]);
    expect(forecastSlot(history, history.knownUntilSlot + 9).importWh).to.equal(90_000);
    expect(forecastSlot(history, history.knownUntilSlot + 1).importWh).to.equal(MAX_SLOT_ENERGY_WH);
  });

  it('keeps export and import apart', () => {
    const readings = imports(3, () => 100);
    const history = { ...historyOf(readings), exportWh: readings.map((wh) => 3 * wh) };
    expect(forecastSlot(history, noonOf(3))).to.deep.equal({
      exportWh: 300,
      importWh: 100,
      exportSpreadWh: 0,
      importSpreadWh: 0,
    });
  });

  it('weighs yesterday more than the day before', () => {
    // Tuesday showed 900 Wh and Monday 0: (1000 x 900 + 800 x 0) / 1800 for Wednesday, 1000 x 400 + 800 x 500 apart.
    const history = historyOf(imports(2, (day) => 900 * day));
    const { importWh, importSpreadWh } = forecastSlot(history, noonOf(2));
    expect(importWh).to.equal(500);
    expect(importSpreadWh).to.equal(444);
  });

  it('weighs weekends more for a weekend, workdays more for a workday', () => {
    const history = historyOf(imports(7, (day) => (day >= 5 ? 1000 : 0)));
    const until = (day: number) => ({ ...history, knownUntilSlot: MONDAY + day * SLOTS_PER_DAY - 1 });
    // Friday's forecast for Saturday knows workdays only; Saturday's reading then weighs 5 x 1000 for Sunday against
    // 2 x (800 + 640 + 512 + 410 + 328) of workdays, and both weekend days 2 x (1000 + 800) for Monday against 5 x 2152.
    expect(forecastSlot(until(5), noonOf(5)).importWh).to.equal(0);
    expect(forecastSlot(until(6), noonOf(6)).importWh).to.equal(Math.round(5_000_000 / 10_380));
    expect(forecastSlot(until(7), noonOf(7)).importWh).to.equal(Math.round(3_600_000 / 14_360));
  });

  describe('corrects near slots by how today has gone', () => {
    const usual = imports(14, () => 500);

    function todayAt(wh: number, lead: number) {
      const today = Array.from({ length: NOON }, () => wh);
      const history = historyOf([...usual, ...today]);
      return forecastSlot(history, history.knownUntilSlot + lead);
    }

    it('scales by observed over expected, two kWh added to both', () => {
      // The last four slots showed 1,000 Wh instead of 2,000: (1000 + 2000) / (2000 + 2000).
      expect(todayAt(250, 1).importWh).to.equal(375);
      expect(todayAt(500, 1).importWh).to.equal(500);
      expect(todayAt(750, 1).importWh).to.equal(625);
    });

    it('never below a half nor above one and a half', () => {
      expect(todayAt(0, 1).importWh).to.equal(250);
      expect(todayAt(50_000, 1).importWh).to.equal(750);
    });

    it('up to eight slots ahead and no further', () => {
      expect(todayAt(250, 8).importWh).to.equal(375);
      expect(todayAt(250, 9).importWh).to.equal(500);
    });

    it('scales the spread too', () => {
      const wavering = imports(2, (day) => (day === 0 ? 400 : 600));
      const history = historyOf([...wavering, ...Array.from({ length: NOON }, () => 0)]);
      const far = forecastSlot(history, history.knownUntilSlot + 9);
      const near = forecastSlot(history, history.knownUntilSlot + 8);
      expect(near.importSpreadWh).to.be.lessThan(far.importSpreadWh);
    });
  });

  describe('with readings missing', () => {
    it('goes by the days that it has', () => {
      const history = historyOf(imports(3, (day) => (day === 1 ? 700 : MISSING_WH)));
      expect(forecastSlot(history, noonOf(3)).importWh).to.equal(700);
    });

    it('expects nothing of a household that it knows nothing about', () => {
      const nothing = { exportWh: 0, importWh: 0, exportSpreadWh: 0, importSpreadWh: 0 };
      const allMissing = historyOf(imports(3, () => MISSING_WH));
      const noneYet = historyOf(
        imports(3, () => 800),
        MONDAY - 1,
      );
      expect(forecastSlot(allMissing, noonOf(3))).to.deep.equal(nothing);
      expect(forecastSlot(noneYet, MONDAY)).to.deep.equal(nothing);
      expect(forecastSlot(historyOf([], MONDAY - 1), MONDAY)).to.deep.equal(nothing);
    });

    it('looks no further back than 14 days', () => {
      const firstDayOnly = (days: number) => historyOf(imports(days, (day) => (day === 0 ? 700 : MISSING_WH)));
      expect(forecastSlot(firstDayOnly(14), noonOf(14)).importWh).to.equal(700);
      expect(forecastSlot(firstDayOnly(15), noonOf(15)).importWh).to.equal(0);
    });
  });

  describe('refuses', () => {
    const history = historyOf(imports(2, () => 100));

    it('a slot more than a week after the last known one', () => {
      expect(codeOf(() => forecastSlot(history, history.knownUntilSlot + MAX_HORIZON_SLOTS))).to.equal('none');
      expect(codeOf(() => forecastSlot(history, history.knownUntilSlot + MAX_HORIZON_SLOTS + 1))).to.equal(
        'FORECAST_TOO_FAR',
      );
    });

    it('what is no slot', () => {
      for (const slot of [-1, 1.5, Number.NaN])
        expect(codeOf(() => forecastSlot(history, slot))).to.equal('SLOT_INVALID');
      expect(codeOf(() => forecastSlot({ ...history, firstSlot: 0.5 }, noonOf(2)))).to.equal('SLOT_INVALID');
      expect(codeOf(() => forecastSlot({ ...history, knownUntilSlot: Number.NaN }, noonOf(2)))).to.equal(
        'SLOT_INVALID',
      );
    });

    it('registers of different lengths', () => {
      expect(codeOf(() => forecastSlot({ ...history, exportWh: [1] }, noonOf(2)))).to.equal('HISTORY_INVALID');
    });

    it('a reading that is no energy, naming its slot', () => {
      for (const wrong of [0.5, -2, MAX_SLOT_ENERGY_WH + 1, Number.NaN]) {
        const broken = historyOf(imports(2, (day, koma) => (day === 1 && koma === NOON ? wrong : 100)));
        expect(() => forecastSlot(broken, noonOf(2)))
          .to.throw(IchienError, 'The importWh of 2026-06-02 12:00-12:30 JST (koma 25)')
          .with.property('code', 'HISTORY_INVALID');
      }
    });
  });
});
