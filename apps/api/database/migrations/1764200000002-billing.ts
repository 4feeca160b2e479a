import { type MigrationInterface, type QueryRunner, Table, TableColumn, type TableColumnOptions } from 'typeorm';

/** Billing accounts, closed months, statements, payments and the files that were made. */
export class Billing1764200000002 implements MigrationInterface {
  name = 'Billing1764200000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables()) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of tables().reverse()) await runner.dropTable(name);
  }
}

function tables(): Table[] {
  return [
    new Table({
      name: 'billing_account',
      columns: [
        column('participantId', 'varchar', { length: '64', isPrimary: true }),
        column('terms', 'text'),
        column('changedAtMs', 'bigint'),
      ],
    }),
    new Table({
      name: 'month_close',
      columns: [
        column('areaId', 'integer', { isPrimary: true }),
        column('month', 'varchar', { length: '7', isPrimary: true }),
        column('run', 'integer', { isPrimary: true }),
        column('state', 'varchar', { length: '8' }),
        column('issuedDay', 'varchar', { length: '10' }),
        column('reason', 'varchar', { length: '200', isNullable: true }),
        column('versions', 'text'),
        column('ledger', 'text'),
        column('startedAtMs', 'bigint'),
        column('finishedAtMs', 'bigint', { isNullable: true }),
        column('report', 'text', { isNullable: true }),
      ],
    }),
    new Table({
      name: 'statement',
      columns: [
        column('areaId', 'integer', { isPrimary: true }),
        column('month', 'varchar', { length: '7', isPrimary: true }),
        column('kind', 'varchar', { length: '8', isPrimary: true }),
        column('sequence', 'integer', { isPrimary: true }),
        column('version', 'integer', { isPrimary: true }),
        column('number', 'varchar', { length: '20' }),
        column('participantId', 'varchar', { length: '64' }),
        column('run', 'integer'),
        column('content', 'text'),
        column('adjustment', 'text', { isNullable: true }),
        column('terms', 'text'),
        column('facts', 'text'),
        ...['amountYen', 'payableYen', 'carriedOutYen'].map((name) => column(name, 'bigint')),
        column('carriedInto', 'varchar', { length: '20', isNullable: true }),
        column('pdfSha256', 'varchar', { length: '64', isNullable: true }),
      ],
      indices: [
        { name: 'IDX_statement_participant_month', columnNames: ['participantId', 'month'] },
        { name: 'IDX_statement_number_version', columnNames: ['number', 'version'], isUnique: true },
      ],
    }),
    new Table({
      name: 'payment_order',
      columns: [
        column('number', 'varchar', { length: '20', isPrimary: true }),
        ...['version', 'attempt'].map((name) => column(name, 'integer', { isPrimary: true })),
        column('areaId', 'integer'),
        column('month', 'varchar', { length: '7' }),
        column('run', 'integer'),
        column('participantId', 'varchar', { length: '64' }),
        column('way', 'varchar', { length: '8' }),
        column('amountYen', 'bigint'),
        column('dueDay', 'varchar', { length: '10' }),
        column('account', 'text', { isNullable: true }),
        column('state', 'varchar', { length: '8' }),
        column('result', 'varchar', { length: '1', isNullable: true }),
        column('nextStep', 'varchar', { length: '20', isNullable: true }),
      ],
      indices: [{ name: 'IDX_payment_order_state', columnNames: ['state'] }],
    }),
    new Table({
      name: 'export_file',
      columns: [
        ...['areaId', 'position'].map((name) => column(name, 'integer', { isPrimary: true })),
        column('month', 'varchar', { length: '7' }),
        column('file', 'varchar', { length: '100', isUnique: true }),
        column('entry', 'text'),
      ],
    }),
  ];
}

function column(name: string, type: string, options: Partial<TableColumnOptions> = {}): TableColumn {
  return new TableColumn({ name, type, ...options });
}
