import type { SQLInputValue } from 'node:sqlite';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import {
  DataSource,
  type Driver,
  type EntityManager,
  type EntityTarget,
  type ObjectLiteral,
  type QueryDeepPartialEntity,
} from 'typeorm';
import { DerivedRows } from './derived-rows.js';
import { InsertThread, type PlainValue, type StatementRows } from './insert-thread.js';
import type { NodeSqliteDatabase } from './node-sqlite.driver.js';
import { safeInteger } from './safe-integer.js';

/**
 * Most rows in one INSERT to PostgreSQL: below its 65,535 bound parameters for our widest table. Each INSERT has a power of two
 * of them, so that few statements serve every number of rows.
 */
const POSTGRES_CHUNK_ROWS = 512;

/** Rows in one INSERT to SQLite where there are many; more of them gain nothing. */
const SQLITE_CHUNK_ROWS = 32;
/** Fewer rows than this go one by one: a statement of many takes longer to prepare than it saves on them. */
const MANY_ROWS = 512;
/** Derived rows that wait: while there are more, some go along with each insert. */
const MANY_DERIVED_ROWS = 6000;
/** So many at a time: they are written between two batches, which shall not wait for them. */
const ROWS_ALONG = 200;
/** More wait only where they cannot be written; then nothing else is. */
const MOST_DERIVED_ROWS = 12_000;

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
  /** None for PostgreSQL, and for a database in memory, which only its own connection sees. */
  readonly #insertThread: InsertThread | undefined;
  readonly #logger = new Logger(Database.name);
  /** Rows that follow from what is stored and are not written yet. */
  readonly #derived = new DerivedRows();
  /** Some of them are being written; never throws. */
  #along: Promise<void> | undefined;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {
    const { type, database } = dataSource.options;
    this.#oneConnection = type === 'better-sqlite3';
    if (this.#oneConnection && database !== ':memory:') this.#insertThread = new InsertThread(database as string);
  }

  /** Runs `work` in one transaction: all of it is stored, or nothing. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.#run(() => this.dataSource.transaction(work));
  }

  /** Runs `work` in one transaction that sees one state of the database throughout. SQLite's always do. */
  snapshot<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.transaction(async (manager) => {
      if (!this.#oneConnection) await manager.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      return work(manager);
    });
  }

  /**
   * Keeps other transactions that lock one of these tables out until this one ends; readers are not kept out. To be called before
   * anything is read: what a transaction reads before it waits may be outdated when it goes on. On SQLite they are one after the
   * other anyway.
   */
  async lock(manager: EntityManager, ...entities: EntityTarget<ObjectLiteral>[]): Promise<void> {
    if (this.#oneConnection) return;
    const tables = entities.map((entity) => manager.dataSource.getMetadata(entity).tablePath);
    // Sorted, so that no two of them wait for each other. Not an advisory lock: a snapshot would be taken before that is granted.
    const names = tables.sort().map((table) => manager.dataSource.driver.escape(table));
    await manager.query(`LOCK TABLE ${names.join()} IN SHARE ROW EXCLUSIVE MODE`);
  }

  /**
   * Inserts rows of any tables in one transaction of nothing else. The event loop is free while an SQLite file is written: that
   * is done by a thread of its own, in its turn in the queue like any other work. For tables of texts and numbers.
   *
   * @param derived rows that follow from those of `tables`, so that a crash may lose them: in an SQLite file they gather, since
   * many are written at a fraction of what each would cost, and are there before anything else is done with the database
   * (docs/decisions/0066-trades-follow-their-journal.md)
   */
  async insert(tables: readonly TableRows[], derived: readonly TableRows[] = []): Promise<void> {
    const thread = this.#insertThread;
    if ([...tables, ...derived].every(({ rows }) => rows.length === 0)) return;
    if (thread === undefined) {
      return this.transaction(async (manager) => {
        for (const { entity, rows } of [...tables, ...derived]) await insertRows(manager, entity, rows);
      });
    }
    const statements = tables.map((table) => statementRowsOf(this.dataSource, table, 'INSERT'));
    // Those that were derived anew meanwhile are there already.
    const following = derived.map((table) => statementRowsOf(this.dataSource, table, 'INSERT OR IGNORE'));
    return this.#inTurn(async () => {
      if (this.#derived.size >= MOST_DERIVED_ROWS) await this.#writeDerived(thread);
      const stored = rowsIn(statements) > 0 ? thread.insert(statements) : undefined;
      if (this.#derived.size >= MANY_DERIVED_ROWS) this.#along ??= this.#writeAlong(thread);
      await stored;
      this.#derived.add(following);
    });
  }

  /** Runs a read outside any transaction. */
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.#run(() => work(this.dataSource.manager));
  }

  /** Writes the derived rows that wait, for who must not go on without them. @throws Error with the reason if it cannot */
  async writeDerived(): Promise<void> {
    const thread = this.#insertThread;
    if (thread !== undefined) await this.#inTurn(() => this.#writeDerived(thread));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.writeDerived().catch((error) => this.#say(error));
    await this.#tail;
    await this.#insertThread?.close();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  #run<T>(work: () => Promise<T>): Promise<T> {
    const thread = this.#insertThread;
    if (!this.#oneConnection) return work();
    return this.#inTurn(async () => {
      if (thread !== undefined) await this.#writeDerived(thread).catch((error) => this.#say(error));
      return work();
    });
  }

  /** A disk that is full takes nothing from what can be read: the rows follow from others, and go on waiting. */
  #say(error: Error): void {
    this.#logger.error(`${this.#derived.size} derived rows could not be written: ${error.message}`);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Writes all derived rows that wait. @throws Error with the reason if it cannot */
  async #writeDerived(thread: InsertThread): Promise<void> {
    await this.#along;
    if (this.#derived.size > 0) await this.#writeTaken(thread, this.#derived.size, true);
  }

  /** Writes some of what waits behind what was sent just now: nobody waits for it, and the next commit syncs it. */
  #writeAlong(thread: InsertThread): Promise<void> {
    return this.#writeTaken(thread, ROWS_ALONG, false)
      .catch((error) => this.#say(error))
      .finally(() => {
        this.#along = undefined;
      });
  }

  async #writeTaken(thread: InsertThread, rows: number, synced: boolean): Promise<void> {
    const taken = this.#derived.take(rows);
    try {
      await thread.insert(taken, synced);
    } catch (error) {
      this.#derived.add(taken);
      throw error;
    }
  }
}

