import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Between, MoreThan } from 'typeorm';
import { addDays, dayOf, SLOT_MS, slotAt, slotEndMs, slotOf, slotStartMs } from '#energy';
import { frameOfHex, type MeterValues, parseFrame, type RegisterCount, readMeterValues } from '#formats';
import { isFinal } from '#joining';
import { meteringRulesAt, type RegisterScale, type RegisterSlot, slotsOfRegister } from '#metering';
import { Clock } from '../clock/clock.js';
import { Database, insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import type { DeliveredReading, DeliveryReceipt } from './delivery.js';
import { MeterExchangeRow, RegisterSampleRow } from './meter.entities.js';
import { MeteringService } from './metering.service.js';
import { type ScaleSince, scaleAt, scaleIn, scalesOf } from './register-scales.js';
import { type ExchangeRecord, exchangesOf, recordOf, type StatedExchange } from './standing-exchanges.js';

/** A frame that a gateway received from its meter. */
export interface GatewayFrame {
  /** When the gateway received it, unix ms: a day history counts its days back from here. */
  readonly receivedAtMs: number;
  /** The frame's bytes as hexadecimal digits. */
  readonly hex: string;
}

/** Both registers' counts at a half hour. */
interface Sample {
  readonly atMs: number;
  readonly forwardCount: number | undefined;
  readonly reverseCount: number | undefined;
}

/** What came of stating an exchange. */
export interface ExchangeReceipt {
  readonly version: number;
  /** Half hours that were counted anew, and those of them that are another reading now. */
  readonly recounted: number;
  readonly stored: number;
}

const EXCHANGE_FIELDS = [
  ...(['oldForwardCount', 'oldReverseCount', 'newForwardCount', 'newReverseCount'] as const),
  ...(['coefficient', 'unitMilliWh', 'digits', 'isWithdrawn'] as const),
] as const;

/** Counts that are turned into half hours at a time: below the most that `slotsOfRegister` takes. */
const WINDOW_SAMPLES = 2_000;

const NO_COUNTS = { forwardCount: undefined, reverseCount: undefined };
/**
 * Revision of a half hour that was measured, plus one; what was spread over n half hours has n less. Each version of an exchange
 * before it that was known then adds as much again: what was computed without it stands no longer.
 */
const MOST_REVISION = 100;
/** So much less has a half hour without reverse register: its export is not 0 Wh if the register comes after all. */
const ONE_REGISTER = 50;

/** Takes in ECHONET Lite frames of households' gateways (route B): cumulative registers become half hours. */
@Injectable()
export class GatewaysService {
  constructor(
    private readonly database: Database,
    private readonly metering: MeteringService,
    private readonly participants: ParticipantsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Reads frames, joins their counts with those that are stored, and delivers the half hours that follow from them. A
   * household whose reverse register never came exports nothing, until it comes.
   *
   * @throws IchienError of `EchonetErrorCode` and of `MeteringErrorCode`; METER_UNKNOWN, REGISTER_SCALE_UNKNOWN (the unit or
   * the digits were never sent), REGISTER_SCALE_CHANGED (they are others than before, and no exchange is on record), or as
   * `MeteringService.deliver`
   */
  async take(meterId: string, sender: string, frames: readonly GatewayFrame[]): Promise<DeliveryReceipt> {
    this.participants.ofMeter(meterId);
    const read = frames.map(({ receivedAtMs, hex }) => ({
      receivedAtMs,
      values: readMeterValues(parseFrame(frameOfHex(hex))),
    }));
    // A meter's history goes back to before its household took part: that is not ours to know.
    const isOurs = (slot: number) => this.participants.memberAt(meterId, slot) !== undefined;
    const sent = mergeSamples(read.flatMap(({ receivedAtMs, values }) => samplesOf(values, receivedAtMs))).filter(
      ({ atMs }) => isOurs(slotAt(atMs)) || isOurs(slotAt(atMs) - 1),
    );
    const { first, record } = await this.#known(meterId);
    const scaleOf = scaleFrom(meterId, scalesOf(meterId, first, record.standing, read));
    const scaled = sent.map((sample) => ({ ...sample, scale: scaleOf(sample.atMs) }));
    const { samples, stored } = await this.#around(meterId, sent);
    const readings = readingsOf(meterId, samples, record, scaleOf).filter(({ slot }) => isOurs(slot));
    return this.metering.deliver({
      ...{ source: 'gateway', sender, format: 'echonet', state: 'provisional', readings },
      sha256: createHash('sha256')
        .update(JSON.stringify([meterId, frames]))
        .digest('hex'),
      also: async (manager, deliveryId) => {
        const known = new Set(stored.map(sampleKey));
        const rows = scaled.flatMap(({ atMs, scale, ...counts }) =>
          (['forwardCount', 'reverseCount'] as const).flatMap((register) => {
            const count = counts[register];
            const row = { meterId, atMs, register, ...scale, deliveryId };
            return count === undefined || known.has(sampleKey(row)) ? [] : [{ ...row, count }];
          }),
        );
        await insertRows(manager, RegisterSampleRow, rows);
        return rows.length;
      },
    });
  }

  /**
   * Records a meter exchange, or corrects what is on record of one. The half hours that follow from it are counted anew from the
   * counts that are kept, and delivered with it, all or nothing; final ones stay as they are. The same again changes nothing.
   *
   * @param correctsVersion the version that was wrong; undefined: there is none yet
   * @throws IchienError METER_UNKNOWN; EXCHANGE_DUPLICATE (another version holds, or there is none to withdraw); where the kept
   * counts cannot be with it, of `MeteringErrorCode`, or REGISTER_SCALE_UNKNOWN
   */
  async exchange(exchange: StatedExchange, accountId: string, correctsVersion?: number): Promise<ExchangeReceipt> {
    const { meterId, atMs } = exchange;
    this.participants.ofMeter(meterId);
    const versions = await this.database.read((manager) => exchangesOf(manager, meterId));
    const known = versions.findLast((row) => row.atMs === atMs);
    if (known !== undefined && EXCHANGE_FIELDS.every((field) => known[field] === exchange[field])) {
      return { version: known.version, recounted: 0, stored: 0 };
    }
    if (known?.version !== correctsVersion || (known === undefined && exchange.isWithdrawn)) {
      const what =
        known === undefined
          ? `Meter ${meterId} has no exchange at that time.`
          : `Version ${known.version} of the exchange of meter ${meterId} at that time says otherwise.`;
      const fix = 'Check the counts of both meters, and state a correction with the version that it corrects.';
      throw apiError('EXCHANGE_DUPLICATE', what, fix, { meterId, atMs, version: known?.version ?? 0 });
    }
    const version = (known?.version ?? 0) + 1;
    const row = Object.assign(new MeterExchangeRow(), exchange, {
      ...{ version, accountId, statedAtMs: this.clock.nowMs() },
    });
    const record = recordOf([...versions, row].sort((a, b) => a.atMs - b.atMs || a.version - b.version));
    const readings = await this.#recount(meterId, atMs, record);
    const receipt = await this.metering.deliver({
      ...{ source: 'gateway', sender: accountId, format: 'exchange', state: 'provisional', readings },
      sha256: createHash('sha256').update(JSON.stringify(row)).digest('hex'),
      also: async (manager) => {
        await manager.insert(MeterExchangeRow, row);
        return 1;
      },
    });
    return { version, recounted: readings.length, stored: receipt.stored };
  }

  /** All that was ever stated of a meter's exchanges, by time and version. @throws IchienError METER_UNKNOWN */
  exchanges(meterId: string): Promise<MeterExchangeRow[]> {
    this.participants.ofMeter(meterId);
    return this.database.read((manager) => exchangesOf(manager, meterId));
  }

  /** The half hours between the counts before an exchange and those after the next one, from what is kept; those that may still change. */
  async #recount(meterId: string, atMs: number, record: ExchangeRecord): Promise<DeliveredReading[]> {
    const marginMs = marginAround(atMs);
    const next = record.standing.find((each) => each.atMs > atMs)?.atMs;
    const at = next === undefined ? MoreThan(atMs - marginMs) : Between(atMs - marginMs, next + marginMs);
    const stored = await this.database.read((manager) =>
      manager.find(RegisterSampleRow, { where: { meterId, atMs: at }, order: { atMs: 'ASC' } }),
    );
    const samples = mergeSamples(stored.map(sampleOf));
    if (samples.length < 2) return [];
    const { first } = await this.#known(meterId, record);
    const scaleOf = scaleFrom(meterId, scalesOf(meterId, first, record.standing, []));
    const nowMs = this.clock.nowMs();
    const readings = new Map<number, DeliveredReading>();
    // Each window begins with the last sample of the one before.
    for (let start = 0; start < samples.length - 1; start += WINDOW_SAMPLES - 1) {
      const window = samples.slice(start, start + WINDOW_SAMPLES);
      for (const each of readingsOf(meterId, window, record, scaleOf)) readings.set(each.slot, each);
    }
    return [...readings.values()].filter(
      ({ slot }) =>
        slotEndMs(slot) > atMs && !isFinal(slot, nowMs) && this.participants.memberAt(meterId, slot) !== undefined,
    );
  }

  /** How a meter's first counts that are kept were taken, if they are of before every exchange that was ever stated, and its exchanges. */
  async #known(meterId: string, changed?: ExchangeRecord) {
    return this.database.read(async (manager) => {
      const first = await manager.findOne(RegisterSampleRow, { where: { meterId }, order: { atMs: 'ASC' } });
      const record = changed ?? recordOf(await exchangesOf(manager, meterId));
      const isOfBeginning = first !== null && !record.stated.some(({ atMs }) => atMs <= first.atMs);
      return { first: isOfBeginning ? scaleIn(first) : undefined, record };
    });
  }

  /** The samples sent and those stored close to them, which may close or narrow a gap. */
  async #around(meterId: string, sent: readonly Sample[]) {
    if (sent.length === 0) return { samples: [], stored: [] };
    const marginMs = marginAround(sent[0]!.atMs);
    const at = Between(sent[0]!.atMs - marginMs, sent.at(-1)!.atMs + marginMs);
    return this.database.read(async (manager) => {
      const stored = await manager.find(RegisterSampleRow, { where: { meterId, atMs: at }, order: { atMs: 'ASC' } });
      const samples = [...sent, ...stored.map(sampleOf)];
      return { samples: mergeSamples(samples), stored };
    });
  }
}

