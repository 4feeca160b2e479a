import { expect } from 'chai';
import fc from 'fast-check';
import { dayOf, SLOTS_PER_DAY, slotOf } from '#energy';
import {
  areaNameOf,
  formatSeriesCsv,
  lineTotals,
  noticesFrom,
  type PostingSum,
  periodAt,
  projectMonth,
  SPANS,
  seriesOf,
  tradeStatus,
  yearBefore,
} from '#resident';
import {
  DEFAULT_RULE_SETS,
  POSTING_LINES,
  ruleSetAt,
  type SettlementReading,
  type SettlementTrade,
  settleSlot,
} from '#settlement';
import { settlementRulesAt } from '#tariff';
import { codeOf } from '../error-code.js';

const SLOT = slotOf('2026-05-18', 25);
const RULES = { ...settlementRulesAt('2026-05-18'), ...ruleSetAt(DEFAULT_RULE_SETS, '2026-05-18').rules };

describe('lineTotals', () => {
  /** The postings of one household in a settled slot. */
  const settle = (trades: SettlementTrade[], readings: SettlementReading[], id: string): PostingSum[] =>
    settleSlot(trades, readings, RULES)
      .postings.filter(({ account }) => account === `participant:${id}`)
      .map(({ line, energyWh, amountMillisen }) => ({ slot: SLOT, line, energyWh, amountMillisen }));
  const trade = (priceSen: number, energyWh: number) => ({
    sequence: 1,
    buyerId: 'b',
    sellerId: 's',
    priceSen,
    energyWh,
  });
  const reading = (participantId: string, exportWh: number, importWh: number) => ({
    participantId,
    exportWh,
    importWh,
  });

  it('says what a seller and a buyer gained over the retailer alone', () => {
    const readings = [reading('s', 500, 0), reading('b', 0, 400)];
    const seller = lineTotals(settle([trade(1420, 300)], readings, 's'));
    expect(seller).to.include({ soldWh: 300, residualSaleWh: 200, receivedMillisen: 300 * 1420 + 200 * 850 });
    expect(seller).to.include({ paidMillisen: 0, gainMillisen: 300 * (1420 - 850) });
    const buyer = lineTotals(settle([trade(1420, 300)], readings, 'b'));
    expect(buyer).to.include({ boughtWh: 300, residualSupplyWh: 100, paidMillisen: 300 * (1420 + 1044) + 100 * 3640 });
    expect(buyer).to.include({ receivedMillisen: 0, gainMillisen: 300 * (3640 - 1420 - 1044) });
  });

  it('agrees with the money that really flowed, whatever was traded and metered', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 9000 }),
        fc.integer({ min: 0, max: 9000 }),
        fc.integer({ min: 0, max: 9000 }),
        (priceSen, energyWh, exportWh, importWh) => {
          const readings = [reading('s', exportWh, 0), reading('b', 0, importWh)];
          for (const [id, alone] of [
            ['s', exportWh * RULES.postFitPriceSen],
            ['b', -importWh * RULES.retailPriceSen],
          ] as const) {
            const total = lineTotals(settle([trade(priceSen, energyWh)], readings, id));
            expect(total.receivedMillisen - total.paidMillisen - alone).to.equal(total.gainMillisen);
          }
        },
      ),
      { seed: 6, numRuns: 200 },
    );
  });

  it('takes corrections in, and is nothing for nothing', () => {
    const sums = settle([trade(1420, 300)], [reading('s', 500, 0), reading('b', 0, 400)], 's');
    const back = sums.map((sum) => ({ ...sum, energyWh: -sum.energyWh, amountMillisen: -sum.amountMillisen }));
    expect(Object.values(lineTotals([...sums, ...back]))).to.deep.equal([0, 0, 0, 0, 0, 0, 0]);
    expect(Object.values(lineTotals([]))).to.deep.equal([0, 0, 0, 0, 0, 0, 0]);
    expect(POSTING_LINES).to.include.members(sums.map(({ line }) => line));
  });

  it('knows no rates before their tables begin', () => {
    const sums: PostingSum[] = [{ slot: slotOf('2023-01-01'), line: 'residualSale', energyWh: 1, amountMillisen: 1 }];
    expect(codeOf(() => lineTotals(sums))).to.equal('RATE_UNKNOWN');
  });
});

describe('periodAt', () => {
  it('covers each span without gaps, day by day', () => {
    for (const span of SPANS) {
      const { fromSlot, untilSlot, steps } = periodAt(span, '2028-02-29');
      expect(steps[0]!.fromSlot).to.equal(fromSlot);
      expect(steps.at(-1)!.untilSlot).to.equal(untilSlot);
      steps.slice(1).forEach((step, index) => void expect(step.fromSlot).to.equal(steps[index]!.untilSlot));
    }
    expect(periodAt('day', '2026-05-18').steps.map(({ key }) => key)).to.include('2026-05-18 25');
    expect(periodAt('month', '2028-02-01').steps).to.have.length(29);
    expect(
      periodAt('year', '2026-05-18')
        .steps.map(({ key }) => key)
        .slice(0, 2),
    ).to.deep.equal(['2026-01', '2026-02']);
    expect(periodAt('years', '2026-05-18').steps.map(({ key }) => key)).to.deep.equal(['2024', '2025', '2026']);
  });

  it('refuses what is no day, and knows the leap day', () => {
    expect(codeOf(() => periodAt('day', '2026-02-30'))).to.equal('DAY_INVALID');
    expect(yearBefore('2028-02-29')).to.equal('2027-02-28');
    expect(yearBefore('2026-05-18')).to.equal('2025-05-18');
  });
});

