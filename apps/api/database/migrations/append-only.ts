import type { QueryRunner } from 'typeorm';

/** Lets the database itself refuse to change or delete rows of a table. An administrator can still drop the trigger. */
export async function makeAppendOnly(runner: QueryRunner, table: string): Promise<void> {
  for (const statement of isPostgres(runner) ? postgresGuard(table) : sqliteGuard(table)) await runner.query(statement);
}

/** What is left of {@link makeAppendOnly} when the table is dropped. */
export async function dropAppendOnly(runner: QueryRunner, table: string): Promise<void> {
  if (isPostgres(runner)) await runner.query(`DROP FUNCTION ${table}_refuse()`);
}

function sqliteGuard(table: string): string[] {
  return ['UPDATE', 'DELETE'].map(
    (verb) =>
      `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
       BEGIN SELECT RAISE(ABORT, '${table} is append-only.'); END`,
  );
}

function postgresGuard(table: string): string[] {
  return [
    `CREATE FUNCTION ${table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN RAISE EXCEPTION '${table} is append-only.'; END $$`,
    `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
     FOR EACH STATEMENT EXECUTE FUNCTION ${table}_refuse()`,
  ];
}

function isPostgres(runner: QueryRunner): boolean {
  return runner.dataSource.options.type === 'postgres';
}
