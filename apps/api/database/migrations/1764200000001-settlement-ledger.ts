import { type MigrationInterface, type QueryRunner, Table, TableColumn, type TableColumnOptions } from 'typeorm';

/** What a settlement rests on beside its readings; deviations belong to a party and no longer to a trade. */
export class SettlementLedger1764200000001 implements MigrationInterface {
  name = 'SettlementLedger1764200000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns('settlement', settlementColumns());
    await runner.query('UPDATE settlement SET "checkedCut" = "readingCut"');
    await runner.dropColumns('allocation', deviationColumns());
    for (const table of tables()) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of tables().reverse()) await runner.dropTable(name);
    await runner.addColumns('allocation', deviationColumns());
    await runner.dropColumns('settlement', settlementColumns());
  }
}

function settlementColumns(): TableColumn[] {
  return [
    column('pooledWh', 'bigint', { default: 0 }),
    column('ruleVersion', 'varchar', { length: '40', default: "''" }),
    column('rules', 'text', { default: "''" }),
    column('checkedCut', 'bigint', { default: 0 }),
    column('checkedPrice', 'integer', { default: 0 }),
  ];
}

function deviationColumns(): TableColumn[] {
  return [column('shortfallWh', 'integer', { default: 0 }), column('overPurchaseWh', 'integer', { default: 0 })];
}

function tables(): Table[] {
  return [
    new Table({
      name: 'imbalance_price',
      columns: [
        ...['areaId', 'slot', 'version'].map((name) => column(name, 'integer', { isPrimary: true })),
        column('shortagePriceSen', 'integer'),
        column('surplusPriceSen', 'integer'),
        column('taxIncluded', 'boolean'),
        column('source', 'varchar', { length: '200' }),
        column('receivedAtMs', 'bigint'),
      ],
    }),
    new Table({
      name: 'slot_grant',
      columns: [
        ...['areaId', 'slot'].map((name) => column(name, 'integer', { isPrimary: true })),
        column('grantId', 'varchar', { length: '64', isPrimary: true }),
        column('terms', 'text'),
        column('grantedAtMs', 'bigint'),
      ],
    }),
  ];
}

function column(name: string, type: string, options: Partial<TableColumnOptions> = {}): TableColumn {
  return new TableColumn({ name, type, ...options });
}
