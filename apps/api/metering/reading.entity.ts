import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from '../database/safe-integer.js';

/** One version of what a two-register meter showed for a slot. Never changed: a correction is a further version. */
@Entity('reading')
@Index('IDX_reading_meterId_slot', ['meterId', 'slot'])
export class Reading {
  @PrimaryColumn('integer')
  slot!: number;

  @PrimaryColumn('varchar', { length: 64 })
  meterId!: string;

  /** 1 for the first, then without gaps. */
  @PrimaryColumn('integer')
  version!: number;

  @Column('integer')
  exportWh!: number;

  @Column('integer')
  importWh!: number;

  /** One counter over all readings of the area, in order of arrival. */
  @Column('bigint', { transformer: safeInteger, unique: true })
  arrival!: number;

  @Column('bigint', { transformer: safeInteger })
  receivedAtMs!: number;
}
