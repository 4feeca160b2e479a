import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

/** What an account calls each of its supply points. */
export class PointNames1764300000005 implements MigrationInterface {
  name = 'PointNames1764300000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn(
      'account_participant',
      new TableColumn({ name: 'name', type: 'varchar', length: '20', isNullable: true }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('account_participant', 'name');
  }
}
