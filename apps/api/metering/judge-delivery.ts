import { dayOf, formatSlot, IchienError } from '#energy';
import {
  impossibilities,
  judgeReading,
  type MeterFacts,
  type MeteringRules,
  meteringRulesAt,
  type ReadingFinding,
  type ReadingSource,
  type ReadingState,
} from '#metering';
import { apiError } from '../errors.js';
import { type DeliveredReading, type DeliveryCounts, type MeterReading, readingKey } from './delivery.js';
import type { StandingReading } from './standing-readings.js';

/** A reading to store, as a new version or as an attestation of the one that stands. */
export interface JudgedReading extends MeterReading {
  readonly version: number;
  readonly revision: number;
  readonly quality: NonNullable<DeliveredReading['quality']>;
  readonly method: string | null;
}

/** What becomes of a delivery's readings. */
export interface JudgedDelivery {
  readonly versions: readonly JudgedReading[];
  readonly attestations: readonly JudgedReading[];
  readonly findings: readonly (ReadingFinding & { meterId: string; slot: number; held: boolean })[];
  readonly counts: DeliveryCounts;
}

/**
 * Judges each reading by the facts of its meter and beside what stands.
 *
 * @param correction true: there has to be a reading, and one without a revision follows the correction that stands
 * @throws IchienError naming the row: READING_DIFFERS, READING_NOT_CORRECTABLE
 */
export function judgeDelivery(
  delivery: { readonly state: ReadingState; readonly source: ReadingSource; readings: readonly DeliveredReading[] },
  standing: ReadonlyMap<string, StandingReading>,
  factsAt: (meterId: string, day: string) => MeterFacts,
  correction: boolean,
): JudgedDelivery {
  const { state, source } = delivery;
  const versions: JudgedReading[] = [];
  const attestations: JudgedReading[] = [];
  const findings: (ReadingFinding & { meterId: string; slot: number; held: boolean })[] = [];
  const counts: DeliveryCounts = {
    ...{ stored: 0, attested: 0, known: 0, outranked: 0 },
    ...{ held: 0, waiting: 0, missing: 0, foreign: 0 },
  };
  const holds = state === 'provisional' || state === 'daily';
  // A large delivery is mostly of one slot, or of one after the other.
  let ruled: SlotRules | undefined;
  delivery.readings.forEach((reading, index) => {
    const { meterId, slot, exportWh, importWh, quality = 'measured', method = null } = reading;
    if (ruled?.slot !== slot) ruled = rulesOf(slot);
    const { day, rules } = ruled;
    const impossible = impossibilities(reading, factsAt(meterId, day), rules);
    for (const finding of impossible) findings.push({ ...finding, meterId, slot, held: holds });
    if (holds && impossible.length > 0) {
      counts.held++;
      return;
    }
    const before = standing.get(readingKey(reading));
    if (correction && before === undefined) throw inRow(index, () => notCorrectable(reading));
    const revision = reading.revision ?? (correction ? nextRevision(before!, source, reading) : 1);
    const verdict = judgeReading(before, { state, source, revision, quality, exportWh, importWh });
    const judged = { meterId, slot, exportWh, importWh, revision, quality, method };
    if (verdict === 'contradicts') throw inRow(index, () => differs(reading));
    if (verdict === 'first' || verdict === 'supersedes') {
      counts.stored++;
      versions.push({ ...judged, version: (before?.version ?? 0) + 1 });
    } else if (verdict === 'attests') {
      counts.attested++;
      attestations.push({ ...judged, version: before!.version });
    } else counts[verdict]++;
  });
  return { versions, attestations, findings, counts };
}

interface SlotRules {
  readonly slot: number;
  readonly day: string;
  readonly rules: MeteringRules;
}

function rulesOf(slot: number): SlotRules {
  const day = dayOf(slot);
  return { slot, day, rules: meteringRulesAt(day).value };
}

/** Adds the row (1 = first) to the error that a check throws or returns. */
export function inRow(index: number, check: () => IchienError | undefined): IchienError | undefined {
  let error: unknown;
  try {
    error = check();
  } catch (thrown) {
    if (!(thrown instanceof IchienError)) throw thrown;
    error = thrown;
  }
  if (!(error instanceof IchienError)) return undefined;
  const details = { ...error.details, row: index + 1 };
  return new IchienError(
    error.code,
    `Row ${index + 1}: ${error.message}`,
    'Nothing of the delivery was stored.',
    details,
  );
}

/** A correction of other values is one above the one that stands; the same values again are that one. */
function nextRevision(before: StandingReading, source: ReadingSource, { exportWh, importWh }: MeterReading): number {
  if (before.state !== 'corrected' || before.source !== source) return 1;
  const same = before.exportWh === exportWh && before.importWh === importWh;
  return same ? before.revision : before.revision + 1;
}

function differs({ meterId, slot }: MeterReading): IchienError {
  return apiError(
    'READING_DIFFERS',
    `Meter ${meterId} has another reading of the same weight for slot ${formatSlot(slot)}.`,
    'If that one was wrong, send a correction, or a higher revision.',
    { meterId, slot },
  );
}

function notCorrectable({ meterId, slot }: MeterReading): IchienError {
  return apiError(
    'READING_NOT_CORRECTABLE',
    `Meter ${meterId} has no reading for slot ${formatSlot(slot)}.`,
    'Send it as a first reading.',
    { meterId, slot },
  );
}
