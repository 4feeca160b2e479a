import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { areaWeather } from '#backtest/community/area-weather.js';
import {
  alignCommunity,
  readHouseholdDirectory,
  syntheticCommunity,
  syntheticHouseholds,
} from '#backtest/community/index.js';
import { RandomStream } from '#backtest/community/random-stream.js';
import { drawRoof, generate } from '#backtest/community/solar-roof.js';
import { dayOf, komaOf, SLOTS_PER_DAY, slotOf } from '#energy';
import type { HouseholdFile, MeterSeries } from '#formats';
import { codeOf } from '../../../libs/error-code.js';
import { correlation, meanDay, peakHour, shareBetween, sum } from './shape.js';

const DATA = resolve('../shared/data');
const YEAR = { firstDay: '2025-01-01', days: 365 };
const WEEK = { firstDay: '2025-05-01', days: 7, seed: 1 };

/** Rated power, exported and imported Wh of the first homes of seed 1. */
const FROZEN = [
  [4100, 79_538, 22_558],
  [4100, 68_107, 33_609],
  [0, 0, 33_827],
];

const isSeller = ({ pvWatts }: MeterSeries) => pvWatts > 0;

describe('syntheticCommunity', () => {
  it('makes the same community from the same seed, and another from another', () => {
    const made = syntheticCommunity({ ...WEEK, sellers: 20, buyers: 10 });
    expect(syntheticCommunity({ ...WEEK, sellers: 20, buyers: 10 })).to.deep.equal(made);
    const other = syntheticCommunity({ ...WEEK, sellers: 20, buyers: 10, seed: 2 });
    made.households.forEach((household, i) => {
      expect(other.households[i]!.importWh).to.not.deep.equal(household.importWh);
    });
  });

  it('stays the same, value by value, from one release to the next', () => {
    const { households } = syntheticCommunity({ ...WEEK, sellers: 2, buyers: 1 });
    expect(households.map(({ pvWatts, exportWh, importWh }) => [pvWatts, sum(exportWh), sum(importWh)])).to.deep.equal(
      FROZEN,
    );
  });

  it('makes each household on its own: more homes or more days change none that were there', () => {
    const few = syntheticCommunity({ ...WEEK, sellers: 3, buyers: 2 }).households;
    const many = syntheticCommunity({ ...WEEK, days: 14, sellers: 5, buyers: 4 }).households;
    for (const household of few) {
      const again = many.find(({ householdId }) => householdId === household.householdId)!;
      expect(again.pvWatts).to.equal(household.pvWatts);
      // The register rounds towards the same totals, so the common days are equal.
      expect(again.exportWh.subarray(0, 7 * 48)).to.deep.equal(household.exportWh);
      expect(again.importWh.subarray(0, 7 * 48)).to.deep.equal(household.importWh);
    }
  });

  it('makes any number of households one by one', () => {
    const households = syntheticHouseholds({ ...WEEK, sellers: 120_000, buyers: 0 });
    const ids = [households.next(), households.next()].map(({ value }) => (value as MeterSeries).householdId);
    expect(ids).to.deep.equal(['synthetic:seller-1', 'synthetic:seller-2']);
  });

  it('lays every household on the calendar; sellers have solar power and buyers none', () => {
    const { households, calendar, notes } = syntheticCommunity({ ...WEEK, sellers: 6, buyers: 4 });
    expect(calendar).to.deep.equal({ firstDay: '2025-05-01', days: 7 });
    expect(new Set(households.map(({ householdId }) => householdId))).to.have.lengthOf(10);
    expect(households.map(isSeller)).to.deep.equal([...Array(6).fill(true), ...Array(4).fill(false)]);
    for (const { firstSlot, exportWh, importWh, pvWatts } of households) {
      expect(firstSlot).to.equal(slotOf('2025-05-01'));
      expect([exportWh.length, importWh.length]).to.deep.equal([336, 336]);
      expect(exportWh.every((wh) => wh >= 0 && wh <= pvWatts / 2)).to.equal(true);
      expect(importWh.every((wh, i) => wh >= 0 && wh < 10_000 && (wh === 0 || exportWh[i]! <= 1))).to.equal(true);
      expect(exportWh.every((wh, i) => wh === 0 || (komaOf(firstSlot + i) > 9 && komaOf(firstSlot + i) < 40))).to.equal(
        true,
      );
    }
    expect(notes.join()).to.include('seed 1');
  });

  it('refuses counts and seeds that are none', () => {
    for (const sellers of [-1, 1.5, Number.NaN, 1_000_001]) {
      expect(codeOf(() => syntheticCommunity({ ...WEEK, sellers, buyers: 1 }))).to.equal('COMMUNITY_SIZE_INVALID');
    }
    expect(codeOf(() => syntheticCommunity({ ...WEEK, days: 3660, sellers: 100_000, buyers: 0 }))).to.equal(
      'COMMUNITY_SIZE_INVALID',
    );
    for (const seed of [-1, 0.5, 2 ** 32]) {
      expect(codeOf(() => syntheticCommunity({ ...WEEK, seed, sellers: 1, buyers: 0 }))).to.equal(
        'COMMUNITY_SEED_INVALID',
      );
    }
    expect(codeOf(() => syntheticCommunity({ ...WEEK, days: 0, sellers: 1, buyers: 0 }))).to.equal(
      'COMMUNITY_CALENDAR_INVALID',
    );
  });
});

