import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

/** Applications and their steps, contract documents, consents, and households that leave. */
export class Joining1764300000001 implements MigrationInterface {
  name = 'Joining1764300000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables()) await runner.createTable(table, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of tables().reverse()) await runner.dropTable(name);
  }
}

function tables(): Table[] {
  return [
    new Table({
      name: 'application',
      columns: [
        key('applicationId', 'varchar', 36),
        column('accountId', 'varchar', 36),
        column('state', 'varchar', 16),
        column('side', 'varchar', 8),
        column('supplyPointId', 'varchar', 22),
        column('postcode', 'varchar', 7),
        column('address', 'varchar', 200),
        column('meterKind', 'varchar', 8),
        column('meterId', 'varchar', 64),
        { ...column('pv', 'text'), isNullable: true },
        column('startDay', 'varchar', 10),
        { ...column('participantId', 'varchar', 64), isNullable: true },
        column('submittedAtMs', 'bigint'),
      ],
      indices: [{ columnNames: ['accountId'] }, { columnNames: ['supplyPointId'] }, { columnNames: ['participantId'] }],
    }),
    new Table({
      name: 'application_event',
      columns: [
        key('applicationId', 'varchar', 36),
        key('sequence', 'integer'),
        column('state', 'varchar', 16),
        column('byAccountId', 'varchar', 36),
        column('reason', 'varchar', 500),
        column('atMs', 'bigint'),
      ],
    }),
    new Table({
      name: 'contract_document',
      columns: [
        key('sha256', 'varchar', 64),
        column('name', 'varchar', 64),
        column('version', 'integer'),
        column('title', 'varchar', 100),
        column('text', 'text'),
        column('publishedAtMs', 'bigint'),
      ],
    }),
    new Table({
      name: 'consent_event',
      columns: [
        key('accountId', 'varchar', 36),
        key('sequence', 'integer'),
        column('subject', 'varchar', 16),
        column('sha256', 'varchar', 64),
        column('given', 'boolean'),
        column('address', 'varchar', 64),
        column('atMs', 'bigint'),
      ],
    }),
    new Table({
      name: 'erasure',
      columns: [
        key('participantId', 'varchar', 64),
        column('accountId', 'varchar', 36),
        column('requestedAtMs', 'bigint'),
        column('dueAtMs', 'bigint'),
        { ...column('doneAtMs', 'bigint'), isNullable: true },
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
