import { expect } from 'chai';
import { addDays } from '#energy';
import { isNationalHoliday, isTariffHoliday } from '#tariff';
import { expectCode } from '../error-code.js';

/** The Cabinet Office's list for 2026, with its 休日 by article 3 [ST: injapan.today/news/id35012.html]. */
const HOLIDAYS_2026 = [
  '01-01',
  '01-12',
  '02-11',
  '02-23',
  '03-20',
  '04-29',
  '05-03',
  '05-04',
  '05-05',
  '05-06',
  '07-20',
  '08-11',
  '09-21',
  '09-22',
  '09-23',
  '10-12',
  '11-03',
  '11-23',
].map((date) => `2026-${date}`);

describe('isNationalHoliday', () => {
  it('is the published list of 2026, substitutes and the day between two holidays among them', () => {
    const days = Array.from({ length: 365 }, (_, count) => addDays('2026-01-01', count));
    expect(days.filter(isNationalHoliday)).to.deep.equal(HOLIDAYS_2026);
  });

  it('is the published start of 2027 [ST: news.livedoor.com/topics/detail/30494256]', () => {
    const days = Array.from({ length: 243 }, (_, count) => addDays('2027-01-01', count));
    const published = [
      '01-01',
      '01-11',
      '02-11',
      '02-23',
      '03-21',
      '04-29',
      '05-03',
      '05-04',
      '05-05',
      '07-19',
      '08-11',
    ];
    const bySunday = ['03-22']; // 2027-03-21 is a Sunday
    expect(days.filter(isNationalHoliday).map((day) => day.slice(5))).to.deep.equal([...published, ...bySunday].sort());
  });

  it('knows the equinoxes of leap years, and no year outside its law', () => {
    expect(isNationalHoliday('2024-03-20')).to.equal(true);
    expect(isNationalHoliday('2024-09-22')).to.equal(true);
    expect(isNationalHoliday('2024-09-23')).to.equal(true); // substitute of Sunday the 22nd
    for (const day of ['2021-12-31', '2100-01-01']) expectCode('HOLIDAYS_UNKNOWN', () => isNationalHoliday(day));
    for (const day of ['2026-02-30', 'year-01-01']) expectCode('DAY_INVALID', () => isNationalHoliday(day));
  });
});

describe('isTariffHoliday', () => {
  it('counts what the tariff counts', () => {
    const none = { saturdays: false, sundays: false, national: false, dates: [] };
    const saturday = '2026-07-18';
    expect(isTariffHoliday(saturday, none)).to.equal(false);
    expect(isTariffHoliday(saturday, { ...none, saturdays: true })).to.equal(true);
    expect(isTariffHoliday('2026-07-19', { ...none, sundays: true })).to.equal(true);
    expect(isTariffHoliday('2026-07-20', { ...none, national: true })).to.equal(true);
    expect(isTariffHoliday('2026-12-30', { ...none, dates: ['12-30'] })).to.equal(true);
    expect(isTariffHoliday('2026-12-29', { ...none, dates: ['12-30'] })).to.equal(false);
  });
});