describe('a synthetic year', () => {
  const { households } = syntheticCommunity({ ...YEAR, seed: 7, sellers: 60, buyers: 60 });
  const sellers = households.filter(isSeller);
  const buyers = households.filter((household) => !isSeller(household));
  const kwh = (homes: readonly MeterSeries[], register: 'exportWh' | 'importWh') =>
    homes.map((home) => sum(home[register]) / 1000);

  it('homes use what the Tokyo survey says: 1,500 to 6,500 kWh a year, 3,000 to 4,000 on average', () => {
    const used = kwh(buyers, 'importWh').sort((a, b) => a - b);
    expect(sum(used) / used.length).to.be.within(3000, 4000);
    expect(used[3]!).to.be.above(1200);
    expect(used.at(-4)!).to.be.below(7000);
  });

  it('solar homes export 50 to 75 % of about 1,000 kWh per kW, as the surveys of the feed-in tariff say', () => {
    const perKw = kwh(sellers, 'exportWh').map((exported, i) => (exported * 1000) / sellers[i]!.pvWatts);
    expect(sum(perKw) / perKw.length).to.be.within(500, 750);
    const weather = areaWeather(7, YEAR);
    const yields = Array.from({ length: 60 }, (_, i) => {
      const random = new RandomStream(7, 99, i);
      const roof = drawRoof(random);
      const watts = new Float64Array(weather.slots);
      generate(roof, weather, random, watts);
      return sum(watts) / 2 / roof.pvWatts;
    });
    expect(sum(yields) / yields.length).to.be.within(950, 1100);
  });

  it('use is highest in January and has a second peak in August', () => {
    const months = new Array<number>(12).fill(0);
    for (const { firstSlot, importWh } of buyers) {
      for (let from = 0; from < importWh.length; from += SLOTS_PER_DAY) {
        months[monthOf(firstSlot + from)]! += sum(importWh.subarray(from, from + SLOTS_PER_DAY));
      }
    }
    expect(months.indexOf(Math.max(...months))).to.equal(0);
    expect(months[7]!).to.be.above(months[5]!).and.above(months[9]!);
  });

  it('homes share their weather, and yet differ', () => {
    const noon = (home: MeterSeries) =>
      Array.from({ length: 365 }, (_, day) => home.exportWh[day * 48 + 24]! / home.pvWatts);
    const pairs = sellers.slice(1, 20).map((home) => correlation(noon(sellers[0]!), noon(home)));
    expect(sum(pairs) / pairs.length).to.be.within(0.8, 0.99);
  });
});

