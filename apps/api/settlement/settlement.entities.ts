import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PostingLine } from '#settlement';
import { safeInteger } from '../database/safe-integer.js';

/** One settlement of a slot. A corrected reading makes a further version; nothing is overwritten. */
@Entity('settlement')
export class Settlement {
  @PrimaryColumn('integer')
  areaId!: number;

  @PrimaryColumn('integer')
  slot!: number;

  @PrimaryColumn('integer')
  version!: number;

  @Column('bigint', { transformer: safeInteger })
  settledAtMs!: number;

  @Column('bigint', { transformer: safeInteger })
  exportedWh!: number;

  @Column('bigint', { transformer: safeInteger })
  importedWh!: number;

  @Column('bigint', { transformer: safeInteger })
  tradedWh!: number;

  @Column('bigint', { transformer: safeInteger })
  allocatedWh!: number;

  /** Meters that had sent nothing when the slot was settled: they count as zero until they do. */
  @Column('integer')
  missingReadings!: number;

  /** Readings up to this arrival were used, so the same evidence can be made again at any time. */
  @Column('bigint', { transformer: safeInteger })
  readingCut!: number;
}

/** What both meters bear out of one trade. */
@Entity('allocation')
export class AllocationRow {
  @PrimaryColumn('integer')
  areaId!: number;

  @PrimaryColumn('integer')
  slot!: number;

  @PrimaryColumn('integer')
  version!: number;

  @PrimaryColumn('integer')
  tradeSequence!: number;

  @Column('integer')
  allocatedWh!: number;

  @Column('integer')
  shortfallWh!: number;

  @Column('integer')
  overPurchaseWh!: number;
}

/** One entry of the append-only double-entry ledger; the entries of a (slot, version) sum to zero. */
@Entity('posting')
@Index(['account', 'slot'])
export class PostingRow {
  @PrimaryColumn('integer')
  areaId!: number;

  @PrimaryColumn('integer')
  slot!: number;

  @PrimaryColumn('integer')
  version!: number;

  @PrimaryColumn('integer')
  item!: number;

  @Column('varchar', { length: 80 })
  account!: string;

  @Column('varchar', { length: 24 })
  line!: PostingLine;

  @Column('bigint', { transformer: safeInteger })
  energyWh!: number;

  /** Positive: the account receives. */
  @Column('bigint', { transformer: safeInteger })
  amountMillisen!: number;

  @Column('varchar', { length: 40 })
  cause!: string;
}
