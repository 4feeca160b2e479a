import { assertSlot, formatSlot, MAX_SLOT_ENERGY_WH, SLOT_MS } from '#energy';
import { meteringError } from './error.js';
import type { MeteringRules } from './rules.js';

/** What one count of a cumulative register is worth, and when it rolls over. */
export interface RegisterScale {
  /** D3 係数, 1 to 999,999. */
  readonly coefficient: number;
  /** E1 unit, thousandths of a Wh: 0.1 kWh = 100,000. */
  readonly unitMilliWh: number;
  /** D7: the register shows so many digits, 1 to 8, then begins again at 0. */
  readonly digits: number;
}

/** A cumulative register at an instant, unix ms. */
export interface RegisterSample {
  readonly atMs: number;
  readonly count: number;
}

/** The meter was exchanged (計器交換): what the old one showed last and the new one first. */
export interface MeterExchange {
  readonly atMs: number;
  readonly oldFinalCount: number;
  readonly newInitialCount: number;
  readonly newScale: RegisterScale;
}

/** A half hour's energy by its register. */
export interface RegisterSlot {
  readonly slot: number;
  readonly energyWh: number;
  /** 1: measured. More: the register is missing in between, and its difference over so many half hours was spread evenly. */
  readonly spanSlots: number;
}

/** Most samples at a time: a quarter of a year of half hours. */
export const MAX_REGISTER_SAMPLES = 5_000;
const MAX_EXCHANGES = 10;
const MILLI = 1_000n;

/**
 * Half hours from a cumulative register. Each is the difference of two counts, through roll-over and meter exchange, in whole
 * Wh: fractions of a Wh are carried on, so that the half hours sum to what the register moved. A gap of few half hours is
 * interpolated; those of a longer one are left out, for their energy by half hour is not known.
 *
 * @param samples at half hours, in any order; the same twice is read once
 * @param scale of the meter that shows the first sample
 * @throws IchienError REGISTER_SCALE_INVALID, REGISTER_COUNT_INVALID, REGISTER_CLOCK_SKEWED (a sample too far from its half
 * hour), REGISTER_CONTRADICTS (two counts at one instant), REGISTER_BACKWARDS (a difference that no connection can make),
 * EXCHANGE_INVALID, INPUT_TOO_LARGE
 * @example
 * slotsOfRegister([{ atMs: t, count: 9_999 }, { atMs: t + 1_800_000, count: 4 }], { ...tenthKwh, digits: 4 }, rules);
 * // one slot of 500 Wh: 5 counts of 0.1 kWh, past the roll-over
 */
export function slotsOfRegister(
  samples: readonly RegisterSample[],
  scale: RegisterScale,
  rules: MeteringRules,
  exchanges: readonly MeterExchange[] = [],
): RegisterSlot[] {
  if (samples.length > MAX_REGISTER_SAMPLES || exchanges.length > MAX_EXCHANGES) {
    const what = `${samples.length} samples and ${exchanges.length} exchanges are too many.`;
    throw meteringError('INPUT_TOO_LARGE', what, `Give at most ${MAX_REGISTER_SAMPLES} and ${MAX_EXCHANGES}.`);
  }
  const points = pointsOf(samples, rules);
  const changes = [...exchanges].sort((a, b) => a.atMs - b.atMs);
  const slots: RegisterSlot[] = [];
  let current = scale;
  let change = 0;
  let totalMilliWh = 0n;
  for (let i = 0; i < points.length; i++) {
    const [from, to] = [points[i - 1], points[i]!];
    if (from === undefined) {
      // Exchanges before the first sample say nothing about it: `scale` is that of the meter which shows it.
      while (changes[change] !== undefined && changes[change]!.atMs <= to.atMs) change++;
      totalMilliWh = worth(to.count, current, to.atMs);
      continue;
    }
    const before = totalMilliWh;
    let shown = from.count;
    for (; changes[change] !== undefined && changes[change]!.atMs <= to.atMs; change++) {
      const { atMs, oldFinalCount, newInitialCount, newScale } = changes[change]!;
      totalMilliWh += difference(shown, oldFinalCount, current, atMs);
      shown = newInitialCount;
      current = newScale;
    }
    totalMilliWh += difference(shown, to.count, current, to.atMs);
    addSlots(slots, from.atMs, to.atMs, before, totalMilliWh, rules);
  }
  return slots;
}

