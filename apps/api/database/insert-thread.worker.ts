import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { END, type InsertOutcome, type StatementRows } from './insert-thread.js';
import { DURABLE, WAIT_MS } from './sqlite-settings.js';

/** The thread of `InsertThread`: one transaction a message, and what came of it as the answer. */
const database = new DatabaseSync(workerData as string, { timeout: WAIT_MS });
database.exec(DURABLE);
const statements = new Map<string, StatementSync>();

function statementOf(sql: string): StatementSync {
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql);
    statements.set(sql, statement);
  }
  return statement;
}

function insert(tables: readonly StatementRows[]): InsertOutcome {
  try {
    database.exec('BEGIN IMMEDIATE');
    for (const { sql, width, values } of tables) {
      const statement = statementOf(sql);
      for (let start = 0; start < values.length; start += width) statement.run(...values.slice(start, start + width));
    }
    database.exec('COMMIT');
    return {};
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

parentPort!.on('message', (message: string) => {
  if (message !== END) {
    parentPort!.postMessage(insert(JSON.parse(message)));
    return;
  }
  database.close();
  parentPort!.close();
});
