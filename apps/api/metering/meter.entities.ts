import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from '../database/safe-integer.js';

/**
 * What is known of a meter's connection from a day on: a change is a row of a later day, the correction of an error a further
 * version of the same day. Never changed; of each day the newest version holds.
 */
@Entity('meter_facts')
export class MeterFactsRow {
  @PrimaryColumn('varchar', { length: 64 })
  meterId!: string;

  /** First JST day, `YYYY-MM-DD`. */
  @PrimaryColumn('varchar', { length: 10 })
  fromDay!: string;

  /** 1 for the first, then without gaps. */
  @PrimaryColumn('integer')
  version!: number;

  /** Null, as the account: stated before this was kept. */
  @Column('bigint', { transformer: safeInteger, nullable: true })
  statedAtMs!: number | null;

  /** Who stated it. */
  @Column('varchar', { length: 64, nullable: true })
  accountId!: string | null;

  /** 供給地点特定番号: what is taken from the grid. */
  @Column('varchar', { length: 22, nullable: true })
  supplyPointId!: string | null;

  /** 受電地点特定番号: what is delivered to the grid. Null: nothing is, or both stand under the supply point. */
  @Column('varchar', { length: 22, nullable: true })
  receivingPointId!: string | null;

  /** Contract in W (amperes x 100 V, kVA or kW); null: not known, not checked. */
  @Column('integer', { nullable: true })
  contractW!: number | null;

  /** Rated power of all that can feed in, W; null: not known, not checked. */
  @Column('integer', { nullable: true })
  plantW!: number | null;

  /** True if only sunlight feeds in. */
  @Column('boolean')
  solarOnly!: boolean;
}

/** A cumulative register of a meter at a half hour, as its gateway sent it. */
@Entity('register_sample')
export class RegisterSampleRow {
  @PrimaryColumn('varchar', { length: 64 })
  meterId!: string;

  @PrimaryColumn('bigint', { transformer: safeInteger })
  atMs!: number;

  @PrimaryColumn('varchar', { length: 12 })
  register!: 'forwardCount' | 'reverseCount';

  @Column('integer')
  count!: number;

  @Column('integer')
  coefficient!: number;

  @Column('bigint', { transformer: safeInteger })
  unitMilliWh!: number;

  @Column('integer')
  digits!: number;

  @Column('integer')
  deliveryId!: number;
}

/**
 * A meter exchange (計器交換): what the old meter showed last, the new one first, and how the new one counts. The database refuses to
 * change one: the correction of an error is a further version, and the newest holds.
 */
@Entity('meter_exchange')
export class MeterExchangeRow {
  @PrimaryColumn('varchar', { length: 64 })
  meterId!: string;

  @PrimaryColumn('bigint', { transformer: safeInteger })
  atMs!: number;

  /** 1 for the first, then without gaps. */
  @PrimaryColumn('integer')
  version!: number;

  /** Null, as the account: stated before this was kept. */
  @Column('bigint', { transformer: safeInteger, nullable: true })
  statedAtMs!: number | null;

  /** Who stated it. */
  @Column('varchar', { length: 64, nullable: true })
  accountId!: string | null;

  /** True: there was no exchange at that time after all. */
  @Column('boolean')
  isWithdrawn!: boolean;

  @Column('integer')
  oldForwardCount!: number;

  @Column('integer')
  oldReverseCount!: number;

  @Column('integer')
  newForwardCount!: number;

  @Column('integer')
  newReverseCount!: number;

  @Column('integer')
  coefficient!: number;

  @Column('bigint', { transformer: safeInteger })
  unitMilliWh!: number;

  @Column('integer')
  digits!: number;
}
