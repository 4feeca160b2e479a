import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

/** Accounts, sessions, keys, and the audit log, which the database itself keeps append-only. */
export class Accounts1764300000000 implements MigrationInterface {
  name = 'Accounts1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables()) await runner.createTable(table, false, true, true);
    for (const statement of isPostgres(runner) ? POSTGRES_GUARD : SQLITE_GUARD) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of tables().reverse()) await runner.dropTable(name);
    if (isPostgres(runner)) await runner.query('DROP FUNCTION audit_entry_refuse()');
  }
}

/** An administrator can still drop a trigger; the hash chain shows it (docs/accounts.md). */
const SQLITE_GUARD = ['UPDATE', 'DELETE'].map(
  (verb) =>
    `CREATE TRIGGER audit_entry_no_${verb.toLowerCase()} BEFORE ${verb} ON audit_entry
     BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END`,
);

const POSTGRES_GUARD = [
  `CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
   $$ BEGIN RAISE EXCEPTION 'The audit log is append-only.'; END $$`,
  `CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
   FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()`,
];

function isPostgres(runner: QueryRunner): boolean {
  return runner.dataSource.options.type === 'postgres';
}

function tables(): Table[] {
  return [
    new Table({
      name: 'account',
      columns: [
        key('accountId', 'varchar', 36),
        { ...column('email', 'varchar', 254), isUnique: true },
        column('displayName', 'varchar', 100),
        column('role', 'varchar', 16),
        { ...column('passwordHash', 'varchar', 200), isNullable: true },
        { ...column('totpSecret', 'varchar', 64), isNullable: true },
        column('totpConfirmed', 'boolean'),
        column('totpLastStep', 'bigint'),
        column('createdAtMs', 'bigint'),
        { ...column('closedAtMs', 'bigint'), isNullable: true },
      ],
    }),
    new Table({
      name: 'account_participant',
      columns: [
        key('accountId', 'varchar', 36),
        key('participantId', 'varchar', 64),
        column('access', 'varchar', 8),
        column('sinceMs', 'bigint'),
      ],
      indices: [{ columnNames: ['participantId'] }],
    }),
    new Table({
      name: 'session',
      columns: [
        key('tokenHash', 'varchar', 64),
        { ...column('sessionId', 'varchar', 36), isUnique: true },
        column('accountId', 'varchar', 36),
        column('complete', 'boolean'),
        column('createdAtMs', 'bigint'),
        column('lastSeenAtMs', 'bigint'),
        column('address', 'varchar', 64),
        column('userAgent', 'varchar', 200),
      ],
      indices: [{ columnNames: ['accountId'] }],
    }),
    new Table({
      name: 'passkey',
      columns: [
        key('credentialId', 'varchar', 512),
        column('accountId', 'varchar', 36),
        column('label', 'varchar', 100),
        column('publicKey', 'text'),
        column('counter', 'bigint'),
        column('createdAtMs', 'bigint'),
      ],
      indices: [{ columnNames: ['accountId'] }],
    }),
    new Table({
      name: 'one_time_secret',
      columns: [
        key('secretHash', 'varchar', 64),
        column('accountId', 'varchar', 36),
        column('purpose', 'varchar', 16),
        { ...column('expiresAtMs', 'bigint'), isNullable: true },
      ],
      indices: [{ columnNames: ['accountId'] }],
    }),
    new Table({
      name: 'notice',
      columns: [
        key('noticeId', 'varchar', 36),
        column('email', 'varchar', 254),
        column('purpose', 'varchar', 16),
        column('accountId', 'varchar', 36),
        column('token', 'varchar', 64),
        column('atMs', 'bigint'),
        column('expiresAtMs', 'bigint'),
      ],
      indices: [{ columnNames: ['accountId'] }],
    }),
    new Table({
      name: 'throttle',
      columns: [key('keyHash', 'varchar', 64), column('failures', 'integer'), column('lastFailureAtMs', 'bigint')],
    }),
    new Table({
      name: 'program_key',
      columns: [
        key('keyId', 'varchar', 36),
        { ...column('keyHash', 'varchar', 64), isUnique: true },
        column('role', 'varchar', 16),
        column('accountId', 'varchar', 36),
        { ...column('meterId', 'varchar', 64), isNullable: true },
        column('label', 'varchar', 100),
        column('createdAtMs', 'bigint'),
        { ...column('revokedAtMs', 'bigint'), isNullable: true },
      ],
    }),
    new Table({
      name: 'audit_entry',
      columns: [
        key('sequence', 'integer'),
        column('atMs', 'bigint'),
        column('accountId', 'varchar', 36),
        column('role', 'varchar', 16),
        column('action', 'varchar', 120),
        column('subject', 'text'),
        column('address', 'varchar', 64),
        column('previousHash', 'varchar', 64),
        column('hash', 'varchar', 64),
      ],
    }),
  ];
}

function column(name: string, type: string, length?: number): TableColumnOptions {
  return { name, type, ...(length !== undefined && { length: String(length) }) };
}

function key(name: string, type: string, length?: number): TableColumnOptions {
  return { ...column(name, type, length), isPrimary: true };
}
