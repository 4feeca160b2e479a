import { expect } from 'chai';
import fc from 'fast-check';
import { alignTo } from '#backtest/community/index.js';
import { addDays, SLOTS_PER_DAY, slotOf, weekdayOf } from '#energy';
import type { MeterSeries } from '#formats';
import { codeOf } from '../../../libs/error-code.js';

/** A series whose import says which day it is (0, 1, 2 ...) and whose export says which half hour. */
function marked(firstDay: string, days: number): MeterSeries {
  const slots = days * SLOTS_PER_DAY;
  return {
    householdId: 'test:1',
    pvWatts: 4000,
    firstSlot: slotOf(firstDay),
    exportWh: Int32Array.from({ length: slots }, (_, i) => i % SLOTS_PER_DAY),
    importWh: Int32Array.from({ length: slots }, (_, i) => Math.floor(i / SLOTS_PER_DAY)),
    source: 'test',
  };
}

/** The day of the source that each day of the calendar was taken from. */
function sourceDays(sourceFirstDay: string, aligned: MeterSeries): string[] {
  const days = aligned.importWh.length / SLOTS_PER_DAY;
  return Array.from({ length: days }, (_, day) => {
    const values = aligned.importWh.subarray(day * SLOTS_PER_DAY, (day + 1) * SLOTS_PER_DAY);
    expect(new Set(values)).to.have.lengthOf(1);
    return addDays(sourceFirstDay, values[0]!);
  });
}

/** Days between two days of the year, around the year's end. */
function seasonApart(a: string, b: string): number {
  const days = Math.abs(slotOf(a) - slotOf(b)) / SLOTS_PER_DAY;
  const rest = days % 365.2425;
  return Math.min(rest, 365.2425 - rest);
}

describe('alignTo', () => {
  it('keeps weekday, season and half hour for every day of any year', () => {
    const source = marked('2016-08-01', 365);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7000 }), fc.integer({ min: 1, max: 800 }), (offset, days) => {
        const firstDay = addDays('2010-01-01', offset);
        const aligned = alignTo(source, 'north', { firstDay, days })!;
        expect(aligned.firstSlot).to.equal(slotOf(firstDay));
        expect(aligned.exportWh.every((halfHour, i) => halfHour === i % SLOTS_PER_DAY)).to.equal(true);
        sourceDays('2016-08-01', aligned).forEach((from, i) => {
          const day = addDays(firstDay, i);
          expect(weekdayOf(from)).to.equal(weekdayOf(day));
          expect(seasonApart(from, day)).to.be.at.most(5);
        });
      }),
      { seed: 20261124, numRuns: 60 },
    );
  });

  it('takes a southern series half a year apart, so that its winter is ours', () => {
    const source = marked('2012-07-01', 365);
    const aligned = alignTo(source, 'south', { firstDay: '2025-01-10', days: 2 })!;
    expect(sourceDays('2012-07-01', aligned)).to.deep.equal(['2012-07-13', '2012-07-14']);
  });

  it('leaves a series alone that is already on the calendar', () => {
    const source = marked('2025-05-01', 21);
    expect(alignTo(source, 'north', { firstDay: '2025-05-01', days: 21 })).to.deep.equal(source);
  });

  it('uses hardly a day twice within 52 weeks: one week, where the calendar needs a 53rd', () => {
    const source = marked('2016-08-01', 365);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7000 }), (offset) => {
        const aligned = alignTo(source, 'north', { firstDay: addDays('2010-01-01', offset), days: 364 })!;
        expect(new Set(sourceDays('2016-08-01', aligned)).size).to.be.at.least(357);
      }),
      { seed: 20261125, numRuns: 40 },
    );
    const plain = alignTo(source, 'north', { firstDay: '2017-03-01', days: 364 })!;
    expect(new Set(sourceDays('2016-08-01', plain))).to.have.lengthOf(364);
  });

  it('gives nothing for a series that does not cover the season', () => {
    const source = marked('2012-07-01', 166); // to 13 December, our January to mid June
    expect(alignTo(source, 'south', { firstDay: '2025-05-01', days: 21 })).to.not.equal(undefined);
    expect(alignTo(source, 'south', { firstDay: '2025-06-01', days: 30 })).to.equal(undefined);
    expect(alignTo(source, 'north', { firstDay: '2025-05-01', days: 1 })).to.equal(undefined);
  });

  it('refuses no days, part of a day, ten years and more, and no date', () => {
    const source = marked('2025-05-01', 7);
    for (const days of [0, -1, 1.5, 3661, Number.NaN]) {
      expect(codeOf(() => alignTo(source, 'north', { firstDay: '2025-05-01', days }))).to.equal(
        'COMMUNITY_CALENDAR_INVALID',
      );
    }
    expect(codeOf(() => alignTo(source, 'north', { firstDay: '1 May', days: 1 }))).to.equal('DAY_INVALID');
  });
});
