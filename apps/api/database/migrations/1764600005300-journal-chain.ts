import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

/** The chain's hash beside each command, by which a stored journal is checked. Rows of before have none. */
export class JournalChain1764600005300 implements MigrationInterface {
  name = 'JournalChain1764600005300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn(
      'journal_entry',
      new TableColumn({ name: 'chainHash', type: 'varchar', length: '66', isNullable: true }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('journal_entry', 'chainHash');
  }
}
