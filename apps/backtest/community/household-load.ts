import { dayOf, SLOTS_PER_DAY, weekdayOf } from '#energy';
import { type AreaWeather, meanOverYear, nextOf } from './area-weather.js';
import type { RandomStream } from './random-stream.js';

/** Who lives in a home, and how much electricity it uses. */
export interface Residents {
  /** Multiplies the reference home, so that a normal year comes to the drawn consumption. */
  readonly scale: number;
  readonly habit: Habit;
  /** Half hours by which the household is later than its habit. */
  readonly lateHalfHours: number;
  readonly heating: number;
  readonly cooling: number;
}

/** How busy a home is, relative, at each full hour from 0:00 on; half hours lie between. */
interface Habit {
  readonly share: number;
  readonly weekday: readonly number[];
}

/** Kind of dwelling; decides the yearly consumption by number of residents. */
export type Dwelling = 'detached' | 'flat';

/** Mean monthly kWh of homes with 1, 2, 3, 4 or more residents (Tokyo survey of 2014). */
const MONTHLY_KWH: Readonly<Record<Dwelling, readonly number[]>> = {
  detached: [219, 331, 386, 436],
  flat: [186, 272, 313, 316],
};
/** Standard deviation of the logarithm of a home's consumption around that mean. */
const CONSUMPTION_SPREAD = 0.25;

const HABITS: readonly Habit[] = [
  // Away by day.
  {
    share: 0.4,
    weekday: [
      0.35, 0.2, 0.15, 0.15, 0.15, 0.25, 0.65, 0.9, 0.6, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.25, 0.4, 0.75, 1.2, 1.3,
      1.2, 0.95, 0.6,
    ],
  },
  // A family with somebody at home for part of the day.
  {
    share: 0.35,
    weekday: [
      0.3, 0.2, 0.15, 0.15, 0.2, 0.4, 0.9, 1.0, 0.7, 0.5, 0.4, 0.4, 0.5, 0.4, 0.35, 0.4, 0.5, 0.75, 1.1, 1.3, 1.25, 1.1,
      0.85, 0.55,
    ],
  },
  // At home all day.
  {
    share: 0.25,
    weekday: [
      0.25, 0.18, 0.15, 0.15, 0.2, 0.45, 0.8, 0.85, 0.75, 0.65, 0.6, 0.65, 0.75, 0.65, 0.6, 0.6, 0.65, 0.8, 1.05, 1.15,
      1.05, 0.9, 0.65, 0.4,
    ],
  },
];
const WEEKEND = [
  0.4, 0.25, 0.18, 0.15, 0.15, 0.2, 0.35, 0.6, 0.8, 0.85, 0.8, 0.75, 0.85, 0.75, 0.65, 0.65, 0.7, 0.85, 1.1, 1.2, 1.15,
  1.05, 0.85, 0.6,
];

/** The reference home: refrigerator and standby; everyday appliances when fully busy; heat pumps per °C. All W. */
const STANDING_W = 110;
const BUSY_W = 420;
const HEATING_W_PER_C = 26;
const COOLING_W_PER_C = 46;
const HEATING_BELOW_C = 18;
const COOLING_ABOVE_C = 24;
/** Rooms are heated and cooled a little even when nobody is up. */
const LEAST_PRESENCE = 0.25;
/** A busy half hour brings a kettle, a cooker or a dryer with this chance; W. */
const SPIKE_CHANCE = 0.05;
const SPIKE_MIN_W = 400;
const SPIKE_MAX_W = 1600;
/** Logarithmic spread of everyday use from one half hour to the next, and its correlation. */
const EVERYDAY_SPREAD = 0.4;
const EVERYDAY_CORRELATION = 0.6;

const HOURS_PER_YEAR = 8766;
const MONTHS_PER_YEAR = 12;

/** Draws the residents of a home. @param sizeShares shares of homes with 1, 2, 3, 4 or more residents */
export function drawResidents(random: RandomStream, dwelling: Dwelling, sizeShares: readonly number[]): Residents {
  const meanKwh = MONTHLY_KWH[dwelling][random.pick(sizeShares)]! * MONTHS_PER_YEAR;
  const yearKwh = meanKwh * Math.exp(CONSUMPTION_SPREAD * random.normal() - CONSUMPTION_SPREAD ** 2 / 2);
  const unscaled = {
    scale: 1,
    habit: HABITS[random.pick(HABITS.map(({ share }) => share))]!,
    lateHalfHours: Math.round(random.normal()),
    heating: random.between(0.4, 1.6),
    cooling: random.between(0.4, 1.6),
  };
  return { ...unscaled, scale: (yearKwh * 1000) / (HOURS_PER_YEAR * meanWatts(unscaled)) };
}

/** Mean load of the home in each slot, W, into `watts`. */
export function consume(home: Residents, weather: AreaWeather, random: RandomStream, watts: Float64Array): void {
  const firstWeekday = weekdayOf(dayOf(weather.firstSlot));
  let everyday = random.normal();
  for (let i = 0; i < weather.slots; i++) {
    const weekday = (firstWeekday + Math.floor(i / SLOTS_PER_DAY)) % 7;
    const busy = busyness(home, weekday === 0 || weekday === 6, i % SLOTS_PER_DAY);
    everyday = nextOf(everyday, EVERYDAY_CORRELATION, random);
    const appliances = BUSY_W * busy * Math.exp(EVERYDAY_SPREAD * everyday - EVERYDAY_SPREAD ** 2 / 2);
    const spike = random.between(0, 1) < SPIKE_CHANCE * busy ? random.between(SPIKE_MIN_W, SPIKE_MAX_W) : 0;
    watts[i] = home.scale * (STANDING_W + appliances + spike + roomAirWatts(home, busy, weather.temperatureC[i]!));
  }
}

function roomAirWatts(home: Residents, busy: number, temperatureC: number): number {
  const presence = LEAST_PRESENCE + (1 - LEAST_PRESENCE) * Math.min(1, busy);
  const heatingW = home.heating * HEATING_W_PER_C * Math.max(0, HEATING_BELOW_C - temperatureC);
  const coolingW = home.cooling * COOLING_W_PER_C * Math.max(0, temperatureC - COOLING_ABOVE_C);
  return presence * (heatingW + coolingW);
}

function busyness(home: Residents, weekend: boolean, halfHour: number): number {
  const hours = weekend ? WEEKEND : home.habit.weekday;
  const at = (halfHour - home.lateHalfHours + SLOTS_PER_DAY) % SLOTS_PER_DAY;
  const hour = Math.floor(at / 2);
  return at % 2 === 0 ? hours[hour]! : (hours[hour]! + hours[(hour + 1) % hours.length]!) / 2;
}

/** What the home would draw on average over a normal year. */
function meanWatts(home: Residents): number {
  const meanSpikeW = (SPIKE_CHANCE * (SPIKE_MIN_W + SPIKE_MAX_W)) / 2;
  const mean = (weekend: boolean) =>
    meanOverYear((temperatureC, halfHour) => {
      const busy = busyness(home, weekend, halfHour);
      return STANDING_W + (BUSY_W + meanSpikeW) * busy + roomAirWatts(home, busy, temperatureC);
    });
  return (5 * mean(false) + 2 * mean(true)) / 7;
}
