import { type MigrationInterface, type QueryRunner, Table, TableColumn } from 'typeorm';

/** Columns of secrets, and what they are long: clear before, sealed after (`secrets.ts`). */
const SECRETS = [
  { table: 'participant', name: 'householdKey', isNullable: false },
  { table: 'account', name: 'totpSecret', isNullable: true },
];

/** Room for sealed secrets and the check of their key; accounts that are locked. The sealing itself needs the key: `secrets.ts`. */
export class GuardedAccounts1764500000001 implements MigrationInterface {
  name = 'GuardedAccounts1764500000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const secret of SECRETS) await resize(runner, secret, '64', '160');
    await runner.createTable(
      new Table({
        name: 'secrets_key',
        columns: [
          { name: 'id', type: 'integer', isPrimary: true },
          { name: 'keyHash', type: 'varchar', length: '64' },
        ],
      }),
    );
    await runner.addColumns('account', [
      new TableColumn({ name: 'lockedAtMs', type: 'bigint', isNullable: true }),
      new TableColumn({ name: 'lockReason', type: 'varchar', length: '100', isNullable: true }),
    ]);
  }

  /** For a database without secrets only: sealed ones do not fit. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('account', ['lockedAtMs', 'lockReason']);
    await runner.dropTable('secrets_key');
    for (const secret of SECRETS) await resize(runner, secret, '160', '64');
  }
}

/** PostgreSQL changes the column in place: TypeORM would drop it, with what stands in it. */
async function resize(
  runner: QueryRunner,
  { table, name, isNullable }: (typeof SECRETS)[number],
  from: string,
  to: string,
): Promise<void> {
  if (runner.dataSource.options.type === 'postgres') {
    await runner.query(`ALTER TABLE "${table}" ALTER COLUMN "${name}" TYPE varchar(${to})`);
    return;
  }
  const column = (length: string) => new TableColumn({ name, type: 'varchar', length, isNullable });
  await runner.changeColumn(table, column(from), column(to));
}