/** As far from an instant a count may lie that still closes a gap there. */
function marginAround(atMs: number): number {
  return meteringRulesAt(dayOf(slotAt(atMs))).value.maxInterpolatedSlots * SLOT_MS;
}

function sampleOf({ atMs, register, count }: RegisterSampleRow): Sample {
  return { atMs, ...NO_COUNTS, [register]: count };
}

function scaleFrom(meterId: string, scales: readonly ScaleSince[]) {
  return (atMs: number) => scaleAt(scales, atMs) ?? scaleUnknown(meterId);
}

/** The half hours between samples, ascending by time, of both registers. */
function readingsOf(
  meterId: string,
  samples: readonly Sample[],
  { standing, stated }: ExchangeRecord,
  scaleOf: (atMs: number) => RegisterScale,
): DeliveredReading[] {
  if (samples.length === 0) return [];
  const rules = meteringRulesAt(dayOf(slotAt(samples.at(-1)!.atMs))).value;
  const slotsOf = (register: 'forwardCount' | 'reverseCount', old: 'oldForwardCount' | 'oldReverseCount') => {
    const known = samples.flatMap(({ atMs, [register]: count }) => (count === undefined ? [] : [{ atMs, count }]));
    if (known.length === 0) return [];
    const [fromMs, toMs] = [known[0]!.atMs, known.at(-1)!.atMs];
    const changes = standing
      .filter(({ atMs }) => atMs > fromMs && atMs <= toMs)
      .map((row) => ({
        atMs: row.atMs,
        oldFinalCount: row[old],
        newInitialCount: register === 'forwardCount' ? row.newForwardCount : row.newReverseCount,
        newScale: scaleIn(row),
      }));
    return slotsOfRegister(known, scaleOf(fromMs), rules, changes);
  };
  const reverse = samples.some(({ reverseCount }) => reverseCount !== undefined)
    ? slotsOf('reverseCount', 'oldReverseCount')
    : undefined;
  return joinRegisters(meterId, slotsOf('forwardCount', 'oldForwardCount'), reverse, stated);
}

