import { getPosition } from 'suncalc';
import { dayOf, SLOT_MS, SLOTS_PER_DAY, slotStartMs } from '#energy';
import { type Calendar, slotsOfCalendar } from './calendar.js';
import { RandomStream } from './random-stream.js';

/** Sun and weather of an area, one value a slot, shared by all of its homes. */
export interface AreaWeather {
  readonly firstSlot: number;
  readonly slots: number;
  /** Direction to the sun at the middle of the slot: a unit vector in east, north, up. */
  readonly sunEast: Float64Array;
  readonly sunNorth: Float64Array;
  readonly sunUp: Float64Array;
  /** Irradiance under the clouds, W/m2: on the horizontal, straight at the sun, and from the sky alone. */
  readonly globalWm2: Float64Array;
  readonly directNormalWm2: Float64Array;
  readonly diffuseWm2: Float64Array;
  /** How much one home's sky differs from the area's: relative standard deviation. */
  readonly patchiness: Float64Array;
  readonly temperatureC: Float64Array;
}

/** Tokyo, the station of the calibration (METPV-20 number 44132). */
const LATITUDE = 35.69;
const LONGITUDE = 139.75;
const SOLAR_CONSTANT_WM2 = 1367;
/** Below this sine of the sun's height the split into direct and diffuse has no meaning; all is diffuse. */
const MIN_SUN_UP = 0.065;

/**
 * January to December: clear-sky index of the clear days, share of clear days and of overcast days (the others are
 * mixed), mean temperature. The first three are fitted to METPV-20 Tokyo (出典: NEDO); see docs/decisions/0004-synthetic-community.md.
 */
const MONTHS = [
  { clearIndex: 1.07, clearShare: 0.65, overcastShare: 0.15, meanC: 5.4 },
  { clearIndex: 0.98, clearShare: 0.55, overcastShare: 0.3, meanC: 6.1 },
  { clearIndex: 0.93, clearShare: 0.55, overcastShare: 0.3, meanC: 9.4 },
  { clearIndex: 0.9, clearShare: 0.45, overcastShare: 0.3, meanC: 14.3 },
  { clearIndex: 0.92, clearShare: 0.5, overcastShare: 0.3, meanC: 18.8 },
  { clearIndex: 0.82, clearShare: 0.35, overcastShare: 0.35, meanC: 21.9 },
  { clearIndex: 0.78, clearShare: 0.4, overcastShare: 0.15, meanC: 25.7 },
  { clearIndex: 0.88, clearShare: 0.4, overcastShare: 0.35, meanC: 26.9 },
  { clearIndex: 0.77, clearShare: 0.45, overcastShare: 0.3, meanC: 23.3 },
  { clearIndex: 0.88, clearShare: 0.35, overcastShare: 0.3, meanC: 18.0 },
  { clearIndex: 0.96, clearShare: 0.45, overcastShare: 0.2, meanC: 12.5 },
  { clearIndex: 1.05, clearShare: 0.65, overcastShare: 0.25, meanC: 7.7 },
] as const;

/** Clear, mixed, overcast: level relative to the clear days, its spread between and within days, local patchiness. */
const SKIES = [
  { level: 0.98, daySpread: 0.07, slotSpread: 0.14, patchiness: 0.03 },
  { level: 0.67, daySpread: 0.11, slotSpread: 0.23, patchiness: 0.1 },
  { level: 0.26, daySpread: 0.11, slotSpread: 0.14, patchiness: 0.08 },
] as const;
/** Chance that a day keeps the sky of the day before whatever the month's shares. */
const SKY_PERSISTENCE = 0.15;
/** Correlation of neighbouring half hours within a day. */
const SLOT_CORRELATION = 0.7;
const MIN_INDEX = 0.03;
const MAX_INDEX = 1.2;

/** Day-to-day deviation from the month's mean temperature, and the day's swing with its peak at 14:00. */
const TEMPERATURE_SPREAD_C = 2.5;
const TEMPERATURE_CORRELATION = 0.7;
const TEMPERATURE_SWING_C = 3.5;
const WARMEST_HALF_HOUR = 28;

/** Purpose of the weather's random streams. */
const WEATHER = 1;

/**
 * The weather of Tokyo over a calendar: sun position (suncalc), clear-sky irradiance (Haurwitz), and clouds as a
 * Markov chain of day types with an autoregressive clear-sky index within the day.
 *
 * @throws IchienError COMMUNITY_CALENDAR_INVALID, DAY_INVALID
 */
