import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  DataSource,
  type EntityManager,
  type EntityTarget,
  type ObjectLiteral,
  type QueryDeepPartialEntity,
} from 'typeorm';

/** Rows in one INSERT: below SQLite's 32,766 and PostgreSQL's 65,535 bound parameters for our widest table. */
const INSERT_CHUNK_ROWS = 1500;

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

/** Inserts many rows in few statements, without reading anything back. */
export async function insertRows<E extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<E>,
  rows: readonly QueryDeepPartialEntity<E>[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += INSERT_CHUNK_ROWS) {
    await manager
      .createQueryBuilder()
      .insert()
      .into(entity)
      .values(rows.slice(start, start + INSERT_CHUNK_ROWS))
      .updateEntity(false)
      .execute();
  }
}