/** Spreads the energy between two samples over the half hours between them, cumulatively, so that nothing is lost. */
function addSlots(
  slots: RegisterSlot[],
  fromMs: number,
  toMs: number,
  before: bigint,
  after: bigint,
  rules: MeteringRules,
): void {
  const count = (toMs - fromMs) / SLOT_MS;
  const first = fromMs / SLOT_MS;
  if (after / MILLI - before / MILLI > BigInt(count * MAX_SLOT_ENERGY_WH)) {
    throw meteringError(
      'REGISTER_BACKWARDS',
      `The register moves ${after / MILLI - before / MILLI} Wh by ${formatSlot(first + count - 1)}.`,
      'A register never counts down: check for a meter exchange, the digits and the unit.',
      { slot: first + count - 1 },
    );
  }
  if (count > rules.maxInterpolatedSlots) return;
  const at = (slot: number) => (before + ((after - before) * BigInt(slot)) / BigInt(count)) / MILLI;
  for (let slot = 0; slot < count; slot++) {
    slots.push({ slot: first + slot, energyWh: Number(at(slot + 1) - at(slot)), spanSlots: count });
  }
}

/** Samples at their exact half hours, ascending, each once. */
function pointsOf(samples: readonly RegisterSample[], rules: MeteringRules): RegisterSample[] {
  const points = new Map<number, RegisterSample>();
  for (const { atMs, count } of samples) {
    const snapped = Math.round(atMs / SLOT_MS) * SLOT_MS;
    if (!Number.isSafeInteger(atMs) || Math.abs(atMs - snapped) > rules.maxSkewMs) {
      throw meteringError(
        'REGISTER_CLOCK_SKEWED',
        `A sample stands at ${atMs}, ${atMs - snapped} ms from its half hour.`,
        `Fixed-time values stand at half hours, give or take ${rules.maxSkewMs} ms: check the clock of the meter.`,
        { atMs },
      );
    }
    assertSlot(snapped / SLOT_MS);
    const known = points.get(snapped);
    if (known !== undefined && known.count !== count) {
      const what = `The register shows ${known.count} and ${count} at ${snapped}.`;
      throw meteringError('REGISTER_CONTRADICTS', what, 'Give the count of one meter.', { atMs: snapped });
    }
    points.set(snapped, { atMs: snapped, count });
  }
  return [...points.values()].sort((a, b) => a.atMs - b.atMs);
}

/** Thousandths of a Wh between two counts of one meter, through at most one roll-over. */
function difference(from: number, to: number, scale: RegisterScale, atMs: number): bigint {
  const moved = worth(to, scale, atMs) - worth(from, scale, atMs);
  return moved >= 0n ? moved : moved + 10n ** BigInt(scale.digits) * stepOf(scale);
}

function worth(count: number, scale: RegisterScale, atMs: number): bigint {
  const step = stepOf(scale);
  if (!Number.isSafeInteger(count) || count < 0 || count >= 10 ** scale.digits) {
    const fix = `Give a whole count of at most ${scale.digits} digits.`;
    throw meteringError('REGISTER_COUNT_INVALID', `The register shows ${count} at ${atMs}.`, fix, { atMs });
  }
  return BigInt(count) * step;
}

function stepOf({ coefficient, unitMilliWh, digits }: RegisterScale): bigint {
  const whole = (value: number, max: number) => Number.isSafeInteger(value) && value >= 1 && value <= max;
  // Ten steps of the smallest unit are a whole Wh: so a roll-over never leaves a fraction behind.
  if (
    !whole(coefficient, 999_999) ||
    !whole(unitMilliWh, 10_000_000_000) ||
    !whole(digits, 8) ||
    unitMilliWh % 100 !== 0
  ) {
    throw meteringError(
      'REGISTER_SCALE_INVALID',
      `Coefficient ${coefficient}, unit ${unitMilliWh} mWh and ${digits} digits are no register.`,
      'Give D3, E1 and D7 as the meter states them.',
    );
  }
  return BigInt(coefficient) * BigInt(unitMilliWh);
}
