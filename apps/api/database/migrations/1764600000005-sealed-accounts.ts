import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

/** Room for sealed tokens of letters, and how far a database is sealed. The sealing itself needs the key: `secrets-key.ts`. */
export class SealedAccounts1764600000005 implements MigrationInterface {
  name = 'SealedAccounts1764600000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn('secrets_key', new TableColumn({ name: 'sealedSince', type: 'integer', default: 1 }));
    await resizeToken(runner, '64', '160');
  }

  /** For a database without letters only: sealed tokens do not fit. */
  async down(runner: QueryRunner): Promise<void> {
    await resizeToken(runner, '160', '64');
    await runner.dropColumn('secrets_key', 'sealedSince');
  }
}

/** PostgreSQL changes the column in place: TypeORM would drop it, with what stands in it. */
async function resizeToken(runner: QueryRunner, from: string, to: string): Promise<void> {
  if (runner.dataSource.options.type === 'postgres') {
    await runner.query(`ALTER TABLE notice ALTER COLUMN token TYPE varchar(${to})`);
    return;
  }
  const column = (length: string) => new TableColumn({ name: 'token', type: 'varchar', length });
  await runner.changeColumn('notice', column(from), column(to));
}