export function areaWeather(seed: number, calendar: Calendar): AreaWeather {
  const { firstSlot, slots } = slotsOfCalendar(calendar);
  const random = new RandomStream(seed, WEATHER);
  const weather = {
    firstSlot,
    slots,
    sunEast: new Float64Array(slots),
    sunNorth: new Float64Array(slots),
    sunUp: new Float64Array(slots),
    globalWm2: new Float64Array(slots),
    directNormalWm2: new Float64Array(slots),
    diffuseWm2: new Float64Array(slots),
    patchiness: new Float64Array(slots),
    temperatureC: new Float64Array(slots),
  };
  let skyKind: number | undefined;
  let warmth = random.normal();

  for (let from = 0; from < slots; from += SLOTS_PER_DAY) {
    const day = dayOf(firstSlot + from);
    const month = MONTHS[Number(day.slice(5, 7)) - 1]!;
    const { clearShare, overcastShare } = month;
    const keepsSky = random.between(0, 1) < SKY_PERSISTENCE;
    const drawn = random.pick([clearShare, 1 - clearShare - overcastShare, overcastShare]);
    skyKind = keepsSky ? (skyKind ?? drawn) : drawn;
    const sky = SKIES[skyKind]!;
    const dayLevel = sky.level + sky.daySpread * random.normal();
    let gust = random.normal();
    warmth = nextOf(warmth, TEMPERATURE_CORRELATION, random);

    for (let i = from; i < from + SLOTS_PER_DAY; i++) {
      weather.temperatureC[i] = temperatureC(month.meanC, warmth, i - from);
      gust = nextOf(gust, SLOT_CORRELATION, random);
      const index = month.clearIndex * (dayLevel + sky.slotSpread * gust);
      weather.patchiness[i] = sky.patchiness;
      shine(weather, i, Math.min(MAX_INDEX, Math.max(MIN_INDEX, index)));
    }
  }
  return weather;
}

/**
 * What a slot of the normal year costs on average: `value` over all months and half hours, and over warm and cold days.
 */
export function meanOverYear(value: (temperatureC: number, halfHour: number) => number): number {
  let sum = 0;
  for (const { meanC } of MONTHS) {
    for (let halfHour = 0; halfHour < SLOTS_PER_DAY; halfHour++) {
      for (const warmth of [-1, 1]) sum += value(temperatureC(meanC, warmth, halfHour), halfHour);
    }
  }
  return sum / (MONTHS.length * SLOTS_PER_DAY * 2);
}

/** Temperature in the middle of a half hour of the day; `warmth` is the day's deviation in standard deviations. */
function temperatureC(meanC: number, warmth: number, halfHour: number): number {
  const swing = Math.cos((2 * Math.PI * (halfHour + 0.5 - WARMEST_HALF_HOUR)) / SLOTS_PER_DAY);
  return meanC + TEMPERATURE_SPREAD_C * warmth + TEMPERATURE_SWING_C * swing;
}

/** Next value of a first-order autoregressive process with unit variance. */
export function nextOf(value: number, correlation: number, random: RandomStream): number {
  return correlation * value + Math.sqrt(1 - correlation * correlation) * random.normal();
}

/** Sets sun and irradiance of slot `i` at its middle, for a clear-sky index. */
function shine(weather: AreaWeather, i: number, clearSkyIndex: number): void {
  const middle = new Date(slotStartMs(weather.firstSlot + i) + SLOT_MS / 2);
  const { altitude, azimuth } = getPosition(middle, LATITUDE, LONGITUDE);
  const sunUp = Math.sin(radians(altitude));
  if (sunUp <= 0) return;
  weather.sunUp[i] = sunUp;
  weather.sunEast[i] = Math.cos(radians(altitude)) * Math.sin(radians(azimuth));
  weather.sunNorth[i] = Math.cos(radians(altitude)) * Math.cos(radians(azimuth));
  const globalWm2 = clearSkyIndex * haurwitzWm2(sunUp);
  const extraterrestrialWm2 = SOLAR_CONSTANT_WM2 * sunUp;
  const diffuseWm2 = sunUp < MIN_SUN_UP ? globalWm2 : globalWm2 * erbsDiffuseFraction(globalWm2 / extraterrestrialWm2);
  weather.globalWm2[i] = globalWm2;
  weather.diffuseWm2[i] = diffuseWm2;
  weather.directNormalWm2[i] = (globalWm2 - diffuseWm2) / sunUp;
}

/** Global horizontal irradiance under a clear sky (Haurwitz 1945, as in pvlib). */
function haurwitzWm2(sunUp: number): number {
  return 1098 * sunUp * Math.exp(-0.059 / sunUp);
}

/** Diffuse share of the global irradiance by clearness (Erbs, Klein and Duffie 1982, as in pvlib). */
function erbsDiffuseFraction(clearness: number): number {
  if (clearness <= 0.22) return 1 - 0.09 * clearness;
  if (clearness > 0.8) return 0.165;
  return 0.9511 + clearness * (-0.1604 + clearness * (4.388 + clearness * (-16.638 + clearness * 12.336)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
