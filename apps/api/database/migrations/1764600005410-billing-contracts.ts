import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dropAppendOnly, makeAppendOnly } from './append-only.js';

/** Contracts by month, append-only. What stands in sealed billing accounts is moved by `BillingAccountsService`, which can open them. */
export class BillingContracts1764600005410 implements MigrationInterface {
  name = 'BillingContracts1764600005410';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'billing_contract',
        columns: [
          { name: 'entry', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
          { name: 'participantId', type: 'varchar', length: '64' },
          { name: 'fromMonth', type: 'varchar', length: '7' },
          { name: 'contract', type: 'text' },
          { name: 'enteredAtMs', type: 'bigint' },
        ],
        indices: [{ name: 'IDX_billing_contract_participant', columnNames: ['participantId'] }],
      }),
    );
    await makeAppendOnly(runner, 'billing_contract');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('billing_contract');
    await dropAppendOnly(runner, 'billing_contract');
  }
}
