import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

/** What residents want of the energy's origin, and what trades cost more for it. Who is there already wanted nothing. */
export class OriginWishes1764600005600 implements MigrationInterface {
  name = 'OriginWishes1764600005600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns('participant', [
      new TableColumn({ name: 'wantedOrigin', type: 'varchar', length: '16', default: "'any'" }),
      new TableColumn({ name: 'originKind', type: 'varchar', length: '8', default: "'soft'" }),
      new TableColumn({ name: 'originPremiumSen', type: 'integer', default: 0 }),
    ]);
    await runner.addColumn('trade', new TableColumn({ name: 'premiumSen', type: 'integer', isNullable: true }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('trade', 'premiumSen');
    await runner.dropColumns('participant', ['wantedOrigin', 'originKind', 'originPremiumSen']);
  }
}
