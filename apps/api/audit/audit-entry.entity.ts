import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from '../database/safe-integer.js';

/** One line of the audit log. The database refuses to change or delete it (migration `accounts`). */
@Entity('audit_entry')
export class AuditEntry {
  /** 1, 2, 3 ... without gaps. */
  @PrimaryColumn('integer')
  sequence!: number;

  @Column('bigint', { transformer: safeInteger })
  atMs!: number;

  @Column('varchar', { length: 36 })
  accountId!: string;

  @Column('varchar', { length: 16 })
  role!: string;

  /** What was asked, e.g. `POST /api/slots/:slot/operations`; or what happened, e.g. `session.begun`. */
  @Column('varchar', { length: 120 })
  action!: string;

  /** On what: the path's parameters and the SHA-256 of the body, or the outcome of an earlier entry. Canonical JSON. */
  @Column('text')
  subject!: string;

  /** From where. */
  @Column('varchar', { length: 64 })
  address!: string;

  /** Hash of the entry before; 64 zeros for the first. */
  @Column('varchar', { length: 64 })
  previousHash!: string;

  @Column('varchar', { length: 64 })
  hash!: string;
}
