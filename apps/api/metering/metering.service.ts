import { createHash } from 'node:crypto';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { EntityManager } from 'typeorm';
import { assertEnergyWh, assertSlot, formatSlot, IchienError, slotEndMs } from '#energy';
import { CORRECTION_DAYS, isFinal } from '#joining';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database, insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import type { Participant } from '../participants/participant.entity.js';
import { meterUnknown } from '../participants/participant-unknown.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { Delivery, ReadingAttestation, ReadingFindingRow } from './delivery.entities.js';
import {
  type DeliveredReading,
  type DeliveryCounts,
  type DeliveryReceipt,
  type MeterReading,
  type NewDelivery,
  type ReadingSender,
  readingKey,
} from './delivery.js';
import { joinHalves } from './join-halves.js';
import { inRow, type JudgedDelivery, judgeDelivery } from './judge-delivery.js';
import { MetersService } from './meters.service.js';
import { Reading } from './reading.entity.js';
import { standingReadings } from './standing-readings.js';
import { substitutesOf } from './substitutes-of.js';

export type { MeterReading } from './delivery.js';

/** Most readings in one delivery. */
export const MAX_READINGS = 100_000;
/** Most readings in one request in JSON. */
export const MAX_REQUEST_READINGS = 20_000;
const OPERATOR: ReadingSender = { source: 'operator', sender: 'operator' };
/** Longest message of a refusal that is kept. */
const MAX_ERROR_MESSAGE = 500;

/**
 * Takes in readings. Each delivery is stored whole or refused whole, its readings once however often it is sent, and which reading
 * stands is decided by weight alone, not by order of arrival (docs/metering.md).
 */
