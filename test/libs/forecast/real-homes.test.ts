import { expect } from 'chai';
import { SLOTS_PER_DAY } from '#energy';
import { forecastSlot, type SlotForecast } from '#forecast';
import type { MeterSeries } from '#formats';
import { flats, hasRealHomes, solarHomes } from './real-homes.js';

const WARM_UP_SLOTS = 28 * SLOTS_PER_DAY;
/** Every fifth slot: all koma and weekdays in turn, in a fraction of the time. */
const STRIDE = 5;
/** Of 17, for time's sake; docs/decisions/0006-forecast-and-bidding.md has the figures of all. */
const HOMES = 6;
/** At gate closure, 75 min before the slot, with readings 60 min late: five half hours lie between. */
const GATE_CLOSURE_LEAD = 6;
const DAY_AHEAD_LEAD = 48;

/** Means over many slots, in Wh: what the forecast and the two naive ones that anybody would try first got wrong. */
interface Score {
  actual: number;
  error: number;
  errorOfYesterday: number;
  errorOfMeanOfWeek: number;
  bias: number;
  spread: number;
}

function score(homes: readonly MeterSeries[], register: 'exportWh' | 'importWh', forecasts: readonly SlotForecast[]) {
  const mean: Score = { actual: 0, error: 0, errorOfYesterday: 0, errorOfMeanOfWeek: 0, bias: 0, spread: 0 };
  let next = 0;
  for (const home of homes) {
    const readings = home[register];
    for (let index = WARM_UP_SLOTS; index < readings.length; index += STRIDE) {
      const forecast = forecasts[next++]!;
      const actual = readings[index]!;
      const daysBefore = (days: number) => readings[index - days * SLOTS_PER_DAY]!;
      const meanOfWeek = [1, 2, 3, 4, 5, 6, 7].reduce((sum, days) => sum + daysBefore(days), 0) / 7;
      mean.actual += actual / forecasts.length;
      mean.error += Math.abs(forecast[register] - actual) / forecasts.length;
      mean.errorOfYesterday += Math.abs(daysBefore(1) - actual) / forecasts.length;
      mean.errorOfMeanOfWeek += Math.abs(meanOfWeek - actual) / forecasts.length;
      mean.bias += (forecast[register] - actual) / forecasts.length;
      mean.spread += forecast[register === 'exportWh' ? 'exportSpreadWh' : 'importSpreadWh'] / forecasts.length;
    }
  }
  return mean;
}

function forecastsOf(homes: readonly MeterSeries[], lead: number): SlotForecast[] {
  const forecasts: SlotForecast[] = [];
  for (const home of homes) {
    for (let index = WARM_UP_SLOTS; index < home.exportWh.length; index += STRIDE) {
      const slot = home.firstSlot + index;
      forecasts.push(forecastSlot({ ...home, knownUntilSlot: slot - lead }, slot));
    }
  }
  return forecasts;
}

/** Asserts that the forecast's mean error is below the better naive one's, by a share of it at least. */
function expectBetter(by: number, { error, errorOfYesterday, errorOfMeanOfWeek }: Score): void {
  expect(error).to.be.below(Math.min(errorOfYesterday, errorOfMeanOfWeek) * (1 - by));
}

describe('forecastSlot on real homes', () => {
  let solar: MeterSeries[];
  let atGateClosure: SlotForecast[];
  let dayAhead: SlotForecast[];

  before(function () {
    if (!hasRealHomes()) this.skip();
    solar = solarHomes(HOMES);
    atGateClosure = forecastsOf(solar, GATE_CLOSURE_LEAD);
    dayAhead = forecastsOf(solar, DAY_AHEAD_LEAD);
  });

  it('beats yesterday and the mean of a week by 8 % of export and 4 % of import at gate closure', () => {
    expectBetter(0.08, score(solar, 'exportWh', atGateClosure));
    expectBetter(0.04, score(solar, 'importWh', atGateClosure));
  });

  it('beats both by 1 % of export and 2 % of import a day ahead', () => {
    expectBetter(0.01, score(solar, 'exportWh', dayAhead));
    expectBetter(0.02, score(solar, 'importWh', dayAhead));
  });

  it('beats both for flats, whose habits are harder to tell', () => {
    const homes = flats();
    expectBetter(0, score(homes, 'importWh', forecastsOf(homes, GATE_CLOSURE_LEAD)));
    expectBetter(0.01, score(homes, 'importWh', forecastsOf(homes, DAY_AHEAD_LEAD)));
  });

  it('is not biased by more than 3 %, and its spread tells the size of its error', () => {
    for (const register of ['exportWh', 'importWh'] as const) {
      const { actual, bias, spread, error } = score(solar, register, atGateClosure);
      expect(Math.abs(bias) / actual, `bias of ${register}`).to.be.below(0.03);
      expect(spread / error, `spread of ${register}`).to.be.within(0.8, 1.1);
    }
  });
});
