import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

const FACTS: readonly TableColumnOptions[] = [
  { name: 'supplyPointId', type: 'varchar', length: '22', isNullable: true },
  { name: 'receivingPointId', type: 'varchar', length: '22', isNullable: true },
  { name: 'contractW', type: 'integer', isNullable: true },
  { name: 'plantW', type: 'integer', isNullable: true },
  { name: 'solarOnly', type: 'boolean' },
];
const KEYS: readonly TableColumnOptions[] = [
  { name: 'meterId', type: 'varchar', length: '64', isPrimary: true },
  { name: 'fromDay', type: 'varchar', length: '10', isPrimary: true },
];
const VERSION: readonly TableColumnOptions[] = [
  { name: 'version', type: 'integer', isPrimary: true },
  { name: 'statedAtMs', type: 'bigint', isNullable: true },
  { name: 'accountId', type: 'varchar', length: '64', isNullable: true },
];
const KEPT = [...KEYS, ...FACTS].map(({ name }) => `"${name}"`).join(', ');

/** A meter's facts of a day can be corrected: versions, with who stated them and when. */
export class FactsVersions1764600005500 implements MigrationInterface {
  name = 'FactsVersions1764600005500';

  async up(runner: QueryRunner): Promise<void> {
    await remake(runner, [...KEYS, ...VERSION, ...FACTS], `(${KEPT}, "version") SELECT ${KEPT}, 1`, '');
  }

  /** Only what holds is kept. */
  async down(runner: QueryRunner): Promise<void> {
    const newest = `WHERE "version" = (SELECT MAX(v."version") FROM meter_facts_before v
      WHERE v."meterId" = b."meterId" AND v."fromDay" = b."fromDay")`;
    await remake(runner, [...KEYS, ...FACTS], `(${KEPT}) SELECT ${KEPT}`, newest);
  }
}

/** A primary key cannot be changed in place in both databases. */
async function remake(
  runner: QueryRunner,
  columns: readonly TableColumnOptions[],
  insert: string,
  where: string,
): Promise<void> {
  await runner.renameTable('meter_facts', 'meter_facts_before');
  await runner.createTable(new Table({ name: 'meter_facts', columns: [...columns] }));
  await runner.query(`INSERT INTO meter_facts ${insert} FROM meter_facts_before b ${where}`);
  await runner.dropTable('meter_facts_before');
}
