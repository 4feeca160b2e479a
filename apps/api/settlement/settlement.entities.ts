import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Grant, PostingLine } from '#settlement';
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

  /** What the community pool shared out beside the trades. */
  @Column('bigint', { transformer: safeInteger, default: 0 })
  pooledWh!: number;

  /** The rule set in force, by its version; empty, as `rules`, for settlements older than rule sets. */
  @Column('varchar', { length: 40, default: '' })
  ruleVersion!: string;

  /** Rates and rules as they were used, the imbalance price included: a `SettlementRules` as JSON. */
  @Column('text', { default: '' })
  rules!: string;

  /** Meters that had sent nothing when the slot was settled: they count as zero until they do. */
  @Column('integer')
  missingReadings!: number;

  /** Readings up to this arrival were used, so the same evidence can be made again at any time. */
  @Column('bigint', { transformer: safeInteger })
  readingCut!: number;

  /** Readings up to this arrival were looked at: those after the cut changed nothing. At least the cut. */
  @Column('bigint', { transformer: safeInteger, default: 0 })
  checkedCut!: number;

  /** Version of the slot's imbalance price that was looked at; 0 if there was none. */
  @Column('integer', { default: 0 })
  checkedPrice!: number;
}

/** What both meters bear out of one trade. What a party lacks stands in its postings. */
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

/** A published imbalance price of a slot; a revision is a further version. */
@Entity('imbalance_price')
export class ImbalancePriceRow {
  @PrimaryColumn('integer')
  areaId!: number;

  @PrimaryColumn('integer')
  slot!: number;

  /** 1 for the first, then without gaps. */
  @PrimaryColumn('integer')
  version!: number;

  @Column('integer')
  shortagePriceSen!: number;

  @Column('integer')
  surplusPriceSen!: number;

  @Column('boolean')
  taxIncluded!: boolean;

  /** The file or page that it is from. */
  @Column('varchar', { length: 200 })
  source!: string;

  @Column('bigint', { transformer: safeInteger })
  receivedAtMs!: number;
}

/** A reward or an accrual of a slot; posted by the slot's next settlement version. */
@Entity('slot_grant')
export class GrantRow {
  @PrimaryColumn('integer')
  areaId!: number;

  @PrimaryColumn('integer')
  slot!: number;

  @PrimaryColumn('varchar', { length: 64 })
  grantId!: string;

  /** A `Grant` of `#settlement` as JSON. The columns below are of it, so that the database can choose and sum. */
  @Column('text')
  terms!: string;

  @Column('varchar', { length: 24, default: '' })
  line!: Grant['line'];

  @Column('varchar', { length: 24, default: '' })
  payer!: Grant['from'];

  /** The account that gets it. */
  @Column('varchar', { length: 80, default: '' })
  receiver!: string;

  @Column('bigint', { transformer: safeInteger, default: 0 })
  energyWh!: number;

  @Column('bigint', { transformer: safeInteger, default: 0 })
  amountMillisen!: number;

  @Column('bigint', { transformer: safeInteger })
  grantedAtMs!: number;
}
