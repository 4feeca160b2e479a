import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { WAIT_MS } from './sqlite-settings.js';

interface Options {
  readonly readonly?: boolean;
  readonly timeout?: number;
}

/**
 * The part of `better-sqlite3` that TypeORM calls, over Node's own `node:sqlite`: nothing to compile, nothing to download
 * (docs/decisions/0002-database.md). Passed to TypeORM as `driver`.
 */
export class NodeSqliteDatabase {
  readonly #database: DatabaseSync;

  constructor(path: string, options: Options = {}) {
    this.#database = new DatabaseSync(path, {
      readOnly: options.readonly ?? false,
      timeout: options.timeout ?? WAIT_MS,
    });
  }

  prepare(sql: string): NodeSqliteStatement {
    return new NodeSqliteStatement(this.#database.prepare(sql));
  }

  exec(sql: string): this {
    this.#database.exec(sql);
    return this;
  }

  /** Runs a pragma and returns its rows, as better-sqlite3 does. */
  pragma(text: string): unknown[] {
    return this.#database.prepare(`PRAGMA ${text}`).all();
  }

  close(): void {
    this.#database.close();
  }
}

class NodeSqliteStatement {
  /** True for statements that return rows: TypeORM then calls `all`, else `run`. */
  readonly reader: boolean;

  constructor(private readonly statement: StatementSync) {
    this.reader = statement.columns().length > 0;
  }

  all(...parameters: SQLInputValue[]): unknown[] {
    return this.statement.all(...parameters);
  }

  run(...parameters: SQLInputValue[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.statement.run(...parameters);
  }
}
