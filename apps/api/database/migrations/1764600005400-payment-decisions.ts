import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dropAppendOnly, makeAppendOnly } from './append-only.js';

/** What staff decided about collections that failed, append-only. */
export class PaymentDecisions1764600005400 implements MigrationInterface {
  name = 'PaymentDecisions1764600005400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'payment_decision',
        columns: [
          { name: 'entry', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
          { name: 'areaId', type: 'integer' },
          { name: 'number', type: 'varchar', length: '20' },
          { name: 'version', type: 'integer' },
          { name: 'attempt', type: 'integer' },
          { name: 'decision', type: 'varchar', length: '20' },
          { name: 'reason', type: 'varchar', length: '200' },
          { name: 'decidedBy', type: 'varchar', length: '36' },
          { name: 'decidedAtMs', type: 'bigint' },
        ],
        indices: [{ name: 'IDX_payment_decision_payment', columnNames: ['number', 'version', 'attempt'] }],
      }),
    );
    await makeAppendOnly(runner, 'payment_decision');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('payment_decision');
    await dropAppendOnly(runner, 'payment_decision');
  }
}
