import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { PaymentLine, TaxLine } from '#settlement';
import { safeInteger } from '../database/safe-integer.js';

/** An entry of a payment, or of a statement's tax, in the ledger; two each. The database refuses to change or delete it, or to write it twice. */
@Entity('payment_posting')
@Index('IDX_payment_posting_account', ['account'])
@Index('IDX_payment_posting_once', ['areaId', 'cause', 'line', 'account'], { unique: true })
export class PaymentPostingRow {
  /** In the order of writing, gaps allowed. */
  @PrimaryGeneratedColumn('increment')
  entry!: number;

  @Column('integer')
  areaId!: number;

  /** The slot in which it was written: its place among an account's entries. */
  @Column('integer')
  slot!: number;

  @Column('varchar', { length: 80 })
  account!: string;

  @Column('varchar', { length: 24 })
  line!: PaymentLine | TaxLine;

  /** Positive: the account receives. */
  @Column('bigint', { transformer: safeInteger })
  amountMillisen!: number;

  /** `payment:NUMBER-VERSION-ATTEMPT`, or `tax:NUMBER-VERSION-RATE`. */
  @Column('varchar', { length: 40 })
  cause!: string;

  @Column('bigint', { transformer: safeInteger })
  postedAtMs!: number;
}
