import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ReadingQuality, ReadingSource, ReadingState } from '#metering';
import { safeInteger } from '../database/safe-integer.js';

/**
 * One version of what a two-register meter showed for a slot, with the weight it arrived with (docs/metering.md). Never
 * changed: what supersedes it is a further version, so the newest stands.
 */
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

  // Defaults for readings from before weights were kept.
  @Column('varchar', { length: 12, default: 'provisional' })
  state!: ReadingState;

  @Column('varchar', { length: 12, default: 'operator' })
  source!: ReadingSource;

  @Column('integer', { default: 1 })
  revision!: number;

  @Column('varchar', { length: 12, default: 'measured' })
  quality!: ReadingQuality;

  /** The rule by which it was estimated or substituted. */
  @Column('varchar', { length: 24, nullable: true })
  method!: string | null;

  /** The delivery that brought it; null: it is older than the record of deliveries. */
  @Column('integer', { nullable: true })
  deliveryId!: number | null;
}
