import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dropAppendOnly, makeAppendOnly } from './append-only.js';

/** Rule sets that operators enter, append-only. */
export class RuleSets1764500000000 implements MigrationInterface {
  name = 'RuleSets1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'rule_set',
        columns: [
          { name: 'areaId', type: 'integer', isPrimary: true },
          { name: 'entry', type: 'integer', isPrimary: true },
          { name: 'fromDay', type: 'varchar', length: '10' },
          { name: 'source', type: 'varchar', length: '100' },
          { name: 'rules', type: 'text' },
          { name: 'enteredBy', type: 'varchar', length: '36' },
          { name: 'enteredAtMs', type: 'bigint' },
        ],
      }),
    );
    await makeAppendOnly(runner, 'rule_set');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('rule_set');
    await dropAppendOnly(runner, 'rule_set');
  }
}
