import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Role } from '#joining';
import { safeInteger } from '../database/safe-integer.js';

/** A person who may sign in. */
@Entity('account')
export class Account {
  @PrimaryColumn('varchar', { length: 36 })
  accountId!: string;

  /** As the person wrote it, without spaces and in small letters: two accounts never differ by case alone. */
  @Column('varchar', { length: 254, unique: true })
  email!: string;

  @Column('varchar', { length: 100 })
  displayName!: string;

  @Column('varchar', { length: 16 })
  role!: Role;

  /** `$argon2id$...`; null until the invitation is accepted. */
  @Column('varchar', { length: 200, nullable: true })
  passwordHash!: string | null;

  /** Base32 secret of the authenticator app, sealed (`secrets.ts`); null until enrolled. */
  @Column('varchar', { length: 160, nullable: true })
  totpSecret!: string | null;

  /** False while enrolment waits for its first right code. */
  @Column('boolean')
  totpConfirmed!: boolean;

  /** The newest time step whose code was used: no code works twice. */
  @Column('bigint', { transformer: safeInteger })
  totpLastStep!: number;

  @Column('bigint', { transformer: safeInteger })
  createdAtMs!: number;

  /** Set when the account was closed: it cannot sign in any more. */
  @Column('bigint', { nullable: true, transformer: safeInteger })
  closedAtMs!: number | null;

  /** Set while an operator keeps the account from signing in. */
  @Column('bigint', { nullable: true, transformer: safeInteger })
  lockedAtMs!: number | null;

  /** Why, for the operators. */
  @Column('varchar', { length: 100, nullable: true })
  lockReason!: string | null;
}

/** Which supply points an account may see, and which are its own. */
@Entity('account_participant')
export class AccountParticipant {
  @PrimaryColumn('varchar', { length: 36 })
  accountId!: string;

  @Index()
  @PrimaryColumn('varchar', { length: 64 })
  participantId!: string;

  /** `family` sees; only the `owner` acts. */
  @Column('varchar', { length: 8 })
  access!: 'owner' | 'family';

  /** What this account calls the supply point, such as 実家; null: it gave none. Others do not see it. */
  @Column('varchar', { length: 20, nullable: true })
  name!: string | null;

  @Column('bigint', { transformer: safeInteger })
  sinceMs!: number;
}

/** A browser that is signed in. The cookie's token is stored as its SHA-256 only. */
@Entity('session')
export class Session {
  @PrimaryColumn('varchar', { length: 64 })
  tokenHash!: string;

  /** Names the session to its owner; tells nothing of the token. */
  @Column('varchar', { length: 36, unique: true })
  sessionId!: string;

  @Index()
  @Column('varchar', { length: 36 })
  accountId!: string;

  /** False between the password and the second factor. */
  @Column('boolean')
  complete!: boolean;

  @Column('bigint', { transformer: safeInteger })
  createdAtMs!: number;

  @Column('bigint', { transformer: safeInteger })
  lastSeenAtMs!: number;

  @Column('varchar', { length: 64 })
  address!: string;

  @Column('varchar', { length: 200 })
  userAgent!: string;
}

/** A passkey of an account: the public half and what is needed to see a cloned authenticator. */
@Entity('passkey')
export class Passkey {
  /** base64url, as the browser names it. */
  @PrimaryColumn('varchar', { length: 512 })
  credentialId!: string;

  @Index()
  @Column('varchar', { length: 36 })
  accountId!: string;

  @Column('varchar', { length: 100 })
  label!: string;

  /** COSE public key, base64url. */
  @Column('text')
  publicKey!: string;

  @Column('bigint', { transformer: safeInteger })
  counter!: number;

  @Column('bigint', { transformer: safeInteger })
  createdAtMs!: number;
}

/** One use each: invitation, reset, recovery code. The secret is stored as its SHA-256 only. */
@Entity('one_time_secret')
export class OneTimeSecret {
  @PrimaryColumn('varchar', { length: 64 })
  secretHash!: string;

  @Index()
  @Column('varchar', { length: 36 })
  accountId!: string;

  @Column('varchar', { length: 16 })
  purpose!: 'invitation' | 'reset' | 'recovery';

  /** Null: does not expire (recovery codes). */
  @Column('bigint', { nullable: true, transformer: safeInteger })
  expiresAtMs!: number | null;
}

/** A message to a person: the default post of an exchange that has no mail. An operator hands it over. */
@Entity('notice')
export class Notice {
  @PrimaryColumn('varchar', { length: 36 })
  noticeId!: string;

  @Column('varchar', { length: 254 })
  email!: string;

  @Column('varchar', { length: 16 })
  purpose!: 'invitation' | 'reset';

  @Index()
  @Column('varchar', { length: 36 })
  accountId!: string;

  /** The secret, sealed in the database (`secrets.ts`), until it is used or replaced: then the notice is gone. */
  @Column('varchar', { length: 160 })
  token!: string;

  @Column('bigint', { transformer: safeInteger })
  atMs!: number;

  @Column('bigint', { transformer: safeInteger })
  expiresAtMs!: number;
}

/** Failed attempts under one key: an e-mail address or a network address, both hashed. */
@Entity('throttle')
export class ThrottleRow {
  @PrimaryColumn('varchar', { length: 64 })
  keyHash!: string;

  @Column('integer')
  failures!: number;

  @Column('bigint', { transformer: safeInteger })
  lastFailureAtMs!: number;
}

/** The key of a program: a device that sends one meter's readings, or an auditor's command line. Stored as its SHA-256. */
@Entity('program_key')
export class ProgramKey {
  @PrimaryColumn('varchar', { length: 36 })
  keyId!: string;

  @Column('varchar', { length: 64, unique: true })
  keyHash!: string;

  /** What it may act as. */
  @Column('varchar', { length: 16 })
  role!: 'device' | 'auditor';

  /** Who made it. */
  @Column('varchar', { length: 36 })
  accountId!: string;

  /** The device's meter; null for an auditor's. */
  @Column('varchar', { length: 64, nullable: true })
  meterId!: string | null;

  @Column('varchar', { length: 100 })
  label!: string;

  @Column('bigint', { transformer: safeInteger })
  createdAtMs!: number;

  /** From when on it does not work; null: no end is known. */
  @Column('bigint', { nullable: true, transformer: safeInteger })
  revokedAtMs!: number | null;
}
