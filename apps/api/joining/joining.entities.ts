import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ApplicationState, Purpose, Side } from '#joining';
import { safeInteger } from '../database/safe-integer.js';

/** A supply point that wants to take part, or does. */
@Entity('application')
@Index(['accountId'])
export class Application {
  @PrimaryColumn('varchar', { length: 36 })
  applicationId!: string;

  @Column('varchar', { length: 36 })
  accountId!: string;

  @Column('varchar', { length: 16 })
  state!: ApplicationState;

  @Column('varchar', { length: 8 })
  side!: Side;

  /** 22 digits; empty once erased. */
  @Index()
  @Column('varchar', { length: 22 })
  supplyPointId!: string;

  @Column('varchar', { length: 7 })
  postcode!: string;

  @Column('varchar', { length: 200 })
  address!: string;

  @Column('varchar', { length: 8 })
  meterKind!: 'smart' | 'other';

  @Column('varchar', { length: 64 })
  meterId!: string;

  /** `SolarPlant` as JSON; null without solar power. */
  @Column('text', { nullable: true })
  pv!: string | null;

  /** JST day from which it would trade. */
  @Column('varchar', { length: 10 })
  startDay!: string;

  /** Set when it is enrolled. */
  @Index()
  @Column('varchar', { length: 64, nullable: true })
  participantId!: string | null;

  @Column('bigint', { transformer: safeInteger })
  submittedAtMs!: number;
}

/** One step of an application: who, when, why. */
@Entity('application_event')
export class ApplicationEvent {
  @PrimaryColumn('varchar', { length: 36 })
  applicationId!: string;

  /** 1, 2, 3 ... */
  @PrimaryColumn('integer')
  sequence!: number;

  @Column('varchar', { length: 16 })
  state!: ApplicationState;

  @Column('varchar', { length: 36 })
  byAccountId!: string;

  @Column('varchar', { length: 500 })
  reason!: string;

  @Column('bigint', { transformer: safeInteger })
  atMs!: number;
}

/** One version of a document that participants agree to. Never changed: a further version is published. */
@Entity('contract_document')
export class ContractDocument {
  /** SHA-256 of the text, hex: what was agreed to is this and no other. */
  @PrimaryColumn('varchar', { length: 64 })
  sha256!: string;

  /** What it is, e.g. `important-matters` (重要事項説明書): its newest version is the one to agree to. */
  @Column('varchar', { length: 64 })
  name!: string;

  @Column('integer')
  version!: number;

  @Column('varchar', { length: 100 })
  title!: string;

  @Column('text')
  text!: string;

  @Column('bigint', { transformer: safeInteger })
  publishedAtMs!: number;
}

/** Somebody gave or withdrew a consent. Never changed: the newest of a subject counts. */
@Entity('consent_event')
export class ConsentEvent {
  @PrimaryColumn('varchar', { length: 36 })
  accountId!: string;

  /** 1, 2, 3 ... of the account. */
  @PrimaryColumn('integer')
  sequence!: number;

  /** A purpose, or `document`. */
  @Column('varchar', { length: 16 })
  subject!: Purpose | 'document';

  /** The document's hash, or that of the purpose's wording: what the person read. */
  @Column('varchar', { length: 64 })
  sha256!: string;

  @Column('boolean')
  given!: boolean;

  @Column('varchar', { length: 64 })
  address!: string;

  @Column('bigint', { transformer: safeInteger })
  atMs!: number;
}

/** A household that leaves: its key is destroyed once no slot can be settled again. */
@Entity('erasure')
export class Erasure {
  @PrimaryColumn('varchar', { length: 64 })
  participantId!: string;

  /** The owner's, forgotten with its last household; null: the household has no account. */
  @Column('varchar', { length: 36, nullable: true })
  accountId!: string | null;

  /** Who of the staff ended the contract, and why; null: the household asked for it. */
  @Column('varchar', { length: 36, nullable: true })
  endedByAccountId!: string | null;

  @Column('varchar', { length: 100, nullable: true })
  reason!: string | null;

  @Column('bigint', { transformer: safeInteger })
  requestedAtMs!: number;

  @Column('bigint', { transformer: safeInteger })
  dueAtMs!: number;

  @Column('bigint', { nullable: true, transformer: safeInteger })
  doneAtMs!: number | null;
}
