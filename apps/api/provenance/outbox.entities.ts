import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { safeInteger } from '../database/safe-integer.js';

/** A record to be anchored, and once it is in a transaction, its place there. */
@Entity('outbox_record')
@Index(['areaId', 'slot'])
export class OutboxRecordRow {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('integer')
  areaId!: number;

  @Column('integer')
  slot!: number;

  @Column('varchar', { length: 8 })
  phase!: 'closed' | 'settled';

  /** The record as JSON. */
  @Column('text')
  record!: string;

  /** The metering agent's signature of a settled record, from when it was first to be sent; null before, and for a closed one. */
  @Column('varchar', { length: 132, nullable: true })
  meteringSignature!: string | null;

  /** The transaction that carries it; null while it waits. */
  @Column('varchar', { length: 66, nullable: true })
  @Index()
  transactionHash!: string | null;

  @Column('integer', { nullable: true })
  @Index()
  nonce!: number | null;

  /** Place within the transaction. */
  @Column('integer', { nullable: true })
  position!: number | null;

  @Column('text', { nullable: true })
  preimage!: string | null;

  @Column('varchar', { length: 66, nullable: true })
  recordHash!: string | null;
}

/** A signed transaction, saved before it is broadcast. */
@Entity('outbox_transaction')
export class OutboxTransactionRow {
  @PrimaryColumn('varchar', { length: 66 })
  hash!: string;

  @Column('integer', { unique: true })
  nonce!: number;

  @Column('text')
  raw!: string;

  @Column('varchar', { length: 9 })
  @Index()
  state!: 'sent' | 'confirmed';

  /** Which was mined, the transaction itself or a replacement. */
  @Column('varchar', { length: 66, nullable: true })
  minedHash!: string | null;

  @Column('integer', { nullable: true })
  blockNumber!: number | null;

  @Column('varchar', { length: 66, nullable: true })
  blockHash!: string | null;

  @Column('bigint', { nullable: true, transformer: safeInteger })
  gasUsed!: number | null;
}

/** A dearer transaction with the nonce and the call of another, saved before it is broadcast. */
@Entity('outbox_replacement')
@Index(['transactionHash', 'position'], { unique: true })
export class OutboxReplacementRow {
  @PrimaryColumn('varchar', { length: 66 })
  hash!: string;

  /** The {@link OutboxTransactionRow} that it takes the place of. */
  @Column('varchar', { length: 66 })
  transactionHash!: string;

  /** Place among the replacements of that transaction. */
  @Column('integer')
  position!: number;

  @Column('text')
  raw!: string;
}

/** The one chain that this database's anchors stand on. */
@Entity('chain_identity')
export class ChainIdentityRow {
  /** Always 1: there is one row. */
  @PrimaryColumn('integer')
  id!: number;

  @Column('bigint', { transformer: safeInteger })
  chainId!: number;

  @Column('varchar', { length: 66 })
  genesisHash!: string;

  @Column('varchar', { length: 42 })
  ledgerAddress!: string;
}
