import { type MigrationInterface, type QueryRunner, Table, TableColumn, type TableColumnOptions } from 'typeorm';

/** Day-ahead prices and fuel adjustments, and what a closed month was priced with. */
export class BillingPrices1764400000000 implements MigrationInterface {
  name = 'BillingPrices1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'spot_price',
        columns: [
          ...['areaId', 'slot', 'version'].map((name) => column(name, 'integer', { isPrimary: true })),
          column('areaPricesSen', 'varchar', { length: '100' }),
          column('source', 'varchar', { length: '200' }),
          column('receivedAtMs', 'bigint'),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'fuel_adjustment',
        columns: [
          column('areaId', 'integer', { isPrimary: true }),
          column('month', 'varchar', { length: '7', isPrimary: true }),
          column('tariffId', 'varchar', { length: '64', isPrimary: true }),
          column('version', 'integer', { isPrimary: true }),
          column('sen', 'integer'),
          column('source', 'varchar', { length: '200' }),
          column('enteredAtMs', 'bigint'),
        ],
      }),
    );
    await runner.addColumn('month_close', column('prices', 'text', { isNullable: true }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('month_close', 'prices');
    for (const name of ['fuel_adjustment', 'spot_price']) await runner.dropTable(name);
  }
}

function column(name: string, type: string, options: Partial<TableColumnOptions> = {}): TableColumn {
  return new TableColumn({ name, type, ...options });
}
