import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { IchienError } from '#energy';
import {
  type ConfirmedUse,
  type PointHalfHour,
  parseGridFileName,
  readConfirmedUse,
  readHalfHours,
  readReadingsCsv,
  readReadingsJson,
  unzipOne,
} from '#formats';
import { compareMonth, type ReadingState } from '#metering';
import { insertRows } from '../database/database.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { ConfirmedTotal } from './delivery.entities.js';
import type { DeliveredHalf, DeliveredReading, DeliveryReceipt, NewDelivery, ReadingSender } from './delivery.js';
import { MeteringService } from './metering.service.js';
import { type MeterPoint, MetersService } from './meters.service.js';

/** Formats of files with readings. */
export const READING_FILE_FORMATS = ['csv', 'json', 'grid-meter'] as const;
export type ReadingFileFormat = (typeof READING_FILE_FORMATS)[number];

/** What comes with a file, and who sends it. */
export interface ReadingFile extends Pick<ReadingSender, 'source' | 'sender'> {
  readonly format: ReadingFileFormat;
  readonly bytes: Uint8Array;
  /** Its name; that of a grid company's file says what it is. */
  readonly file: string;
  /** Of CSV and JSON, how final the values are; a grid company's file says so itself. */
  readonly state: ReadingState;
}

type Contents = Pick<NewDelivery, 'format' | 'state' | 'readings' | 'halves' | 'missing' | 'foreign' | 'also'>;

/** Takes in files of readings: CSV, JSON and the grid companies' XML. */
@Injectable()
export class ReadingFilesService {
  constructor(
    private readonly metering: MeteringService,
    private readonly meters: MetersService,
    private readonly participants: ParticipantsService,
  ) {}

  /**
   * Reads a file and delivers what it holds; a file that cannot be read is kept as a refused delivery.
   *
   * @throws IchienError of the format's codes, or as `MeteringService.deliver`
   */
  async take(upload: ReadingFile): Promise<DeliveryReceipt> {
    const { format, bytes, file, source, sender } = upload;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const head = { source, sender, fileName: file, sha256 };
    let contents: Contents;
    try {
      contents = format === 'grid-meter' ? this.#gridMeter(bytes, file) : this.#readings(upload, format);
    } catch (error) {
      if (error instanceof IchienError) {
        const kind = format === 'grid-meter' ? (file.startsWith('W5') ? 'w5' : 'w4') : format;
        await this.metering.refuse({ ...head, format: kind, state: upload.state }, error);
      }
      throw error;
    }
    return this.metering.deliver({ ...head, ...contents });
  }

  #readings({ bytes, file, state }: ReadingFile, format: 'csv' | 'json'): Contents {
    const rows = format === 'csv' ? readReadingsCsv(bytes, file) : readReadingsJson(bytes, file);
    const readings: DeliveredReading[] = [];
    for (const { pointId, slot, exportWh, importWh, revision } of rows) {
      // A file that somebody made for us names only meters that are ours.
      const meterId = this.meters.ofPoint(pointId, slot)?.meterId ?? pointId;
      this.participants.ofMeter(meterId);
      if (exportWh !== undefined && importWh !== undefined)
        readings.push({ meterId, slot, exportWh, importWh, revision });
    }
    return { format, state, readings, missing: rows.length - readings.length };
  }

  #gridMeter(bytes: Uint8Array, file: string): Contents {
    const name = parseGridFileName(file);
    const xml = unzipOne(bytes, file);
    if (name.kind !== 'confirmed') {
      const state: ReadingState = name.kind === 'today' ? 'provisional' : 'daily';
      return { format: 'w4', state, ...this.#ofPoints(readHalfHours(xml, name), name.revision) };
    }
    const uses = readConfirmedUse(xml, name);
    const contents = this.#ofPoints(
      uses.flatMap(({ halfHours }) => halfHours),
      name.revision,
    );
    const notProvided = uses.filter(({ provided }) => !provided).length;
    return {
      ...{ format: 'w5', state: 'confirmed' as const, ...contents, missing: contents.missing + notProvided },
      also: async (manager, deliveryId) => {
        const fresh = await unknownTotals(manager, this.#totals(uses, deliveryId));
        await insertRows(manager, ConfirmedTotal, fresh);
        return fresh.length;
      },
    };
  }

  /** A retailer's file names all its customers: who takes no part, or not then, is counted and passed over. */
  #ofPoints(values: readonly PointHalfHour[], revision: number) {
    const readings: DeliveredReading[] = [];
    const halves: DeliveredHalf[] = [];
    let missing = 0;
    let foreign = 0;
    for (const { pointId, slot, energyWh } of values) {
      const point = this.meters.ofPoint(pointId, slot);
      if (point === undefined) foreign++;
      else if (energyWh === undefined) missing++;
      else if (point.twoPoints) halves.push({ ...onlyPoint(point), slot, energyWh, revision });
      else {
        const { meterId, register } = point;
        readings.push({ meterId, slot, revision, exportWh: 0, importWh: 0, [register]: energyWh });
      }
    }
    return { readings, halves, missing, foreign };
  }

  #totals(uses: readonly ConfirmedUse[], deliveryId: number): ConfirmedTotal[] {
    return uses.flatMap(({ pointId, month, totalWh, halfHours }) => {
      const holders = new Map<string, MeterPoint>();
      for (const { slot } of halfHours) {
        const point = this.meters.ofPoint(pointId, slot);
        if (point !== undefined) holders.set(point.meterId, point);
      }
      // The total of a month in which the point changed hands is nobody's alone.
      const [point] = holders.size === 1 ? holders.values() : [];
      if (point === undefined || totalWh === undefined) return [];
      const { meterId, register } = point;
      const compared = compareMonth(
        totalWh,
        halfHours.map(({ energyWh }) => energyWh),
      );
      return [{ meterId, register, month, deliveryId, ...compared }];
    });
  }
}

/** Totals that differ from what was stated last for their meter, register and month. */
async function unknownTotals(manager: EntityManager, totals: readonly ConfirmedTotal[]): Promise<ConfirmedTotal[]> {
  const fresh: ConfirmedTotal[] = [];
  for (const total of totals) {
    const { meterId, register, month, totalWh, sumWh, missingSlots } = total;
    const order = { deliveryId: 'DESC' } as const;
    const last = await manager.findOne(ConfirmedTotal, { where: { meterId, register, month }, order });
    const isKnown = last?.totalWh === totalWh && last.sumWh === sumWh && last.missingSlots === missingSlots;
    if (!isKnown) fresh.push(total);
  }
  return fresh;
}

function onlyPoint({ meterId, register }: MeterPoint): Pick<MeterPoint, 'meterId' | 'register'> {
  return { meterId, register };
}
