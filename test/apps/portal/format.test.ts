import { expect } from 'chai';
import fc from 'fast-check';
import { slotOf, slotStartMs } from '#energy';
import * as figures from '../../../apps/portal/format/figures.js';
import * as times from '../../../apps/portal/format/times.js';

describe('figures as Japanese bills write them', () => {
  it('yen are whole, grouped, and never more than they are', () => {
    expect(figures.yen(128_499_999)).to.equal('1,284');
    expect(figures.yen(-1)).to.equal('\u22121');
    expect(figures.signedYen(5_896_400)).to.equal('+58');
    expect(figures.signedYen(-4_799_999)).to.equal('\u221247');
    expect(figures.signedYen(99_999)).to.equal('0');
    expect(figures.yenOf(-4_799_999)).to.equal('47');
    expect([1284, -47, 0].map(figures.signedWholeYen)).to.deep.equal(['+1,284', '\u221247', '0']);
    expect(figures.yenAndSen(1_250_999n)).to.equal('12.50');
    expect(figures.signedYenExact(596_499)).to.equal('+5.96');
    expect(figures.signedYenExact(-596_499)).to.equal('\u22125.96');
    expect(figures.signedYenExact(999)).to.equal('0');
    expect(figures.signedYenExact(123_456_700_000)).to.equal('+1,234,567.00');
  });

  it('kWh are rounded half up in integers', () => {
    expect([figures.kwh(420, 2), figures.kwh(425, 2), figures.kwh(424, 2)]).to.deep.equal(['0.42', '0.43', '0.42']);
    expect([figures.kwh(0), figures.kwh(49), figures.kwh(50), figures.kwh(-50)]).to.deep.equal([
      '0.0',
      '0.0',
      '0.1',
      '\u22120.1',
    ]);
    expect(figures.kwh(12_345_678, 0)).to.equal('12,346');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), (wh) => {
        const shown = Number(figures.kwh(wh, 1).replaceAll(',', ''));
        expect(Math.abs(shown * 1000 - wh)).to.be.at.most(50.001);
      }),
      { seed: 8, numRuns: 300 },
    );
  });

  it('prices of either sign and whole numbers are read as they are typed in Japan', () => {
    const read = ['-1.23', '－１．２３', '\u22121.23', '▲1.23', '0', '-0', '1.5'].map((text) =>
      figures.signedPriceIn(text, 500),
    );
    expect(read).to.deep.equal([-123, -123, -123, -123, 0, 0, 150]);
    const wrong = ['', '-', '1.234', '5.01', '--1', '1e2', 'x'].map((text) => figures.signedPriceIn(text, 500));
    expect(new Set(wrong)).to.deep.equal(new Set([undefined]));
    expect([figures.signedPrice(-123), figures.signedPrice(5)]).to.deep.equal(['\u22121.23', '0.05']);
    expect(['1,284', '１２', '0', '1.5', '-1', ''].map((text) => figures.wholeIn(text, 1, 2000))).to.deep.equal([
      1284,
      12,
      ...[undefined, undefined, undefined, undefined],
    ]);
  });

  it('a share says 100 only of all, and 0 only of nothing', () => {
    expect([0, 1, 500, 999, 1000].map((part) => figures.percent(part, 1000))).to.deep.equal([0, 1, 50, 99, 100]);
    expect(figures.percent(5, 0)).to.equal(0);
    expect(figures.price(1420)).to.equal('14.20');
    expect(figures.shortHex('0x7c1f000000000000e04a')).to.equal('0x7c1f\u2026e04a');
    expect(figures.shortName('d32dc8ff')).to.equal('D32DC8');
  });
});

describe('times in Japan, wherever the device is', () => {
  const slot = slotOf('2026-11-20', 25);

  it('half hours, days and instants in both languages', () => {
    expect(times.slotName(slot, 'ja')).to.equal('11月20日（金） 12:00–12:30');
    expect(times.slotName(slot, 'en')).to.equal('Fri 20 Nov 12:00–12:30');
    expect(times.slotTime(slotOf('2026-11-20', 48))).to.equal('23:30–24:00');
    expect(times.moment(slotStartMs(slot) + 60_000, 'ja')).to.equal('11月20日（金） 12:01');
    expect([times.monthName('2026-11-20', 'ja'), times.monthName('2026-11', 'en')]).to.deep.equal([
      '2026年11月',
      'Nov 2026',
    ]);
    expect([times.yearName('2026-11', 'ja'), times.yearName('2026', 'en')]).to.deep.equal(['2026年', '2026']);
  });
});
