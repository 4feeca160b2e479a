import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from '../database/safe-integer.js';

/** A notice to everybody who is signed in. */
@Entity('announcement')
export class Announcement {
  @PrimaryColumn('varchar', { length: 36 })
  announcementId!: string;

  @Index()
  @Column('bigint', { transformer: safeInteger })
  atMs!: number;

  @Column('varchar', { length: 100 })
  title!: string;

  @Column('varchar', { length: 2000 })
  text!: string;

  /** Set when it was taken back: kept, and no longer shown. */
  @Column('bigint', { nullable: true, transformer: safeInteger })
  withdrawnAtMs!: number | null;
}
