import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';
import { dropAppendOnly, makeAppendOnly } from './append-only.js';

const KEYS: readonly TableColumnOptions[] = [
  { name: 'meterId', type: 'varchar', length: '64', isPrimary: true },
  { name: 'atMs', type: 'bigint', isPrimary: true },
];
const VERSION: readonly TableColumnOptions[] = [
  { name: 'version', type: 'integer', isPrimary: true },
  { name: 'statedAtMs', type: 'bigint', isNullable: true },
  { name: 'accountId', type: 'varchar', length: '64', isNullable: true },
  { name: 'isWithdrawn', type: 'boolean' },
];
const COUNTS: readonly TableColumnOptions[] = [
  ...['oldForwardCount', 'oldReverseCount', 'newForwardCount', 'newReverseCount', 'coefficient', 'digits'].map(
    (name) => ({ name, type: 'integer' }),
  ),
  { name: 'unitMilliWh', type: 'bigint' },
];
const KEPT = [...KEYS, ...COUNTS].map(({ name }) => `"${name}"`).join(', ');

/** A meter exchange can be corrected: versions, with who stated them and when. */
export class ExchangeVersions1764600005851 implements MigrationInterface {
  name = 'ExchangeVersions1764600005851';

  async up(runner: QueryRunner): Promise<void> {
    const columns = [...KEYS, ...VERSION, ...COUNTS];
    await remake(runner, columns, `(${KEPT}, "version", "isWithdrawn") SELECT ${KEPT}, 1, FALSE`, '');
    await makeAppendOnly(runner, 'meter_exchange');
  }

  /** Only what holds is kept. */
  async down(runner: QueryRunner): Promise<void> {
    const newest = `WHERE NOT "isWithdrawn" AND "version" = (SELECT MAX(v."version") FROM meter_exchange_before v
      WHERE v."meterId" = b."meterId" AND v."atMs" = b."atMs")`;
    await remake(runner, [...KEYS, ...COUNTS], `(${KEPT}) SELECT ${KEPT}`, newest);
    await dropAppendOnly(runner, 'meter_exchange');
  }
}

/** A primary key cannot be changed in place in both databases. */
async function remake(
  runner: QueryRunner,
  columns: readonly TableColumnOptions[],
  insert: string,
  where: string,
): Promise<void> {
  await runner.renameTable('meter_exchange', 'meter_exchange_before');
  await runner.createTable(new Table({ name: 'meter_exchange', columns: [...columns] }));
  await runner.query(`INSERT INTO meter_exchange ${insert} FROM meter_exchange_before b ${where}`);
  await runner.dropTable('meter_exchange_before');
}
