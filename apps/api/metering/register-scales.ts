import type { MeterValues } from '#formats';
import type { RegisterScale } from '#metering';
import { apiError } from '../errors.js';
import type { StandingExchange } from './standing-exchanges.js';

/** How a meter counts, from an instant on. */
export interface ScaleSince {
  readonly fromMs: number;
  readonly scale: RegisterScale;
}

/** What a meter said when a frame of it was received. */
export interface ReceivedValues {
  readonly receivedAtMs: number;
  readonly values: MeterValues;
}

const FIELDS = ['coefficient', 'unitMilliWh', 'digits'] as const;

/**
 * How a meter counts from when on: as its first counts were taken, and from each recorded exchange on as that says. What frames
 * state has to agree: a unit, coefficient or digits that changed without an exchange on record would make a spike of the
 * difference of two counts.
 *
 * @param first the scale of its first counts that are stored, if they are of before every exchange
 * @param exchanges all of the meter, oldest first
 * @returns oldest first; without its beginning if neither stored counts nor frames say it
 * @throws IchienError REGISTER_SCALE_CHANGED
 */
export function scalesOf(
  meterId: string,
  first: RegisterScale | undefined,
  exchanges: readonly StandingExchange[],
  received: readonly ReceivedValues[],
): ScaleSince[] {
  const changes = exchanges.map((row) => ({ fromMs: row.atMs, scale: scaleIn(row) }));
  const beginning: { -readonly [K in keyof RegisterScale]?: number } = { ...first };
  for (const { receivedAtMs, values } of received) {
    const known = scaleAt(changes, receivedAtMs) ?? beginning;
    for (const field of FIELDS) {
      const stated = values[field];
      if (stated === undefined) continue;
      if (known === beginning) beginning[field] ??= stated;
      if (known[field] !== stated) throw changed(meterId, field, known[field]!, stated);
    }
  }
  const { coefficient = 1, unitMilliWh, digits } = beginning;
  if (unitMilliWh === undefined || digits === undefined) return changes;
  return [{ fromMs: Number.NEGATIVE_INFINITY, scale: { coefficient, unitMilliWh, digits } }, ...changes];
}

/** How a meter counts at an instant, by its scales, oldest first; undefined: not known. */
export function scaleAt(scales: readonly ScaleSince[], atMs: number): RegisterScale | undefined {
  return scales.findLast(({ fromMs }) => fromMs <= atMs)?.scale;
}

/** The scale in a row that has more to say. */
export function scaleIn({ coefficient, unitMilliWh, digits }: RegisterScale): RegisterScale {
  return { coefficient, unitMilliWh, digits };
}

function changed(meterId: string, field: keyof RegisterScale, known: number, stated: number) {
  return apiError(
    'REGISTER_SCALE_CHANGED',
    `Meter ${meterId} states ${field} ${stated}, and had ${known}.`,
    'Record the exchange of the meter, or of its unit, first; then send the frames again.',
    { meterId },
  );
}
