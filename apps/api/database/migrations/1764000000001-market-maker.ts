import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

/** Participants may be market makers: the energy that they quote on both sides. */
export class MarketMaker1764000000001 implements MigrationInterface {
  name = 'MarketMaker1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn('participant', new TableColumn({ name: 'quoteWh', type: 'integer', isNullable: true }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('participant', 'quoteWh');
  }
}
