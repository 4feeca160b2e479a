import { expect } from 'chai';
import { dayOf, SLOTS_PER_DAY, slotOf, weekdayOf } from '#energy';
import {
  compareMonth,
  impossibilities,
  type MeterFacts,
  meteringRulesAt,
  oddities,
  type SlotReading,
  similarSlots,
  substituteReading,
} from '#metering';
import { expectCode } from '../error-code.js';

const RULES = meteringRulesAt('2026-05-18').value;
const NOON = slotOf('2026-05-18', 25);
const NIGHT = slotOf('2026-05-18', 3);
const FACTS: MeterFacts = { contractW: 6_000, plantW: 4_000, solarOnly: true };
const UNKNOWN: MeterFacts = { contractW: undefined, plantW: undefined, solarOnly: false };
const reading = (exportWh: number, importWh: number, slot = NOON): SlotReading => ({ slot, exportWh, importWh });

describe('impossibilities', () => {
  it('holds a half hour against contract and plant with their margin, exactly', () => {
    // 6 kVA: 3,000 Wh a half hour and a tenth more. 4 kW: 2,200 Wh.
    expect(impossibilities(reading(2_200, 3_300), FACTS, RULES)).to.deep.equal([]);
    expect(impossibilities(reading(2_201, 3_301), FACTS, RULES)).to.deep.equal([
      { kind: 'aboveContract', register: 'importWh', valueWh: 3_301, limitWh: 3_300 },
      { kind: 'abovePlant', register: 'exportWh', valueWh: 2_201, limitWh: 2_200 },
    ]);
  });

  it('says nothing of what is not known, and lets nothing out of a house without plant', () => {
    expect(impossibilities(reading(90_000, 90_000), UNKNOWN, RULES)).to.deep.equal([]);
    expect(impossibilities(reading(1, 0), { ...FACTS, plantW: 0 }, RULES)).to.have.length(1);
  });
});

describe('oddities', () => {
  const past = (count: number, exportWh: number, importWh: number) =>
    Array.from({ length: count }, (_, i) => reading(exportWh, importWh, NOON - 1 - i));

  it('sees a spike above both the floor and the meter’s own highest', () => {
    const kinds = (exportWh: number, highestWh: number) =>
      oddities(reading(exportWh, 1), past(10, highestWh, 1), FACTS, RULES).map(({ kind }) => kind);
    expect(kinds(1_500, 500)).to.deep.equal([]);
    expect(kinds(1_501, 500)).to.deep.equal(['spike']);
    expect(kinds(1_000, 1)).to.deep.equal([]);
    expect(kinds(1_001, 1)).to.deep.equal(['spike']);
    expect(oddities(reading(9_999, 1), [], FACTS, RULES)).to.deep.equal([]);
  });

  it('sees export at night where only the sun feeds in', () => {
    const kinds = (slot: number, facts = FACTS) =>
      oddities(reading(10, 5, slot), [], facts, RULES).map(({ kind }) => kind);
    expect(kinds(NIGHT)).to.deep.equal(['exportAtNight']);
    expect(kinds(NIGHT, { ...FACTS, solarOnly: false })).to.deep.equal([]);
    const first = slotOf('2026-05-18');
    const nights = Array.from({ length: 48 }, (_, i) => kinds(first + i).length);
    expect(nights.map((found, i) => (found === 1 ? i + 1 : 0)).filter(Boolean)).to.deep.equal([
      1, 2, 3, 4, 5, 6, 7, 42, 43, 44, 45, 46, 47, 48,
    ]);
  });

  it('sees a meter that stands still for two days', () => {
    const kinds = (count: number) => oddities(reading(0, 0), past(count, 0, 0), FACTS, RULES).map(({ kind }) => kind);
    expect(kinds(95)).to.deep.equal(['stuck']);
    expect(kinds(94)).to.deep.equal([]);
    expect(oddities(reading(0, 1), past(95, 0, 0), FACTS, RULES)).to.deep.equal([]);
  });
});

describe('substituteReading', () => {
  const day = (back: number, slot = NOON) => slot - back * SLOTS_PER_DAY;
  const substitute = (known: Record<number, SlotReading>, slot = NOON, facts = FACTS) =>
    substituteReading(
      slot,
      similarSlots(slot, RULES).flatMap((each) => (known[each] === undefined ? [] : [{ ...known[each], slot: each }])),
      facts,
      RULES,
    );

  it('averages the newest days of the same kind, each register by itself, rounded down', () => {
    // 2026-05-18 is a Monday: the Friday, Thursday, Wednesday and Tuesday before it count, the weekend does not.
    const known = {
      [day(1)]: reading(9_999, 9_999),
      [day(3)]: reading(100, 10),
      [day(4)]: reading(200, 11),
      [day(5)]: reading(300, 10),
      [day(6)]: reading(401, 10),
      [day(7)]: reading(9_999, 9_999),
    };
    expect(substitute(known)).to.deep.equal({
      ...{ slot: NOON, exportWh: 250, importWh: 10, method: 'similarDays' },
      from: [day(3), day(4), day(5), day(6)],
    });
  });

  it('needs two days, and looks four weeks back', () => {
    expect(substitute({ [day(7)]: reading(100, 0), [day(28)]: reading(200, 0) })?.exportWh).to.equal(150);
    expect(substitute({ [day(7)]: reading(100, 0) })).to.equal(undefined);
    expect(substitute({ [day(7)]: reading(100, 0), [day(29)]: reading(200, 0) })).to.equal(undefined);
    const kinds = new Set(similarSlots(NOON, RULES).map((slot) => weekdayOf(dayOf(slot))));
    expect([...kinds].sort()).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('lets nothing out at night where only the sun feeds in', () => {
    const known = { [day(3, NIGHT)]: reading(10, 60), [day(4, NIGHT)]: reading(20, 80) };
    expect(substitute(known, NIGHT)).to.include({ exportWh: 0, importWh: 70, method: 'similarDaysNoSun' });
    expect(substitute(known, NIGHT, UNKNOWN)).to.include({ exportWh: 15, importWh: 70, method: 'similarDays' });
  });
});

describe('compareMonth', () => {
  it('shows the difference of a stated total and its half hours', () => {
    const sumWh = 300;
    expect(compareMonth(350, [100, undefined, 200])).to.deep.equal({
      ...{ totalWh: 350, sumWh, missingSlots: 1, differenceWh: 50 },
    });
    expect(compareMonth(250, [100, 200]).differenceWh).to.equal(-50);
  });
});

describe('meteringRulesAt', () => {
  it('refuses a day before the rules begin', () => {
    expectCode('RATE_UNKNOWN', () => meteringRulesAt('2024-03-31'));
    expectCode('DAY_INVALID', () => meteringRulesAt('2024-3-31'));
  });
});
