import { meteringError } from './error.js';

/** 速報値, 日毎, 確定, and corrected after that (japan-market.md B3), weakest first. */
export const READING_STATES = ['provisional', 'daily', 'confirmed', 'corrected'] as const;
export type ReadingState = (typeof READING_STATES)[number];
/** States from this one on are final. */
const FINAL = READING_STATES.indexOf('confirmed');

/** Who answers for a reading, weakest first: our own rule, a household's gateway (route B), the operator, the grid company. */
export const READING_SOURCES = ['ichien', 'gateway', 'operator', 'gridCompany'] as const;
export type ReadingSource = (typeof READING_SOURCES)[number];

/**
 * How a value came about, weakest first: made up by a stated rule because nothing was measured; spread over half hours by a
 * rule, though its sum was measured (or estimated by its sender); measured.
 */
export const READING_QUALITIES = ['substituted', 'estimated', 'measured'] as const;
export type ReadingQuality = (typeof READING_QUALITIES)[number];

/** With what weight a reading is stated. */
export interface ReadingClaim {
  readonly state: ReadingState;
  readonly source: ReadingSource;
  /** 版 of the source, 0 (our own substitution) to `MAX_CLAIM_REVISION`. */
  readonly revision: number;
  readonly quality: ReadingQuality;
}

/** What two registers showed in a half hour, and with what weight it is stated. */
export interface ClaimedReading extends ReadingClaim {
  readonly exportWh: number;
  readonly importWh: number;
}

export const MAX_CLAIM_REVISION = 1_000_000;

/**
 * Which of two claims weighs more: by stage (provisional, daily, final), then source, state, revision and quality. Positive: `a`
 * does; 0: neither. What is confirmed and what is corrected are both final, so that nobody corrects what a weightier source has
 * confirmed: the operator's correction leaves the grid company's word as it is.
 *
 * @throws IchienError CLAIM_INVALID
 */
export function compareClaims(a: ReadingClaim, b: ReadingClaim): number {
  return (
    Math.min(place(READING_STATES, a.state), FINAL) - Math.min(place(READING_STATES, b.state), FINAL) ||
    place(READING_SOURCES, a.source) - place(READING_SOURCES, b.source) ||
    place(READING_STATES, a.state) - place(READING_STATES, b.state) ||
    revision(a) - revision(b) ||
    place(READING_QUALITIES, a.quality) - place(READING_QUALITIES, b.quality)
  );
}

/**
 * What becomes of a reading beside the one that stands:
 *
 * - `first`: there is none yet. `supersedes`: it weighs more and differs: a new version.
 * - `attests`: the same values with more weight: the version stays and gains weight, nothing is settled again.
 * - `known`: the same values with no more weight. `outranked`: other values with less weight. Neither is stored.
 * - `contradicts`: other values with the same weight: refused, for which of the two arrived first must not decide.
 */
export type Verdict = 'first' | 'supersedes' | 'attests' | 'known' | 'outranked' | 'contradicts';

/**
 * Judges a reading beside the one that stands. What stands after any readings is the weightiest of them, in whatever order and
 * however often they arrive.
 *
 * @throws IchienError CLAIM_INVALID
 * @example
 * judgeReading(provisional500, confirmed490); // 'supersedes'
 */
export function judgeReading(standing: ClaimedReading | undefined, next: ClaimedReading): Verdict {
  const weight = compareClaims(next, standing ?? next);
  if (standing === undefined) return 'first';
  if (standing.exportWh === next.exportWh && standing.importWh === next.importWh) {
    return weight > 0 ? 'attests' : 'known';
  }
  if (weight === 0) return 'contradicts';
  return weight > 0 ? 'supersedes' : 'outranked';
}

function place<T extends string>(order: readonly T[], value: T): number {
  const at = order.indexOf(value);
  if (at < 0) throw meteringError('CLAIM_INVALID', `"${value}" is none of ${order.join(', ')}.`, 'Give one of them.');
  return at;
}

function revision({ revision }: ReadingClaim): number {
  if (!Number.isSafeInteger(revision) || revision < 0 || revision > MAX_CLAIM_REVISION) {
    const fix = `Give a whole number from 0 to ${MAX_CLAIM_REVISION}.`;
    throw meteringError('CLAIM_INVALID', `Revision ${revision} is not possible.`, fix);
  }
  return revision;
}