describe('the synthetic community beside real figures', () => {
  let real: readonly HouseholdFile[];
  before(function () {
    if (!existsSync(DATA)) this.skip();
    real = readHouseholdDirectory(resolve(DATA, 'households')).files;
  });

  it('has the irradiance of Tokyo: NEDO METPV-20, month by month within 6 %, over the year within 2 %', () => {
    const nedo = nedoMonthsKwh();
    const years = 40;
    const made = new Array<number>(12).fill(0);
    for (let seed = 0; seed < years; seed++) {
      const { firstSlot, globalWm2 } = areaWeather(seed, YEAR);
      for (let day = 0; day < 365; day++) {
        const whM2 = sum(globalWm2.subarray(day * SLOTS_PER_DAY, (day + 1) * SLOTS_PER_DAY)) / 2;
        made[monthOf(firstSlot + day * SLOTS_PER_DAY)]! += whM2 / 1000 / years;
      }
    }
    for (const [month, kwh] of nedo.entries()) {
      expect(made[month]! / kwh, `month ${month + 1}`).to.be.within(0.94, 1.06);
    }
    expect(sum(nedo)).to.be.closeTo(1368, 1);
    expect(sum(made) / sum(nedo)).to.be.within(0.98, 1.02);
  });

  it('sells at the hours at which the real solar homes sell', () => {
    // Without daylight saving, when their sun's clock is Japan's to a quarter of an hour; most of their roofs face west.
    const winter = { firstDay: '2025-11-10', days: 112 };
    const homes = alignCommunity(real, [], winter).households;
    const realDay = meanDay(
      homes.filter(({ householdId }) => householdId.startsWith('citylearn:')),
      'exportWh',
    );
    const madeDay = meanDay(syntheticCommunity({ ...winter, seed: 3, sellers: 60, buyers: 0 }).households, 'exportWh');
    expect(correlation(realDay, madeDay)).to.be.above(0.9);
    expect(shareBetween(madeDay, 10, 14)).to.be.closeTo(shareBetween(realDay, 10, 14), 0.1);
    expect(peakHour(madeDay)).to.be.closeTo(peakHour(realDay), 2);
  });

  it('uses electricity at the hours at which the real flats do', () => {
    // Five flats, empty by day: more of their use falls into the evening than in homes of all kinds.
    const homes = alignCommunity(real, [], YEAR).households;
    const realDay = meanDay(
      homes.filter(({ householdId }) => /^unsw:B/.test(householdId)),
      'importWh',
    );
    const madeDay = meanDay(syntheticCommunity({ ...YEAR, seed: 3, sellers: 0, buyers: 60 }).households, 'importWh');
    expect(correlation(realDay, madeDay)).to.be.above(0.85);
    expect(peakHour(madeDay)).to.be.closeTo(peakHour(realDay), 1.5);
    expect(shareBetween(madeDay, 17, 23)).to.be.closeTo(shareBetween(realDay, 17, 23), 0.2);
    expect(shareBetween(madeDay, 17, 23)).to.be.above(6 / 24);
  });
});

function monthOf(slot: number): number {
  return Number(dayOf(slot).slice(5, 7)) - 1;
}

/** Global irradiance by month, kWh/m2, from rows of [element, month, day, year, 24 x 0.01 MJ/m2, ...]. */
function nedoMonthsKwh(): number[] {
  const text = gunzipSync(readFileSync(resolve(DATA, 'weather/hm44132year.json.gz'))).toString();
  const { daily_data: days } = JSON.parse(text) as { daily_data: string[][] };
  const months = new Array<number>(12).fill(0);
  for (const day of days) months[Number(day[1]) - 1]! += sum(day.slice(4, 28).map(Number)) / 360;
  return months;
}
