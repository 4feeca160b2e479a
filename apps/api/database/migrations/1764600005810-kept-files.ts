import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Files that nothing else in the database makes again, as they were given out. */
export class KeptFiles1764600005810 implements MigrationInterface {
  name = 'KeptFiles1764600005810';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'kept_file',
        columns: [
          { name: 'areaId', type: 'integer', isPrimary: true },
          { name: 'file', type: 'varchar', length: '100', isPrimary: true },
          { name: 'content', type: 'text' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('kept_file');
  }
}
