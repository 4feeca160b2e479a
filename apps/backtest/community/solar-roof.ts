import { type AreaWeather, nextOf } from './area-weather.js';
import type { RandomStream } from './random-stream.js';

/** A home's solar system. */
export interface SolarRoof {
  readonly pvWatts: number;
  /** Unit vector out of the panels: east, north, up. */
  readonly east: number;
  readonly north: number;
  readonly up: number;
  /** What is left of the rated power after the years. */
  readonly ageFactor: number;
}

/** Rated power, W: normal, cut at both ends, sold in steps of 10 W. */
const PV_MEAN_W = 4500;
const PV_SPREAD_W = 900;
const PV_MIN_W = 3000;
const PV_MAX_W = 6000;
const PV_STEP_W = 10;
/** Roof planes by the direction they face, degrees from north over east: south, east, west. */
const FACINGS = [
  { share: 0.7, azimuth: 180, spread: 20 },
  { share: 0.15, azimuth: 100, spread: 15 },
  { share: 0.15, azimuth: 260, spread: 15 },
] as const;
/** Pitch of the roof, degrees: 4/10 to 6/10. */
const TILT_MIN = 21.8;
const TILT_MAX = 31;
/** The feed-in tariff has ended: ten years or more. */
const AGE_MIN_YEARS = 10;
const AGE_MAX_YEARS = 16;
const YEARLY_DEGRADATION = 0.005;
/** Inverter 4.5 %, wiring and dirt 5 %. */
const SYSTEM_EFFICIENCY = 0.955 * 0.95;
/** Loss by the heat of the cells: 10 % in winter, 15 % in spring and autumn, 20 % in summer, by air temperature. */
const HEAT_LOSS_AT_0_C = 0.07;
const HEAT_LOSS_PER_C = 0.005;
const STANDARD_IRRADIANCE_WM2 = 1000;
const GROUND_REFLECTANCE = 0.2;
const PATCH_CORRELATION = 0.7;

/** Draws a post-FIT home's solar system. */
export function drawRoof(random: RandomStream): SolarRoof {
  const watts = Math.min(PV_MAX_W, Math.max(PV_MIN_W, PV_MEAN_W + PV_SPREAD_W * random.normal()));
  const facing = FACINGS[random.pick(FACINGS.map(({ share }) => share))]!;
  const azimuth = radians(facing.azimuth + facing.spread * random.normal());
  const tilt = radians(random.between(TILT_MIN, TILT_MAX));
  const ageYears = random.between(AGE_MIN_YEARS, AGE_MAX_YEARS);
  return {
    pvWatts: Math.round(watts / PV_STEP_W) * PV_STEP_W,
    east: Math.sin(tilt) * Math.sin(azimuth),
    north: Math.sin(tilt) * Math.cos(azimuth),
    up: Math.cos(tilt),
    ageFactor: (1 - YEARLY_DEGRADATION) ** ageYears,
  };
}

/** Mean power of the roof in each slot, W, into `watts`. */
export function generate(roof: SolarRoof, weather: AreaWeather, random: RandomStream, watts: Float64Array): void {
  const skyShare = (1 + roof.up) / 2;
  const groundShare = (GROUND_REFLECTANCE * (1 - roof.up)) / 2;
  const ratedPerWm2 = (roof.pvWatts * roof.ageFactor * SYSTEM_EFFICIENCY) / STANDARD_IRRADIANCE_WM2;
  let patch = random.normal();
  for (let i = 0; i < weather.slots; i++) {
    const sunUp = weather.sunUp[i]!;
    if (sunUp === 0) {
      watts[i] = 0;
      continue;
    }
    const facingSun = roof.east * weather.sunEast[i]! + roof.north * weather.sunNorth[i]! + roof.up * sunUp;
    const planeWm2 =
      weather.directNormalWm2[i]! * Math.max(0, facingSun) +
      weather.diffuseWm2[i]! * skyShare +
      weather.globalWm2[i]! * groundShare;
    const heatLoss = Math.max(0, HEAT_LOSS_AT_0_C + HEAT_LOSS_PER_C * weather.temperatureC[i]!);
    patch = nextOf(patch, PATCH_CORRELATION, random);
    const localSky = Math.max(0, 1 + weather.patchiness[i]! * patch);
    watts[i] = Math.min(roof.pvWatts, planeWm2 * ratedPerWm2 * (1 - heatLoss) * localSky);
  }
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
