import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { StatementKind } from '#billing';
import type { DebitNextStep } from '#formats';
import { safeInteger } from '../database/safe-integer.js';
import type { PaymentWay } from './statement-payment.js';

/** Whom a participant's statements are for, and how they are paid. */
@Entity('billing_account')
export class BillingAccountRow {
  @PrimaryColumn('varchar', { length: 64 })
  participantId!: string;

  /** A `Payer` as JSON, sealed in the database (`secrets.ts`). */
  @Column('text')
  terms!: string;

  @Column('bigint', { transformer: safeInteger })
  changedAtMs!: number;
}

/** A participant's contract from a month on. The database refuses to change or delete one: `contractAt` says which holds in a month. */
@Entity('billing_contract')
@Index('IDX_billing_contract_participant', ['participantId'])
export class BillingContractRow {
  /** In the order of entry, gaps allowed. */
  @PrimaryGeneratedColumn('increment')
  entry!: number;

  @Column('varchar', { length: 64 })
  participantId!: string;

  /** First JST month, `YYYY-MM`. */
  @Column('varchar', { length: 7 })
  fromMonth!: string;

  /** A `BillingContract` as JSON. */
  @Column('text')
  contract!: string;

  @Column('bigint', { transformer: safeInteger })
  enteredAtMs!: number;
}

/** One close of a month: the first, or a correction of what was closed. A run that was broken off is gone on with. */
@Entity('month_close')
export class MonthCloseRow {
  @PrimaryColumn('integer')
  areaId!: number;

  /** JST month, `YYYY-MM`. */
  @PrimaryColumn('varchar', { length: 7 })
  month!: string;

  /** 1 for the first, then without gaps. */
  @PrimaryColumn('integer')
  run!: number;

  /** `files`: its statements are stored, files are being made; `done`: they are made, and the control balanced. */
  @Column('varchar', { length: 8 })
  state!: 'files' | 'done';

  /** JST day of its statements and files. */
  @Column('varchar', { length: 10 })
  issuedDay!: string;

  /** Why there is another run; null for the first. */
  @Column('varchar', { length: 200, nullable: true })
  reason!: string | null;

  /** The settlement version of each slot of the month that its statements rest on, as a JSON list. */
  @Column('text')
  versions!: string;

  /** What every account has on every line at those versions, as a JSON list: what the control holds its statements against. */
  @Column('text')
  ledger!: string;

  /**
   * What its statements were priced with beside their menus: `MonthPrices` as JSON. What is another later makes a further run.
   * Null: closed before this was kept.
   */
  @Column('text', { nullable: true })
  prices!: string | null;

  @Column('bigint', { transformer: safeInteger })
  startedAtMs!: number;

  @Column('bigint', { nullable: true, transformer: safeInteger })
  finishedAtMs!: number | null;

  /** Its control report as JSON, once it is done. */
  @Column('text', { nullable: true })
  report!: string | null;
}

/** One version of a statement. Never changed but for what is known only later: the PDF's hash, where a rest was carried to. */
@Entity('statement')
@Index('IDX_statement_participant_month', ['participantId', 'month'])
@Index('IDX_statement_number_version', ['number', 'version'], { unique: true })
export class StatementRow {
  @PrimaryColumn('integer')
  areaId!: number;

  @PrimaryColumn('varchar', { length: 7 })
  month!: string;

  @PrimaryColumn('varchar', { length: 8 })
  kind!: StatementKind;

  /** Running number within kind and month. */
  @PrimaryColumn('integer')
  sequence!: number;

  @PrimaryColumn('integer')
  version!: number;

  @Column('varchar', { length: 20 })
  number!: string;

  @Column('varchar', { length: 64 })
  participantId!: string;

  /** The {@link MonthCloseRow} that made it. */
  @Column('integer')
  run!: number;

  /** The full version: a `Statement` as JSON. */
  @Column('text')
  content!: string;

  /** From version 2 on what was sent: an `Adjustment` as JSON. */
  @Column('text', { nullable: true })
  adjustment!: string | null;

  /** The `StatementTerms` that it was made by, as JSON: a correction prices by the same. */
  @Column('text')
  terms!: string;

  /** What the retailer's file says beside it, as JSON: `StatementFacts`. */
  @Column('text')
  facts!: string;

  /** Of this document: the whole amount, or a correction's difference. */
  @Column('bigint', { transformer: safeInteger })
  amountYen!: number;

  @Column('bigint', { transformer: safeInteger })
  payableYen!: number;

  /** What waits for a later statement. */
  @Column('bigint', { transformer: safeInteger })
  carriedOutYen!: number;

  /** Number of the statement that took over what was carried out. */
  @Column('varchar', { length: 20, nullable: true })
  carriedInto!: string | null;

  @Column('varchar', { length: 64, nullable: true })
  pdfSha256!: string | null;
}

/** A payment that was asked of the bank, or of the resident. A failed one that is asked for again is a further attempt. */
@Entity('payment_order')
@Index('IDX_payment_order_state', ['state'])
export class PaymentOrderRow {
  /** Number of the statement. */
  @PrimaryColumn('varchar', { length: 20 })
  number!: string;

  /** Version of the statement. */
  @PrimaryColumn('integer')
  version!: number;

  @PrimaryColumn('integer')
  attempt!: number;

  @Column('integer')
  areaId!: number;

  /** The close in whose files it stands. */
  @Column('varchar', { length: 7 })
  month!: string;

  @Column('integer')
  run!: number;

  @Column('varchar', { length: 64 })
  participantId!: string;

  /** `debit` and `transfer` go to the bank, `invoice` is paid by the resident. */
  @Column('varchar', { length: 8 })
  way!: PaymentWay;

  @Column('bigint', { transformer: safeInteger })
  amountYen!: number;

  @Column('varchar', { length: 10 })
  dueDay!: string;

  /** A `PayeeAccount` as JSON, as it was when the file was made, sealed in the database (`secrets.ts`); null for `invoice`. */
  @Column('text', { nullable: true })
  account!: string | null;

  /** `failed` until it is asked for again, which is `repeated`. */
  @Column('varchar', { length: 8 })
  state!: 'asked' | 'paid' | 'failed' | 'repeated';

  /** 振替結果コード. */
  @Column('varchar', { length: 1, nullable: true })
  result!: string | null;

  /** JST day on which the money moved, or came back. */
  @Column('varchar', { length: 10, nullable: true })
  settledDay!: string | null;

  /** What the bank said of what came back. */
  @Column('varchar', { length: 200, nullable: true })
  note!: string | null;

  /** What a person or the next close does about a failed one. */
  @Column('varchar', { length: 20, nullable: true })
  nextStep!: DebitNextStep | null;
}

/** A file that was made, as it stands in the manifest. */
@Entity('export_file')
export class ExportFileRow {
  @PrimaryColumn('integer')
  areaId!: number;

  /** Its place in the area's manifest, from 1. */
  @PrimaryColumn('integer')
  position!: number;

  @Column('varchar', { length: 7 })
  month!: string;

  @Column('varchar', { length: 100, unique: true })
  file!: string;

  /** A `ManifestEntry` as JSON. */
  @Column('text')
  entry!: string;
}

/** What a file of the manifest holds, where nothing stored makes it again: a plan for OCCTO rests on forecasts, which are not kept. */
@Entity('kept_file')
export class KeptFileRow {
  @PrimaryColumn('integer')
  areaId!: number;

  @PrimaryColumn('varchar', { length: 100 })
  file!: string;

  /** Base64 of the very bytes; their hash stands in the manifest. */
  @Column('text')
  content!: string;
}
