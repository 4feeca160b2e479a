import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from '../database/safe-integer.js';

/** What the day-ahead market published for a slot; a revision is a further version. */
@Entity('spot_price')
export class SpotPriceRow {
  @PrimaryColumn('integer')
  areaId!: number;

  @PrimaryColumn('integer')
  slot!: number;

  /** 1 for the first, then without gaps. */
  @PrimaryColumn('integer')
  version!: number;

  /** Area prices in the order of `JEPX_AREAS`, sen/kWh without tax, as a JSON list. */
  @Column('varchar', { length: 100 })
  areaPricesSen!: string;

  /** The file that it is from. */
  @Column('varchar', { length: 200 })
  source!: string;

  @Column('bigint', { transformer: safeInteger })
  receivedAtMs!: number;
}

/** The retailer's announced fuel adjustment of a menu and month; another announcement is a further version. */
@Entity('fuel_adjustment')
export class FuelAdjustmentRow {
  @PrimaryColumn('integer')
  areaId!: number;

  /** 何月分, `YYYY-MM`. */
  @PrimaryColumn('varchar', { length: 7 })
  month!: string;

  @PrimaryColumn('varchar', { length: 64 })
  tariffId!: string;

  @PrimaryColumn('integer')
  version!: number;

  /** sen/kWh, of either sign. */
  @Column('integer')
  sen!: number;

  /** The announcement. */
  @Column('varchar', { length: 200 })
  source!: string;

  @Column('bigint', { transformer: safeInteger })
  enteredAtMs!: number;
}
