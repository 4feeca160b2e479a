import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dropAppendOnly, makeAppendOnly } from './append-only.js';

/** Rates of settlement and terms of retail menus that are entered for months to come, append-only. */
export class Rates1764600000001 implements MigrationInterface {
  name = 'Rates1764600000001';

  async up(runner: QueryRunner): Promise<void> {
    const key = ['areaId', 'entry'].map((name) => ({ name, type: 'integer', isPrimary: true }));
    const entered = [
      { name: 'fromMonth', type: 'varchar', length: '7' },
      { name: 'source', type: 'varchar', length: '100' },
      { name: 'enteredBy', type: 'varchar', length: '36' },
      { name: 'enteredAtMs', type: 'bigint' },
    ];
    await runner.createTable(
      new Table({
        name: 'rate_entry',
        columns: [
          ...key,
          { name: 'name', type: 'varchar', length: '20' },
          { name: 'priceSen', type: 'integer' },
          ...entered,
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'tariff_terms',
        columns: [
          ...key,
          { name: 'tariffId', type: 'varchar', length: '64' },
          { name: 'terms', type: 'text' },
          ...entered,
        ],
      }),
    );
    await makeAppendOnly(runner, 'rate_entry');
    await makeAppendOnly(runner, 'tariff_terms');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['rate_entry', 'tariff_terms']) {
      await runner.dropTable(table);
      await dropAppendOnly(runner, table);
    }
  }
}
