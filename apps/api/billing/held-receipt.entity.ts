import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from '../database/safe-integer.js';

/**
 * Money that came in for a bill beside what was asked for: paid by slip while a collection was at the bank, or paid a second time
 * (docs/decisions/0069-what-was-paid-twice.md). One a payment and day, so that the same receipt is booked once.
 */
@Entity('held_receipt')
@Index('IDX_held_receipt_state', ['state'])
export class HeldReceiptRow {
  /** The payment that it came in beside: number and version of its statement, and its attempt. */
  @PrimaryColumn('varchar', { length: 20 })
  number!: string;

  @PrimaryColumn('integer')
  version!: number;

  @PrimaryColumn('integer')
  attempt!: number;

  /** JST day on which the money came. */
  @PrimaryColumn('varchar', { length: 10 })
  receivedDay!: string;

  /** 1 for the first of its statement, then without gaps: the version of its refund (`refundNumber`). */
  @Column('integer')
  sequence!: number;

  @Column('integer')
  areaId!: number;

  @Column('varchar', { length: 64 })
  participantId!: string;

  @Column('bigint', { transformer: safeInteger })
  amountYen!: number;

  @Column('varchar', { length: 200, nullable: true })
  note!: string | null;

  /** `held` until the collection fails and it pays the bill, which is `applied`, or a transfer of its refund is made. */
  @Column('varchar', { length: 8 })
  state!: 'held' | 'applied' | 'refunded';

  @Column('bigint', { transformer: safeInteger })
  heldAtMs!: number;
}
