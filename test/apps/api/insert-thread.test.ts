import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { InsertThread, type StatementRows } from '#api/database/insert-thread.js';

describe('the thread of inserts', () => {
  let folder: string;
  let path: string;
  let thread: InsertThread;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ichien-'));
    path = join(folder, 'test.sqlite');
    thread = new InsertThread(path);
  });

  afterEach(async () => {
    await thread.close();
    rmSync(folder, { recursive: true });
  });

  const makeTables = () => {
    const database = new DatabaseSync(path);
    database.exec('PRAGMA journal_mode = WAL; CREATE TABLE a (x INTEGER PRIMARY KEY, y TEXT); CREATE TABLE b (x TEXT)');
    database.close();
  };
  const stored = () => {
    const database = new DatabaseSync(path);
    const rows = { a: database.prepare('SELECT x, y FROM a').all(), b: database.prepare('SELECT x FROM b').all() };
    database.close();
    return JSON.parse(JSON.stringify(rows));
  };
  const intoA = (...values: (number | string | null)[]) => ({ sql: 'INSERT INTO a VALUES (?, ?)', width: 2, values });
  const intoB = (...values: string[]) => ({ sql: 'INSERT INTO b VALUES (?)', width: 1, values });
  const failureOf = (promise: Promise<void>) =>
    promise.then(
      () => 'stored',
      (error: Error) => error.message,
    );

  it('stores the rows of all tables, or none of them, and goes on', async () => {
    makeTables();
    await thread.insert([intoA(1, 'one', 2, null), intoB('x')]);
    expect(await failureOf(thread.insert([intoB('y'), intoA(3, 'three', 1, 'twice')]))).to.match(/UNIQUE/);
    await thread.insert([intoB('z')]);
    expect(stored()).to.deep.equal({
      a: [
        { x: 1, y: 'one' },
        { x: 2, y: null },
      ],
      b: [{ x: 'x' }, { x: 'z' }],
    });
  });

  it('answers in order what is sent in one go; what is not synced is there for all that comes after', async () => {
    makeTables();
    const answered: string[] = [];
    const insert = (name: string, tables: StatementRows[], synced: boolean) =>
      thread.insert(tables, synced).then(
        () => answered.push(name),
        () => answered.push(`${name} refused`),
      );
    await Promise.all([
      insert('first', [intoA(1, 'one')], true),
      insert('along', [intoB('x')], false),
      insert('twice', [intoA(1, 'again'), intoB('y')], false),
      insert('last', [intoA(2, 'two')], true),
    ]);
    expect(answered).to.deep.equal(['first', 'along', 'twice refused', 'last']);
    expect(stored()).to.deep.equal({
      a: [
        { x: 1, y: 'one' },
        { x: 2, y: 'two' },
      ],
      b: [{ x: 'x' }],
    });
  });

  it('keeps its log small: what is in it comes into the file while nobody waits', async () => {
    makeTables();
    const rows = Array.from({ length: 7000 }, (_, x) => x);
    for (let start = 0; start < rows.length; start += 500) {
      await thread.insert([intoA(...rows.slice(start, start + 500).flatMap((x) => [x, `row ${x}`]))]);
    }
    await thread.insert([intoB('last')]);
    // What the file has without its log.
    copyFileSync(path, join(folder, 'alone.sqlite'));
    const file = new DatabaseSync(join(folder, 'alone.sqlite'));
    expect(file.prepare('SELECT count(*) AS rows FROM a').get()!.rows).to.be.at.least(6000);
    file.close();
  });

  it('says so if it dies, and another takes its place', async () => {
    path = join(folder, 'later', 'test.sqlite');
    thread = new InsertThread(path);
    expect(await failureOf(thread.insert([intoB('x')]))).to.match(/unable to open/);
    mkdirSync(join(folder, 'later'));
    makeTables();
    await thread.insert([intoB('x')]);
    expect(stored().b).to.deep.equal([{ x: 'x' }]);
  });
});
