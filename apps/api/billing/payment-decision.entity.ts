import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { DebitDecision } from '#formats';
import { safeInteger } from '../database/safe-integer.js';

/** What staff decided about a collection that failed, and why. The newest of a payment holds; the database changes none. */
@Entity('payment_decision')
@Index('IDX_payment_decision_payment', ['number', 'version', 'attempt'])
export class PaymentDecisionRow {
  /** In the order of writing, gaps allowed. */
  @PrimaryGeneratedColumn('increment')
  entry!: number;

  @Column('integer')
  areaId!: number;

  /** The payment: number and version of its statement, and its attempt. */
  @Column('varchar', { length: 20 })
  number!: string;

  @Column('integer')
  version!: number;

  @Column('integer')
  attempt!: number;

  @Column('varchar', { length: 20 })
  decision!: DebitDecision;

  @Column('varchar', { length: 200 })
  reason!: string;

  /** The account that decided. */
  @Column('varchar', { length: 36 })
  decidedBy!: string;

  @Column('bigint', { transformer: safeInteger })
  decidedAtMs!: number;
}
