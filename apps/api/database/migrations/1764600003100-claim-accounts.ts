import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Claim accounts as they were derived; filled by the next settlement. */
export class ClaimAccounts1764600003100 implements MigrationInterface {
  name = 'ClaimAccounts1764600003100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'claim_account',
        columns: [
          { name: 'participantId', type: 'varchar', length: '64', isPrimary: true },
          { name: 'account', type: 'varchar', length: '160' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('claim_account');
  }
}