@Injectable()
export class MeteringService implements OnModuleInit {
  readonly #logger = new Logger(MeteringService.name);
  /** New versions that were just stored; substitutes, which nobody measured, are not among them. */
  readonly stored$ = new Subject<readonly MeterReading[]>();
  #lastArrival = 0;
  #lastDelivery = 0;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
    private readonly meters: MetersService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.database.read(async (manager) => {
      this.#lastArrival = Number((await manager.maximum(Reading, 'arrival')) ?? 0);
      this.#lastDelivery = Number((await manager.maximum(Delivery, 'id')) ?? 0);
    });
  }

  /** Takes first readings, by default the operator's. @throws IchienError as {@link deliver} */
  submit(readings: readonly DeliveredReading[], from: ReadingSender = OPERATOR): Promise<DeliveryReceipt> {
    return this.deliver({ ...from, format: 'readings', state: 'provisional', readings });
  }

  /**
   * Takes corrected readings. A correction back to values that were corrected before states a higher `revision`, or it is
   * taken for a repetition.
   *
   * @throws IchienError as {@link deliver}, and READING_NOT_CORRECTABLE if there is no reading to correct
   */
  correct(readings: readonly DeliveredReading[], from: ReadingSender = OPERATOR): Promise<DeliveryReceipt> {
    return this.#queue({ ...from, format: 'readings', state: 'corrected', readings }, true);
  }

  /**
   * Takes a delivery of any format.
   *
   * @throws IchienError naming the row: METER_UNKNOWN, SLOT_INVALID, ENERGY_INVALID, READING_EARLY (the slot has not
   * ended), READING_TOO_LATE, MEMBERSHIP_OUTSIDE (nobody takes part with the meter then), READING_DUPLICATE (twice in the delivery), READING_DIFFERS (other values of the same weight
   * stand)
   */
  deliver(delivery: NewDelivery): Promise<DeliveryReceipt> {
    return this.#queue(delivery, false);
  }

  /** Keeps a record of what could not even be read. Never throws anything but a database's error. */
  async refuse(
    delivery: Omit<NewDelivery, 'readings'> & { readonly sha256: string },
    error: IchienError,
  ): Promise<void> {
    await this.#inTurn(() => this.#keepRefusal(delivery, delivery.sha256, error));
  }

  /**
   * Substitutes the readings that a slot still lacks after its deadline, by the stated rule and flagged. A meter with too short
   * a past stays missing. Before the deadline, and if nothing is missing, nothing happens.
   */
  async substituteMissing(slot: number): Promise<void> {
    if (this.clock.nowMs() < slotEndMs(slot) + this.config.settleDeadlineMs) return;
    const missing = await this.#missingOf(slot);
    if (missing.length === 0) return;
    const readings = await this.database.read((manager) =>
      substitutesOf(manager, slot, missing, (meterId, day) => this.meters.factsAt(meterId, day)),
    );
    if (readings.length === 0) return;
    await this.deliver({ source: 'ichien', sender: 'ichien', format: 'substitution', state: 'provisional', readings });
    this.#logger.warn(`${formatSlot(slot)}: ${readings.length} of ${missing.length} missing readings substituted.`);
  }

  /** True if every member of a slot has a reading for it. */
  async isComplete(slot: number): Promise<boolean> {
    const members = this.participants.members(slot);
    const count = await this.database.read((manager) => manager.countBy(Reading, { slot, version: 1 }));
    // As many may still be others: who is missing is asked only where that can be nobody.
    return count >= members.length && (await this.#missingOf(slot)).length === 0;
  }

  /** Members of a slot that have no reading for it. */
  async #missingOf(slot: number): Promise<Participant[]> {
    const present = await this.database.read((manager) =>
      manager
        .createQueryBuilder(Reading, 'r')
        .select('r.meterId', 'meterId')
        .where('r.slot = :slot AND r.version = 1', { slot })
        .getRawMany<{ meterId: string }>(),
    );
    const known = new Set(present.map(({ meterId }) => meterId));
    return this.participants.members(slot).filter(({ meterId }) => !known.has(meterId));
  }

  /** Arrival number of the newest reading. */
  get lastArrival(): number {
    return this.#lastArrival;
  }

  /** All measured versions of the readings of the slots `from` to `to`, oldest first, for the agents' histories. */
  history(from: number, to: number): Promise<Reading[]> {
    return this.database.read((manager) =>
      manager
        .createQueryBuilder(Reading, 'r')
        .where("r.slot BETWEEN :from AND :to AND r.quality <> 'substituted'", { from, to })
        .orderBy('r.arrival')
        .getMany(),
    );
  }

  #queue(delivery: NewDelivery, correction: boolean): Promise<DeliveryReceipt> {
    return this.#inTurn(() => this.#take(delivery, correction));
  }

  /** One delivery at a time: the checks and the arrival numbers depend on what is stored. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #take(delivery: NewDelivery, correction: boolean): Promise<DeliveryReceipt> {
    const sha256 = delivery.sha256 ?? createHash('sha256').update(JSON.stringify(delivery.readings)).digest('hex');
    const deliveryId = this.#lastDelivery + 1;
    try {
      this.#check(delivery);
      const done = await this.database.transaction(async (manager) => {
        const earlier = await findTaken(manager, delivery, sha256);
        // A correction follows the one that stands: only that it was taken shows that it is not a further one. Anything else
        // is judged again, for what kept a row out then (an unknown point, wrong facts) may have been mended.
        if (earlier !== null && correction) return { receipt: repetitionOf(earlier), versions: [] };
        const judged = await this.#judge(manager, delivery, correction, deliveryId);
        if (earlier !== null && !judged.isNew) return { receipt: repetitionOf(earlier), versions: [] };
        await this.#store(manager, delivery, judged, deliveryId);
        await manager.insert(Delivery, this.#row(delivery, sha256, deliveryId, judged.counts));
        return { receipt: { ...judged.counts, deliveryId, repeated: false }, versions: judged.versions };
      });
      if (!done.receipt.repeated) this.#lastDelivery = deliveryId;
      this.#lastArrival += done.versions.length;
      if (done.versions.length > 0 && delivery.source !== 'ichien') this.stored$.next(done.versions);
      return done.receipt;
    } catch (error) {
      if (error instanceof IchienError) await this.#keepRefusal(delivery, sha256, error);
      throw error;
    }
  }

  /** Judges a delivery beside what is here, and stores its halves and what else comes with it. `isNew` is false if all of it is here. */
  async #judge(manager: EntityManager, delivery: NewDelivery, correction: boolean, deliveryId: number) {
    const { state, source, missing = 0, foreign = 0 } = delivery;
    const { joined, waiting, fresh } = await joinHalves(manager, delivery, deliveryId);
    const readings = [...delivery.readings, ...joined];
    const judged = judgeDelivery(
      { state, source, readings },
      await standingReadings(manager, readings),
      (meterId, day) => this.meters.factsAt(meterId, day),
      correction,
    );
    const also = (await delivery.also?.(manager, deliveryId)) ?? 0;
    const isNew = judged.versions.length + judged.attestations.length + fresh + also > 0;
    return { ...judged, counts: { ...judged.counts, waiting, missing, foreign }, isNew };
  }

  async #store(
    manager: EntityManager,
    { state, source }: NewDelivery,
    { versions, attestations, findings }: JudgedDelivery,
    deliveryId: number,
  ): Promise<void> {
    const first = this.#lastArrival + 1;
    const receivedAtMs = this.clock.nowMs();
    await insertRows(
      manager,
      Reading,
      versions.map((reading, index) => ({
        ...reading,
        state,
        source,
        deliveryId,
        arrival: first + index,
        receivedAtMs,
      })),
    );
    await insertRows(
      manager,
      ReadingAttestation,
      attestations.map((reading) => ({ ...reading, state, source, deliveryId })),
    );
    await insertRows(
      manager,
      ReadingFindingRow,
      findings.map((finding, item) => ({ ...finding, deliveryId, item })),
    );
  }

  #row(delivery: Omit<NewDelivery, 'readings'>, sha256: string, id: number, counts: DeliveryCounts | object) {
    const { source, sender, format, state, fileName = null } = delivery;
    return {
      ...{ id, source, sender, format, state, fileName, sha256 },
      receivedAtMs: this.clock.nowMs(),
      outcome: 'taken' as const,
      errorCode: null,
      errorMessage: null,
      counts: JSON.stringify(counts),
    };
  }

  async #keepRefusal(delivery: Omit<NewDelivery, 'readings'>, sha256: string, error: IchienError): Promise<void> {
    const id = this.#lastDelivery + 1;
    const refusal = { outcome: 'refused' as const, errorCode: error.code };
    const errorMessage = error.message.slice(0, MAX_ERROR_MESSAGE);
    const row = { ...this.#row(delivery, sha256, id, {}), ...refusal, errorMessage };
    await this.database.transaction((manager) => manager.insert(Delivery, row));
    this.#lastDelivery = id;
  }

  #check({ readings, halves = [], missing = 0, foreign = 0, also, onlyMeters }: NewDelivery): void {
    const count = readings.length + halves.length;
    if ((count === 0 && missing + foreign === 0 && also === undefined) || count > MAX_READINGS) {
      throw apiError('BODY_INVALID', `${count} readings in one delivery.`, `Send 1 to ${MAX_READINGS}.`);
    }
    const seen = new Set<string>();
    const checkRow = (row: { meterId: string; slot: number }, index: number, key: string, energiesWh: number[]) => {
      const error = inRow(index, () => {
        if (onlyMeters?.includes(row.meterId) === false) throw meterUnknown(row.meterId);
        this.participants.ofMeter(row.meterId);
        assertSlot(row.slot);
        for (const energyWh of energiesWh) assertEnergyWh(energyWh);
        if (slotEndMs(row.slot) > this.clock.nowMs()) return early(row);
        if (isFinal(row.slot, this.clock.nowMs())) return tooLate(row);
        if (this.participants.memberAt(row.meterId, row.slot) === undefined) return outside(row);
        return seen.has(key) ? duplicate(row) : undefined;
      });
      if (error !== undefined) throw error;
      seen.add(key);
    };
    readings.forEach((row, index) => {
      checkRow(row, index, readingKey(row), [row.exportWh, row.importWh]);
    });
    halves.forEach((row, index) => {
      checkRow(row, index, `${readingKey(row)}/${row.register}`, [row.energyWh]);
    });
  }
}

