import type { EntityManager } from 'typeorm';
import type { ReadingQuality, ReadingSource, ReadingState } from '#metering';

/** What a meter showed for one slot: Wh delivered to the grid and Wh taken from it. */
export interface MeterReading {
  readonly meterId: string;
  readonly slot: number;
  readonly exportWh: number;
  readonly importWh: number;
}

/** A reading with what its sender says of it. */
export interface DeliveredReading extends MeterReading {
  /** 版; left out for a correction: one above the correction that stands. */
  readonly revision?: number;
  /** Default: measured. */
  readonly quality?: ReadingQuality;
  /** The rule by which it was estimated or substituted. */
  readonly method?: string;
}

/** One register of a meter whose two registers come under points of their own. */
export interface DeliveredHalf {
  readonly meterId: string;
  readonly slot: number;
  readonly register: 'exportWh' | 'importWh';
  readonly energyWh: number;
  readonly revision: number;
}

/** Who speaks, and for which meters. */
export interface ReadingSender {
  readonly source: ReadingSource;
  /** The account that sent it, or the device's key, by id; `ichien` or `operator` for what this program delivers itself. */
  readonly sender: string;
  /** The meters that the sender may speak for; all others are unknown to it. Undefined: every meter. */
  readonly onlyMeters?: readonly string[];
}

/** What somebody sends at once: stored whole or refused whole. */
export interface NewDelivery extends ReadingSender {
  readonly format: 'readings' | 'csv' | 'json' | 'w4' | 'w5' | 'echonet' | 'exchange' | 'substitution';
  readonly state: ReadingState;
  readonly readings: readonly DeliveredReading[];
  readonly halves?: readonly DeliveredHalf[];
  readonly fileName?: string;
  /** SHA-256 of the file's bytes; default: of the readings as JSON. */
  readonly sha256?: string;
  /** Readings that the sender marks as missing, and those of points that are not of this exchange. */
  readonly missing?: number;
  readonly foreign?: number;
  /** What else is stored in the same transaction; says how many rows were not here yet. */
  readonly also?: (manager: EntityManager, deliveryId: number) => Promise<number>;
}

/** What became of the readings of a delivery. */
export interface DeliveryCounts {
  /** New versions. */
  stored: number;
  /** Known values that now stand with more weight. */
  attested: number;
  /** Known values with no more weight. */
  known: number;
  /** Other values, but of less weight than what stands. */
  outranked: number;
  /** Impossible by the facts of the meter: not stored (`/readings/findings`). */
  held: number;
  /** Halves whose other half is not here yet. */
  waiting: number;
  /** Marked as missing by the sender. */
  missing: number;
  /** Of points that are not of this exchange. */
  foreign: number;
}

/** The answer to a delivery. */
export interface DeliveryReceipt extends DeliveryCounts {
  readonly deliveryId: number;
  /** True: all that can be taken of it was taken before, and nothing was done; the counts are those of then. */
  readonly repeated: boolean;
}

/** Key of a reading among those of a delivery. */
export function readingKey({ meterId, slot }: { meterId: string; slot: number }): string {
  return `${slot}/${meterId}`;
}