describe('seriesOf', () => {
  const period = periodAt('day', '2026-05-18');
  const first = period.fromSlot;
  const input = {
    period,
    postings: [],
    meter: [{ slot: first, exportWh: 10, importWh: 5, readings: 1 }],
    lastYear: { steps: periodAt('day', '2025-05-18').steps, meter: [] },
    nowSlot: first + 5,
    joinedSlot: first - 100,
    settledUntilSlot: first + 3,
  };

  it('says of each half hour whether it is settled, waits, lacks its reading or is to come', () => {
    const { buckets, total } = seriesOf(input);
    expect(buckets.slice(0, 6).map(({ state }) => state)).to.deep.equal([
      'settled',
      'missing',
      'missing',
      'waiting',
      'waiting',
      'future',
    ]);
    expect(total).to.include({ exportWh: 10, importWh: 5 });
    expect(buckets[0]!.lastYear).to.equal(null);
  });

  it('misses nothing from before the household joined', () => {
    const { buckets } = seriesOf({ ...input, meter: [], joinedSlot: first + 2 });
    expect(buckets.slice(0, 3).map(({ state }) => state)).to.deep.equal(['settled', 'settled', 'missing']);
  });

  it('puts every reading into exactly one step, in any order, as adding them up one by one does', () => {
    const month = periodAt('month', '2026-05-18');
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: month.fromSlot - 60, max: month.untilSlot + 60 }), { maxLength: 200 }),
        (slots) => {
          const meter = slots.map((slot) => ({ slot, exportWh: slot % 97, importWh: slot % 89, readings: 1 }));
          const { buckets } = seriesOf({ ...input, period: month, meter });
          for (const { fromSlot, untilSlot, exportWh, importWh } of buckets) {
            const own = meter.filter(({ slot }) => slot >= fromSlot && slot < untilSlot);
            expect(exportWh).to.equal(own.reduce((sum, each) => sum + each.exportWh, 0));
            expect(importWh).to.equal(own.reduce((sum, each) => sum + each.importWh, 0));
          }
        },
      ),
      { seed: 7, numRuns: 50 },
    );
  });

  it('as CSV has one row a step, with units and no decimals lost', () => {
    const lines = formatSeriesCsv(seriesOf(input).buckets).split('\r\n');
    expect(lines[0]).to.match(/^\uFEFF期間,送り出した電気\(kWh\)/);
    expect(lines[1]).to.equal('2026-05-18 01,0.010,0.005,0.000,0.000,0.000,0.000,0.00000,0.00000,精算済');
    expect(lines).to.have.length(SLOTS_PER_DAY + 2);
  });
});

describe('the small rules of a resident', () => {
  it('projectMonth carries the mean of the last days to the month’s end', () => {
    const day = { ...lineTotals([]), soldWh: 100, receivedMillisen: -7 };
    const expected = projectMonth({ ...lineTotals([]), soldWh: 50 }, [day, { ...day, soldWh: 201 }], 10);
    expect(expected).to.include({ soldWh: 50 + 1505, receivedMillisen: -70, basisDays: 2 });
    expect(projectMonth(lineTotals([]), [], 10)).to.equal(null);
  });

  it('tradeStatus goes 約定, 受渡, 確定', () => {
    const at = (minutes: number, isSettled = false, isConfirmed = false) =>
      tradeStatus({ slot: SLOT, nowMs: SLOT * 1_800_000 + minutes * 60_000, isSettled, isConfirmed });
    expect([at(-1), at(0), at(31)]).to.deep.equal(['traded', 'delivering', 'delivering']);
    expect(at(90, true), 'by provisional readings').to.equal('delivering');
    expect(at(90, false, true), 'confirmed, and not settled by that').to.equal('delivering');
    expect(at(90, true, true)).to.equal('settled');
    const lastMinute = 730 * 1440 + 30;
    expect([at(lastMinute, true), at(lastMinute + 1, true)]).to.deep.equal(['delivering', 'settled']);
    expect(at(lastMinute + 1), 'never settled').to.equal('delivering');
  });

  it('noticesFrom speaks of corrections, missing readings and pauses, newest first, and of nothing else', () => {
    const nowMs = (SLOT + 10) * 1_800_000;
    expect(noticesFrom({ nowMs, automatic: true, corrections: [], missingSlots: [] })).to.deep.equal([]);
    const correction = { slot: SLOT - 9, version: 2, settledAtMs: nowMs - 5, amountMillisen: -3 };
    const notices = noticesFrom({ nowMs, automatic: false, corrections: [correction], missingSlots: [SLOT, SLOT + 1] });
    expect(notices.map(({ type }) => type)).to.deep.equal(['paused', 'corrected', 'readingsMissing']);
    expect(notices[2]).to.include({ slots: 2, fromSlot: SLOT });
  });

  it('areaNameOf names the areas that we know and never leaves a gap', () => {
    expect(areaNameOf(13112)).to.deep.equal({ ja: '世田谷区', en: 'Setagaya' });
    expect(areaNameOf(99999).ja).to.equal('地域 99999');
    expect(dayOf(SLOT)).to.equal('2026-05-18');
  });
});