function rowsIn(tables: readonly StatementRows[]): number {
  return tables.reduce((sum, { width, values }) => sum + values.length / width, 0);
}

/** Rows for one table, each with a value, null included, for every column that has no default. */
export interface TableRows<E extends ObjectLiteral = ObjectLiteral> {
  readonly entity: EntityTarget<E>;
  readonly rows: readonly QueryDeepPartialEntity<E>[];
}

/** Inserts many rows: {@link insertRowsOf} themselves. */
export function insertRows<E extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  rows: readonly QueryDeepPartialEntity<E>[],
): Promise<void> {
  return insertRowsOf(manager, entity, rows, (row) => row);
}

/**
 * Inserts a row for each of many items, without reading anything back. The statements are written here and not by TypeORM's query
 * builder, which takes longer over a row than SQLite does to store it (`npm run bench -- journal`).
 *
 * @param rowOf an item's row, made when it is written, so that a ward's are never held at once; with a value, null included, for
 * every column that has no default
 */
export async function insertRowsOf<E extends ObjectLiteral, Item>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  items: readonly Item[],
  rowOf: (item: Item, index: number) => QueryDeepPartialEntity<E>,
): Promise<void> {
  if (items.length === 0) return;
  const { driver } = manager.dataSource;
  const { columns, tablePath } = manager.dataSource.getMetadata(entity);
  const names = columns.map(({ databaseName }) => driver.escape(databaseName)).join();
  const into = `INSERT INTO ${driver.escape(tablePath)} (${names}) VALUES `;
  const readers = columns.map((column) => readerOf(driver, column));
  const parametersOf = (start: number, count: number) => {
    const parameters: unknown[] = [];
    for (let index = start; index < start + count; index++) {
      const row = rowOf(items[index]!, index);
      for (const read of readers) parameters.push(read(row));
    }
    return parameters;
  };
  if (driver.options.type !== 'better-sqlite3') {
    for (let start = 0, count: number; start < items.length; start += count) {
      count = Math.min(POSTGRES_CHUNK_ROWS, 2 ** Math.floor(Math.log2(items.length - start)));
      await manager.query(into + tuplesOf(count, columns.length), parametersOf(start, count));
    }
    return;
  }
  // The connection that the transaction runs on: there is one only.
  const connection = (driver as unknown as { readonly databaseConnection: NodeSqliteDatabase }).databaseConnection;
  const tuple = `(${columns.map(() => '?').join()})`;
  let start = 0;
  for (const count of items.length < MANY_ROWS ? [1] : [SQLITE_CHUNK_ROWS, 1]) {
    const statement = connection.prepare(into + new Array(count).fill(tuple).join());
    for (; start + count <= items.length; start += count) {
      statement.run(...(parametersOf(start, count) as SQLInputValue[]));
    }
  }
}

/** Rows as the thread of the inserts takes them. */
function statementRowsOf(
  dataSource: DataSource,
  { entity, rows }: TableRows,
  insert: 'INSERT' | 'INSERT OR IGNORE',
): StatementRows {
  const { driver } = dataSource;
  const { columns, tablePath } = dataSource.getMetadata(entity);
  const names = columns.map(({ databaseName }) => driver.escape(databaseName)).join();
  const tuple = columns.map(() => '?').join();
  const readers = columns.map((column) => readerOf(driver, column));
  const values = new Array<PlainValue>(rows.length * readers.length);
  let at = 0;
  for (const row of rows) for (const read of readers) values[at++] = read(row) as PlainValue;
  return {
    sql: `${insert} INTO ${driver.escape(tablePath)} (${names}) VALUES (${tuple})`,
    width: columns.length,
    values,
  };
}

type ColumnMetadata = ReturnType<DataSource['getMetadata']>['columns'][number];

/** Types whose values a driver stores as they are, and so does {@link safeInteger}. */
const PLAIN_TYPES: ReadonlySet<unknown> = new Set(['integer', 'varchar', 'text']);

/** Reads a column's value off a row as the database is to have it. */
function readerOf(driver: Driver, column: ColumnMetadata): (row: ObjectLiteral) => unknown {
  const { propertyName, transformer, type } = column;
  return transformer === safeInteger || (transformer === undefined && PLAIN_TYPES.has(type))
    ? (row) => row[propertyName]
    : (row) => driver.preparePersistentValue(row[propertyName], column);
}

/** Tuples that were written before: as many as there are tables and powers of two. */
const knownTuples = new Map<string, string>();

/** `($1,$2),($3,$4)`. */
function tuplesOf(rows: number, columns: number): string {
  const key = `${rows} ${columns}`;
  let tuples = knownTuples.get(key);
  if (tuples === undefined) {
    const tuple = (row: number) =>
      `(${Array.from({ length: columns }, (_, column) => `$${row * columns + column + 1}`).join()})`;
    tuples = Array.from({ length: rows }, (_, row) => tuple(row)).join();
    knownTuples.set(key, tuples);
  }
  return tuples;
}
