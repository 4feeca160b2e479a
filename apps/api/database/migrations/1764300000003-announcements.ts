import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Notices to everybody. */
export class Announcements1764300000003 implements MigrationInterface {
  name = 'Announcements1764300000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'announcement',
        columns: [
          { name: 'announcementId', type: 'varchar', length: '36', isPrimary: true },
          { name: 'atMs', type: 'bigint' },
          { name: 'title', type: 'varchar', length: '100' },
          { name: 'text', type: 'varchar', length: '2000' },
          { name: 'withdrawnAtMs', type: 'bigint', isNullable: true },
        ],
        indices: [{ columnNames: ['atMs'] }],
      }),
      false,
      true,
      true,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('announcement');
  }
}
