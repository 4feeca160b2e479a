import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

const ACCOUNT = new TableColumn({ name: 'accountId', type: 'varchar', length: '36' });
const ADDED = [
  new TableColumn({ name: 'endedByAccountId', type: 'varchar', length: '36', isNullable: true }),
  new TableColumn({ name: 'reason', type: 'varchar', length: '100', isNullable: true }),
];

/** Staff end a contract: who and why, also of a household without account. */
export class EndedContracts1764600005510 implements MigrationInterface {
  name = 'EndedContracts1764600005510';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns('erasure', ADDED);
    await setNullable(runner, true);
  }

  /** For a database in which every household that left had an account. */
  async down(runner: QueryRunner): Promise<void> {
    await setNullable(runner, false);
    await runner.dropColumns(
      'erasure',
      ADDED.map(({ name }) => name),
    );
  }
}

async function setNullable(runner: QueryRunner, isNullable: boolean): Promise<void> {
  if (runner.dataSource.options.type === 'postgres') {
    await runner.query(`ALTER TABLE erasure ALTER COLUMN "accountId" ${isNullable ? 'DROP' : 'SET'} NOT NULL`);
    return;
  }
  const [from, to] = [ACCOUNT.clone(), ACCOUNT.clone()];
  from.isNullable = !isNullable;
  to.isNullable = isNullable;
  await runner.changeColumn('erasure', from, to);
}
