import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  DataSource,
  type EntityManager,
  type EntityTarget,
  type ObjectLiteral,
  type QueryDeepPartialEntity,
} from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { safeInteger } from './safe-integer.js';

/**
 * Most rows in one INSERT: below SQLite's 32,766 and PostgreSQL's 65,535 bound parameters for our widest table. Each INSERT
 * has a power of two of them, so that few statements, which the driver keeps prepared, serve every number of rows.
 */
const INSERT_CHUNK_ROWS = 512;

/**
 * The one door to the database.
 *
 * SQLite has one connection, and TypeORM awaits between statements: without a queue, two callers would share one
 * transaction and a reader could see what is later rolled back. So on SQLite all work goes through one queue; on
 * PostgreSQL each call takes a connection of its own.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  #tail: Promise<unknown> = Promise.resolve();
  readonly #oneConnection: boolean;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {
    this.#oneConnection = dataSource.options.type === 'better-sqlite3';
  }

  /** Runs `work` in one transaction: all of it is stored, or nothing. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.#run(() => this.dataSource.transaction(work));
  }

  /** Runs a read outside any transaction. */
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.#run(() => work(this.dataSource.manager));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#tail;
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  #run<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#oneConnection) return work();
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

/**
 * Inserts many rows in few statements, without reading anything back. The statements are written here and not by TypeORM's
 * query builder, which takes longer over a row than SQLite does to store it (`npm run bench -- journal`).
 *
 * @param rows with a value, null included, for every column that has no default
 */
export async function insertRows<E extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  rows: readonly QueryDeepPartialEntity<E>[],
): Promise<void> {
  const { driver } = manager.dataSource;
  const { columns, tablePath } = manager.dataSource.getMetadata(entity);
  // Asked once a column and not once a value: most values go to the driver as they are.
  const written = columns.map((column) => ({
    name: column.propertyName,
    prepare: isPlain(column) ? undefined : (value: unknown) => driver.preparePersistentValue(value, column),
  }));
  const names = columns.map(({ databaseName }) => driver.escape(databaseName)).join();
  const into = `INSERT INTO ${driver.escape(tablePath)} (${names}) VALUES `;
  for (let start = 0; start < rows.length; ) {
    const count = Math.min(INSERT_CHUNK_ROWS, 2 ** Math.floor(Math.log2(rows.length - start)));
    const parameters: unknown[] = [];
    for (let at = start; at < start + count; at++) {
      const row: Record<string, unknown> = rows[at]!;
      for (const { name, prepare } of written) parameters.push(prepare === undefined ? row[name] : prepare(row[name]));
    }
    await manager.query(into + tuplesOf(count, columns.length, driver.options.type === 'postgres'), parameters);
    start += count;
  }
}

/** True for columns whose values every driver takes as they are. */
function isPlain({ type, transformer }: ColumnMetadata): boolean {
  return PLAIN_TYPES.has(type) && (transformer === undefined || transformer === safeInteger);
}

const PLAIN_TYPES: ReadonlySet<unknown> = new Set(['integer', 'bigint', 'varchar', 'text']);

/** Tuples that were written before: as many as there are tables and powers of two. */
const knownTuples = new Map<string, string>();

/** `(?,?),(?,?)`, or `($1,$2),($3,$4)`. */
function tuplesOf(rows: number, columns: number, numbered: boolean): string {
  const key = `${rows} ${columns} ${numbered}`;
  let tuples = knownTuples.get(key);
  if (tuples === undefined) {
    const place = (row: number, column: number) => (numbered ? `$${row * columns + column + 1}` : '?');
    const tuple = (row: number) => `(${Array.from({ length: columns }, (_, column) => place(row, column)).join()})`;
    tuples = Array.from({ length: rows }, (_, row) => tuple(row)).join();
    knownTuples.set(key, tuples);
  }
  return tuples;
}
