import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

/** Money that came in beside what was asked for. */
export class HeldReceipts1764600005850 implements MigrationInterface {
  name = 'HeldReceipts1764600005850';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'held_receipt',
        columns: [
          { name: 'number', type: 'varchar', length: '20', isPrimary: true },
          { name: 'version', type: 'integer', isPrimary: true },
          { name: 'attempt', type: 'integer', isPrimary: true },
          { name: 'receivedDay', type: 'varchar', length: '10', isPrimary: true },
          { name: 'sequence', type: 'integer' },
          { name: 'areaId', type: 'integer' },
          { name: 'participantId', type: 'varchar', length: '64' },
          { name: 'amountYen', type: 'bigint' },
          { name: 'note', type: 'varchar', length: '200', isNullable: true },
          { name: 'state', type: 'varchar', length: '8' },
          { name: 'heldAtMs', type: 'bigint' },
        ],
      }),
    );
    await runner.createIndex(
      'held_receipt',
      new TableIndex({ name: 'IDX_held_receipt_state', columnNames: ['state'] }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('held_receipt');
  }
}
