import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

/** A fresh, empty database for one suite. */
export interface TestDatabase {
  readonly url: string;
  remove(): Promise<void>;
}

type Make = () => Promise<TestDatabase>;

/**
 * Declares the same tests for SQLite and, if `TEST_DATABASE_URL` names a PostgreSQL server, for PostgreSQL.
 * Without it the second suite shows as pending, with the reason.
 */
export function onBothDatabases(title: string, tests: (make: Make) => void): void {
  describe(`${title} (SQLite)`, () => tests(makeSqlite));
  onPostgres(title, tests);
}

/** Declares tests for PostgreSQL alone: of what only several connections can do. */
export function onPostgres(title: string, tests: (make: Make) => void): void {
  const server = process.env.TEST_DATABASE_URL;
  if (server === undefined) {
    describe(`${title} (PostgreSQL)`, () => {
      it('skipped: set TEST_DATABASE_URL=postgres://user@host/database to run it');
    });
  } else {
    describe(`${title} (PostgreSQL)`, () => tests(() => makePostgres(server)));
  }
}

/** An SQLite file in a folder of its own. */
export async function makeSqlite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'ichien-'));
  return { url: join(folder, 'test.sqlite'), remove: async () => rmSync(folder, { recursive: true }) };
}

let count = 0;

async function makePostgres(server: string): Promise<TestDatabase> {
  const name = `ichien_test_${process.pid}_${++count}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => administer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function administer(server: string, sql: string): Promise<void> {
  const client = new Client(server);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
