import { type MigrationInterface, type QueryRunner, Table, TableColumn } from 'typeorm';

const SIGNATURE = { name: 'meteringSignature', type: 'varchar', length: '132', isNullable: true };
const MINED_HASH = { name: 'minedHash', type: 'varchar', length: '66', isNullable: true };

/** Replacements of a transaction, which of them was mined, and the metering agent's signature, made once. */
export class SenderReplacements1764100000000 implements MigrationInterface {
  name = 'SenderReplacements1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn('outbox_record', new TableColumn(SIGNATURE));
    await runner.addColumn('outbox_transaction', new TableColumn(MINED_HASH));
    await runner.createTable(
      new Table({
        name: 'outbox_replacement',
        columns: [
          { name: 'hash', type: 'varchar', length: '66', isPrimary: true },
          { name: 'transactionHash', type: 'varchar', length: '66' },
          { name: 'position', type: 'integer' },
          { name: 'raw', type: 'text' },
        ],
        indices: [{ columnNames: ['transactionHash', 'position'], isUnique: true }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('outbox_replacement');
    await runner.dropColumn('outbox_transaction', MINED_HASH.name);
    await runner.dropColumn('outbox_record', SIGNATURE.name);
  }
}
