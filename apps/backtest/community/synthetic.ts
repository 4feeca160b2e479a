import { type MeterSeries, meterRegisters } from '#formats';
import { type AreaWeather, areaWeather } from './area-weather.js';
import { type Calendar, slotsOfCalendar } from './calendar.js';
import type { Community } from './community.js';
import { communityError } from './error.js';
import { consume, drawResidents } from './household-load.js';
import { RandomStream } from './random-stream.js';
import { drawRoof, generate } from './solar-roof.js';

/** What to make: `seed` decides everything else. */
export interface SyntheticOptions extends Calendar {
  /** Homes with solar power. */
  readonly sellers: number;
  /** Homes without. */
  readonly buyers: number;
  /** 0 to 2^32 - 1. */
  readonly seed: number;
}

/** Seller or buyer; all sellers also buy. */
export type SyntheticRole = 'seller' | 'buyer';

export const MAX_SYNTHETIC_HOUSEHOLDS = 1_000_000;
/** Meter values that are held at once: 1.6 GB. Larger communities are made household by household. */
const MAX_VALUES_AT_ONCE = 400_000_000;
const MAX_SEED = 2 ** 32 - 1;

/** Purposes of a household's random streams; 1 is the weather's. */
const ROOF = 2;
const LOAD = 3;
const ROLE_KEY: Readonly<Record<SyntheticRole, number>> = { seller: 1, buyer: 2 };

/** Shares of homes with 1, 2, 3, 4 or more residents, and of detached homes. */
const HOMES: Readonly<Record<SyntheticRole, { readonly sizes: readonly number[]; readonly detachedShare: number }>> = {
  seller: { sizes: [0.15, 0.4, 0.22, 0.23], detachedShare: 1 },
  buyer: { sizes: [0.38, 0.28, 0.17, 0.17], detachedShare: 0.5 },
};

/** A slot of one watt in µWh. */
const MICRO_WH_PER_WATT = 500_000;
const SOURCE = 'synthetic community of Tokyo';

/**
 * A synthetic community of Tokyo: the same options make the same meter values, byte for byte.
 * The model and the sources of its parameters stand in docs/decisions/0004-synthetic-community.md.
 *
 * @throws IchienError COMMUNITY_SIZE_INVALID, COMMUNITY_SEED_INVALID, COMMUNITY_CALENDAR_INVALID, DAY_INVALID
 */
export function syntheticCommunity(options: SyntheticOptions): Community {
  const { slots } = slotsOfCalendar(options);
  if ((options.sellers + options.buyers) * slots * 2 > MAX_VALUES_AT_ONCE) {
    throw communityError(
      'COMMUNITY_SIZE_INVALID',
      `${options.sellers + options.buyers} households over ${options.days} days do not fit in memory.`,
      'Take them one by one with syntheticHouseholds.',
    );
  }
  return {
    calendar: { firstDay: options.firstDay, days: options.days },
    households: [...syntheticHouseholds(options)],
    notes: [
      `Synthetic community: ${options.sellers} homes with and ${options.buyers} without solar power, seed ${options.seed}.`,
    ],
  };
}

/**
 * Makes the households of a synthetic community one by one, the sellers first, so that any number of them fits in memory.
 *
 * @throws IchienError COMMUNITY_SIZE_INVALID, COMMUNITY_SEED_INVALID, COMMUNITY_CALENDAR_INVALID, DAY_INVALID
 */
export function* syntheticHouseholds(options: SyntheticOptions): Generator<MeterSeries> {
  assertSize(options);
  const weather = areaWeather(options.seed, options);
  for (let index = 1; index <= options.sellers; index++)
    yield syntheticHousehold(options.seed, weather, 'seller', index);
  for (let index = 1; index <= options.buyers; index++) yield syntheticHousehold(options.seed, weather, 'buyer', index);
}

/** Makes one household on its own; it depends on the seed, the weather, its role and its index, and on no other household. */
export function syntheticHousehold(
  seed: number,
  weather: AreaWeather,
  role: SyntheticRole,
  index: number,
): MeterSeries {
  const roofRandom = new RandomStream(seed, ROOF, ROLE_KEY[role], index);
  const loadRandom = new RandomStream(seed, LOAD, ROLE_KEY[role], index);
  const { sizes, detachedShare } = HOMES[role];

  const solarWatts = new Float64Array(weather.slots);
  const roof = role === 'seller' ? drawRoof(roofRandom) : undefined;
  if (roof !== undefined) generate(roof, weather, roofRandom, solarWatts);

  const loadWatts = new Float64Array(weather.slots);
  const dwelling = loadRandom.between(0, 1) < detachedShare ? 'detached' : 'flat';
  consume(drawResidents(loadRandom, dwelling, sizes), weather, loadRandom, loadWatts);

  const netMicroWh = solarWatts.map((watts, i) => Math.round((watts - loadWatts[i]!) * MICRO_WH_PER_WATT));
  return {
    householdId: `synthetic:${role}-${index}`,
    pvWatts: roof?.pvWatts ?? 0,
    firstSlot: weather.firstSlot,
    ...meterRegisters(netMicroWh),
    source: SOURCE,
  };
}

function assertSize({ sellers, buyers, seed }: SyntheticOptions): void {
  const counts = [sellers, buyers, sellers + buyers];
  if (!counts.every((count) => Number.isInteger(count) && count >= 0 && count <= MAX_SYNTHETIC_HOUSEHOLDS)) {
    throw communityError(
      'COMMUNITY_SIZE_INVALID',
      `${sellers} sellers and ${buyers} buyers are no community.`,
      `Ask for whole numbers, at most ${MAX_SYNTHETIC_HOUSEHOLDS} together.`,
      { sellers: String(sellers), buyers: String(buyers) },
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
    throw communityError('COMMUNITY_SEED_INVALID', `${seed} is no seed.`, `Use a whole number from 0 to ${MAX_SEED}.`, {
      seed: String(seed),
    });
  }
}
