import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RateName } from '#tariff';
import { safeInteger } from '../database/safe-integer.js';

/** A rate that slots are settled by, as it was entered. The database refuses to change or delete it (migration `rates`). */
@Entity('rate_entry')
export class RateRow {
  @PrimaryColumn('integer')
  areaId!: number;

  /** 1, 2, 3 ... in the order of entry. */
  @PrimaryColumn('integer')
  entry!: number;

  @Column('varchar', { length: 20 })
  name!: RateName;

  /** First JST month, `YYYY-MM`. */
  @Column('varchar', { length: 7 })
  fromMonth!: string;

  @Column('integer')
  priceSen!: number;

  @Column('varchar', { length: 100 })
  source!: string;

  /** The account of who entered it. */
  @Column('varchar', { length: 36 })
  enteredBy!: string;

  @Column('bigint', { transformer: safeInteger })
  enteredAtMs!: number;
}

/** An emission factor of grid electricity as it was entered; append-only as {@link RateRow}. */
@Entity('co2_factor')
export class Co2FactorRow {
  @PrimaryColumn('integer')
  areaId!: number;

  /** 1, 2, 3 ... in the order of entry. */
  @PrimaryColumn('integer')
  entry!: number;

  /** First JST day. */
  @Column('varchar', { length: 10 })
  fromDay!: string;

  @Column('integer')
  gramsPerKwh!: number;

  @Column('varchar', { length: 100 })
  source!: string;

  /** The account of who entered it. */
  @Column('varchar', { length: 36 })
  enteredBy!: string;

  @Column('bigint', { transformer: safeInteger })
  enteredAtMs!: number;
}

/** Terms of a retail menu as they were entered; append-only as {@link RateRow}. */
@Entity('tariff_terms')
export class TariffTermsRow {
  @PrimaryColumn('integer')
  areaId!: number;

  /** 1, 2, 3 ... in the order of entry. */
  @PrimaryColumn('integer')
  entry!: number;

  @Column('varchar', { length: 64 })
  tariffId!: string;

  /** First JST month, `YYYY-MM`. */
  @Column('varchar', { length: 7 })
  fromMonth!: string;

  /** `TariffTerms` of `#tariff` as JSON. */
  @Column('text')
  terms!: string;

  @Column('varchar', { length: 100 })
  source!: string;

  /** The account of who entered it. */
  @Column('varchar', { length: 36 })
  enteredBy!: string;

  @Column('bigint', { transformer: safeInteger })
  enteredAtMs!: number;
}