function scaleUnknown(meterId: string): never {
  throw apiError(
    'REGISTER_SCALE_UNKNOWN',
    `The unit or the digits of meter ${meterId} are not known.`,
    'Send the answers to E1 and D7 with its first counts.',
    { meterId },
  );
}

/** Both registers of each half hour for which both are known. The more is known of it, the higher the revision. */
function joinRegisters(
  meterId: string,
  forward: readonly RegisterSlot[],
  reverse: readonly RegisterSlot[] | undefined,
  stated: ExchangeRecord['stated'],
): DeliveredReading[] {
  const exports = new Map(reverse?.map((each) => [each.slot, each]));
  return forward.flatMap(({ slot, energyWh, spanSlots }) => {
    const other = reverse === undefined ? { energyWh: 0, spanSlots: 1 } : exports.get(slot);
    if (other === undefined) return [];
    const span = Math.max(spanSlots, other.spanSlots);
    const how =
      span === 1 ? { quality: 'measured' as const } : { quality: 'estimated' as const, method: 'interpolated' };
    const before = stated.filter(({ atMs }) => atMs <= slotEndMs(slot)).length;
    const revision = (before + 1) * MOST_REVISION - span - (reverse === undefined ? ONE_REGISTER : 0);
    return [{ meterId, slot, exportWh: other.energyWh, importWh: energyWh, revision, ...how }];
  });
}

