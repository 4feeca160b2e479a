import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Between } from 'typeorm';
import { addDays, dayOf, SLOT_MS, slotAt, slotEndMs, slotOf, slotStartMs } from '#energy';
import { frameOfHex, type MeterValues, parseFrame, type RegisterCount, readMeterValues } from '#formats';
import { meteringRulesAt, type RegisterSlot, slotsOfRegister } from '#metering';
import { Database, insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import type { DeliveredReading, DeliveryReceipt } from './delivery.js';
import { MeterExchangeRow, RegisterSampleRow } from './meter.entities.js';
import { MeteringService } from './metering.service.js';
import { type ReceivedValues, scaleAt, scaleIn, scalesOf } from './register-scales.js';

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

const NO_COUNTS = { forwardCount: undefined, reverseCount: undefined };
/**
 * Revision of a half hour that was measured, plus one; what was spread over n half hours has n less. Each exchange before it that
 * was known then adds as much again: what was computed without it stands no longer.
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
    const { scales, exchanges } = await this.#scalesOf(meterId, read);
    const scaleOf = (atMs: number) => scaleAt(scales, atMs) ?? scaleUnknown(meterId);
    const scaled = sent.map((sample) => ({ ...sample, scale: scaleOf(sample.atMs) }));
    const { samples, stored } = await this.#around(meterId, sent);
    const rules = meteringRulesAt(dayOf(slotAt(frames[0]!.receivedAtMs))).value;
    const slotsOf = (register: 'forwardCount' | 'reverseCount', old: 'oldForwardCount' | 'oldReverseCount') => {
      const known = samples.flatMap(({ atMs, [register]: count }) => (count === undefined ? [] : [{ atMs, count }]));
      if (known.length === 0) return [];
      const [fromMs, toMs] = [known[0]!.atMs, known.at(-1)!.atMs];
      const changes = exchanges
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
    const joined = joinRegisters(meterId, slotsOf('forwardCount', 'oldForwardCount'), reverse, exchanges);
    const readings = joined.filter(({ slot }) => isOurs(slot));
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

  /** How the meter counts from when on, and its exchanges. */
  async #scalesOf(meterId: string, read: readonly ReceivedValues[]) {
    const order = { atMs: 'ASC' } as const;
    const { first, exchanges } = await this.database.read(async (manager) => ({
      first: await manager.findOne(RegisterSampleRow, { where: { meterId }, order }),
      exchanges: await manager.find(MeterExchangeRow, { where: { meterId }, order }),
    }));
    const isOfBeginning = first !== null && !exchanges.some(({ atMs }) => atMs <= first.atMs);
    return { scales: scalesOf(meterId, isOfBeginning ? scaleIn(first) : undefined, exchanges, read), exchanges };
  }

  /** The samples sent and those stored close to them, which may close or narrow a gap. */
  async #around(meterId: string, sent: readonly Sample[]) {
    if (sent.length === 0) return { samples: [], stored: [] };
    const marginMs = meteringRulesAt(dayOf(slotAt(sent[0]!.atMs))).value.maxInterpolatedSlots * SLOT_MS;
    const at = Between(sent[0]!.atMs - marginMs, sent.at(-1)!.atMs + marginMs);
    return this.database.read(async (manager) => {
      const stored = await manager.find(RegisterSampleRow, { where: { meterId, atMs: at }, order: { atMs: 'ASC' } });
      const samples = [
        ...sent,
        ...stored.map(({ atMs, register, count }) => ({ atMs, ...NO_COUNTS, [register]: count })),
      ];
      return { samples: mergeSamples(samples), stored };
    });
  }
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
  exchanges: readonly MeterExchangeRow[],
): DeliveredReading[] {
  const exports = new Map(reverse?.map((each) => [each.slot, each]));
  return forward.flatMap(({ slot, energyWh, spanSlots }) => {
    const other = reverse === undefined ? { energyWh: 0, spanSlots: 1 } : exports.get(slot);
    if (other === undefined) return [];
    const span = Math.max(spanSlots, other.spanSlots);
    const how =
      span === 1 ? { quality: 'measured' as const } : { quality: 'estimated' as const, method: 'interpolated' };
    const before = exchanges.filter(({ atMs }) => atMs <= slotEndMs(slot)).length;
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
