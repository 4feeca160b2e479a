import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { END, type InsertMessage, type InsertOutcome } from './insert-thread.js';
import { DURABLE, NOT_SYNCED, WAIT_MS } from './sqlite-settings.js';

/** The thread of `InsertThread`: one transaction a message, and what came of it as the answer. */
const database = new DatabaseSync(workerData as string, { timeout: WAIT_MS });
// A checkpoint is made between two transactions, when nobody waits for an answer.
database.exec(`${DURABLE}; PRAGMA wal_autocheckpoint = 0`);
/** Rows after which the log is written into the file, so that it stays small. */
const CHECKPOINT_ROWS = 6000;
let rowsInLog = 0;
const statements = new Map<string, StatementSync>();

function statementOf(sql: string): StatementSync {
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql);
    statements.set(sql, statement);
  }
  return statement;
}

function insert({ tables, synced }: InsertMessage): InsertOutcome {
  try {
    if (!synced) database.exec(NOT_SYNCED);
    database.exec('BEGIN IMMEDIATE');
    for (const { sql, width, values } of tables) {
      const statement = statementOf(sql);
      for (let start = 0; start < values.length; start += width) statement.run(...values.slice(start, start + width));
      rowsInLog += values.length / width;
    }
    database.exec('COMMIT');
    return {};
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    return { failure: error instanceof Error ? error.message : String(error) };
  } finally {
    if (!synced) database.exec(DURABLE);
  }
}

/** As SQLite's own checkpoints: it takes what no reader needs, and one that fails is made up for by the next. */
function checkpoint(): void {
  rowsInLog = 0;
  try {
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {}
}

parentPort!.on('message', (message: string) => {
  if (message !== END) {
    parentPort!.postMessage(insert(JSON.parse(message)));
    if (rowsInLog >= CHECKPOINT_ROWS) checkpoint();
    return;
  }
  database.close();
  parentPort!.close();
});