/** Counts at half hours in a frame's values: fixed times, and days of history that end before the frame was received. */
function samplesOf(values: MeterValues, receivedAtMs: number): Sample[] {
  const samples: Sample[] = values.fixedTimes.map((each: RegisterCount) => each);
  for (const [register, history] of [
    ['forwardCount', values.forwardHistory],
    ['reverseCount', values.reverseHistory],
  ] as const) {
    if (history?.daysAgo === undefined) continue;
    const firstMs = slotStartMs(slotOf(addDays(dayOf(slotAt(receivedAtMs)), -history.daysAgo)));
    history.counts.forEach((count, k) => {
      if (count !== undefined) samples.push({ atMs: firstMs + k * SLOT_MS, ...NO_COUNTS, [register]: count });
    });
  }
  return samples;
}

/** Samples by instant, ascending; two different counts of a register at one instant are refused. */
function mergeSamples(samples: readonly Sample[]): Sample[] {
  const merged = new Map<number, Sample>();
  for (const sample of samples) {
    const known = merged.get(sample.atMs);
    for (const register of ['forwardCount', 'reverseCount'] as const) {
      if (known?.[register] !== undefined && sample[register] !== undefined && known[register] !== sample[register]) {
        throw apiError(
          'READING_DIFFERS',
          `The register shows ${known[register]} and ${sample[register]} at ${sample.atMs}.`,
          'Check the meter id, or record the exchange of the meter first.',
          { atMs: sample.atMs },
        );
      }
    }
    merged.set(sample.atMs, {
      atMs: sample.atMs,
      forwardCount: sample.forwardCount ?? known?.forwardCount,
      reverseCount: sample.reverseCount ?? known?.reverseCount,
    });
  }
  return [...merged.values()].sort((a, b) => a.atMs - b.atMs);
}

function sampleKey({ atMs, register }: { readonly atMs: number; readonly register: string }): string {
  return `${atMs}/${register}`;
}
