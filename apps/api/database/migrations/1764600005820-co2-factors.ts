import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dropAppendOnly, makeAppendOnly } from './append-only.js';

/** Emission factors of grid electricity that are entered as they are published, append-only. */
export class Co2Factors1764600005820 implements MigrationInterface {
  name = 'Co2Factors1764600005820';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'co2_factor',
        columns: [
          ...['areaId', 'entry'].map((name) => ({ name, type: 'integer', isPrimary: true })),
          { name: 'fromDay', type: 'varchar', length: '10' },
          { name: 'gramsPerKwh', type: 'integer' },
          { name: 'source', type: 'varchar', length: '100' },
          { name: 'enteredBy', type: 'varchar', length: '36' },
          { name: 'enteredAtMs', type: 'bigint' },
        ],
      }),
    );
    await makeAppendOnly(runner, 'co2_factor');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('co2_factor');
    await dropAppendOnly(runner, 'co2_factor');
  }
}