/** The newest delivery of the same content that was taken. */
function findTaken(manager: EntityManager, delivery: NewDelivery, sha256: string): Promise<Delivery | null> {
  const { source, format, state } = delivery;
  const where = { sha256, source, format, state, outcome: 'taken' } as const;
  return manager.findOne(Delivery, { where, order: { id: 'DESC' } });
}

function repetitionOf({ id, counts }: Delivery): DeliveryReceipt {
  return { ...JSON.parse(counts), deliveryId: id, repeated: true };
}

function early({ meterId, slot }: { meterId: string; slot: number }): IchienError {
  return apiError(
    'READING_EARLY',
    `Slot ${formatSlot(slot)} has not ended.`,
    'Send the reading after the slot has ended; check the clock of the device.',
    { meterId, slot },
  );
}

function tooLate({ meterId, slot }: { meterId: string; slot: number }): IchienError {
  return apiError(
    'READING_TOO_LATE',
    `Slot ${formatSlot(slot)} is final: it is more than ${CORRECTION_DAYS} days old.`,
    'Settle what is left outside the exchange.',
    { meterId, slot },
  );
}

function outside({ meterId, slot }: { meterId: string; slot: number }): IchienError {
  return apiError(
    'MEMBERSHIP_OUTSIDE',
    `Nobody takes part with meter ${meterId} in slot ${formatSlot(slot)}.`,
    'Send readings from the first day of the membership to its last.',
    { meterId, slot },
  );
}

function duplicate({ meterId, slot }: { meterId: string; slot: number }): IchienError {
  return apiError(
    'READING_DUPLICATE',
    `Meter ${meterId} stands twice for slot ${formatSlot(slot)}.`,
    'Send each reading once in a delivery.',
    { meterId, slot },
  );
}
