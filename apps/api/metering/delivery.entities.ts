import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { FindingKind, ReadingQuality, ReadingSource, ReadingState } from '#metering';
import { safeInteger } from '../database/safe-integer.js';

/** Who sent what and when, and what became of it. Refused deliveries are kept too. */
@Entity('delivery')
@Index(['sha256'])
export class Delivery {
  /** 1 for the first, then without gaps, in order of arrival. */
  @PrimaryColumn('integer')
  id!: number;

  @Column('varchar', { length: 12 })
  source!: ReadingSource;

  /** The account that sent it, or the device's key, by id; of older deliveries, what the sender said of itself. */
  @Column('varchar', { length: 64 })
  sender!: string;

  /** `readings`, `csv`, `json`, `w4`, `w5`, `echonet`, `substitution`. */
  @Column('varchar', { length: 16 })
  format!: string;

  @Column('varchar', { length: 12 })
  state!: ReadingState;

  @Column('varchar', { length: 64, nullable: true })
  fileName!: string | null;

  /** SHA-256 of the bytes of a file; of the readings as JSON otherwise. */
  @Column('varchar', { length: 64 })
  sha256!: string;

  @Column('bigint', { transformer: safeInteger })
  receivedAtMs!: number;

  @Column('varchar', { length: 8 })
  outcome!: 'taken' | 'refused';

  /** Code and message of a refusal. */
  @Column('varchar', { length: 64, nullable: true })
  errorCode!: string | null;

  @Column('varchar', { length: 500, nullable: true })
  errorMessage!: string | null;

  /** What became of its readings, as a `DeliveryCounts` in JSON. */
  @Column('varchar', { length: 500 })
  counts!: string;
}

/** A further statement of the values of a reading, with more weight than it had: nothing is settled again. */
@Entity('reading_attestation')
export class ReadingAttestation {
  @PrimaryColumn('integer')
  slot!: number;

  @PrimaryColumn('varchar', { length: 64 })
  meterId!: string;

  @PrimaryColumn('integer')
  deliveryId!: number;

  /** The version of the reading that it attests. */
  @Column('integer')
  version!: number;

  @Column('varchar', { length: 12 })
  state!: ReadingState;

  @Column('varchar', { length: 12 })
  source!: ReadingSource;

  @Column('integer')
  revision!: number;

  @Column('varchar', { length: 12 })
  quality!: ReadingQuality;
}

/** One register of a meter that the grid company knows as two points: it becomes a reading when the other one is here. */
@Entity('reading_half')
export class ReadingHalf {
  @PrimaryColumn('integer')
  slot!: number;

  @PrimaryColumn('varchar', { length: 64 })
  meterId!: string;

  @PrimaryColumn('varchar', { length: 8 })
  register!: 'exportWh' | 'importWh';

  @PrimaryColumn('varchar', { length: 12 })
  state!: ReadingState;

  @PrimaryColumn('integer')
  revision!: number;

  @Column('integer')
  energyWh!: number;

  @Column('integer')
  deliveryId!: number;
}

/** What was found wrong with a delivered reading; a held one was not stored. */
@Entity('reading_finding')
@Index(['slot'])
export class ReadingFindingRow {
  @PrimaryColumn('integer')
  deliveryId!: number;

  @PrimaryColumn('integer')
  item!: number;

  @Column('integer')
  slot!: number;

  @Column('varchar', { length: 64 })
  meterId!: string;

  @Column('varchar', { length: 16 })
  kind!: FindingKind;

  @Column('varchar', { length: 8 })
  register!: 'exportWh' | 'importWh';

  @Column('integer')
  valueWh!: number;

  @Column('integer')
  limitWh!: number;

  @Column('boolean')
  held!: boolean;
}

/** A confirmed monthly total beside its half hours: a difference is shown here, and spread nowhere. */
@Entity('confirmed_total')
export class ConfirmedTotal {
  @PrimaryColumn('varchar', { length: 64 })
  meterId!: string;

  @PrimaryColumn('varchar', { length: 8 })
  register!: 'exportWh' | 'importWh';

  /** `YYYY-MM`. */
  @PrimaryColumn('varchar', { length: 7 })
  month!: string;

  @PrimaryColumn('integer')
  deliveryId!: number;

  @Column('bigint', { transformer: safeInteger })
  totalWh!: number;

  @Column('bigint', { transformer: safeInteger })
  sumWh!: number;

  @Column('integer')
  missingSlots!: number;

  @Column('bigint', { transformer: safeInteger })
  differenceWh!: number;
}
