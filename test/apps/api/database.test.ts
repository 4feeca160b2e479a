import { expect } from 'chai';
import { DataSource } from 'typeorm';
import { openDataSource } from '#api/database/data-source.js';
import { Database, insertRows } from '#api/database/database.js';
import { Erasure } from '#api/joining/joining.entities.js';
import { JournalRow } from '#api/market/market.entities.js';
import { Participant } from '#api/participants/participant.entity.js';
import { NO_WISH } from '#bidding';
import { slotStartMs } from '#energy';
import { finalFromMs } from '#joining';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { NOON } from './exchange.js';

onBothDatabases('database', (make) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await make();
  });

  afterEach(async () => {
    await database.remove();
  });

  const row = (sequence: number) => ({
    areaId: 1,
    slot: NOON,
    sequence,
    command: '{}',
    clientOrderId: null,
    chainHash: null,
  });

  it('the migrations make exactly the schema of the entities, and run once', async () => {
    for (let start = 0; start < 2; start++) {
      const dataSource = await openDataSource(database.url);
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).to.deep.equal([]);
      await dataSource.destroy();
    }
  });

  it('the migrations can be taken back', async () => {
    const dataSource = await openDataSource(database.url);
    for (const _ of dataSource.migrations) await dataSource.undoLastMigration();
    expect(await dataSource.createQueryRunner().hasTable('trade')).to.equal(false);
    await dataSource.runMigrations();
    expect(await dataSource.createQueryRunner().hasTable('trade')).to.equal(true);
    await dataSource.destroy();
  });

  it('refuses a database whose journals know orders by text, and leaves it as it is; an empty one is brought up to date', async () => {
    const current = await openDataSource(database.url);
    const toUndo = current.migrations.length - current.migrations.findIndex(({ name }) => /^OrderNumbers/.test(name!));
    for (let undone = 0; undone < toUndo; undone++) await current.undoLastMigration();
    await current.destroy();
    const old = await new DataSource({ ...current.options, migrationsRun: false }).initialize();
    await old.query(
      `INSERT INTO journal_entry ("areaId", slot, sequence, command) VALUES (1, ${NOON}, 1, '{"type":"cancel","orderId":"s1"}')`,
    );
    const kept = await old.query('SELECT * FROM journal_entry');

    const refusal = await openDataSource(database.url).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refusal).to.include({ code: 'DATABASE_TOO_OLD' }).and.have.nested.property('details.entries', 1);
    expect(await old.query('SELECT * FROM journal_entry')).to.deep.equal(kept);

    await old.query('DELETE FROM journal_entry');
    await old.destroy();
    await (await openDataSource(database.url)).destroy();
  });

  it('who had left before memberships were dated ends behind its last reading, and its key is due when that is final', async () => {
    const dataSource = await openDataSource(database.url);
    const at = dataSource.migrations.findIndex(({ name }) => /^Memberships/.test(name!));
    for (let undone = at; undone < dataSource.migrations.length; undone++) await dataSource.undoLastMigration();
    const joinedAtMs = slotStartMs(NOON) + 600_000;
    const insert = (table: string, row: Record<string, string | number>) =>
      dataSource.query(
        `INSERT INTO ${table} (${Object.keys(row).map((name) => `"${name}"`)}) VALUES (${Object.values(row)
          .map((value) => (typeof value === 'number' ? value : `'${value}'`))
          .join()})`,
      );
    for (const id of ['sato', 'baba']) {
      const limits = { mode: 'balanced', minSellPriceSen: 850, maxBuyPriceSen: 2596, automatic: 'false' };
      await insert('participant', { participantId: id, meterId: `m-${id}`, householdKey: 'k', ...limits, joinedAtMs });
    }
    const requestedAtMs = slotStartMs(NOON + 3);
    await insert('erasure', { participantId: 'sato', accountId: 'a', requestedAtMs, dueAtMs: requestedAtMs });
    const read = { meterId: 'm-sato', version: 1, exportWh: 0, importWh: 1, arrival: 1, receivedAtMs: 1, revision: 1 };
    await insert('reading', { slot: NOON + 9, ...read, state: 'daily', source: 'operator', quality: 'measured' });
    await dataSource.runMigrations();
    const found = await dataSource.getRepository(Participant).find({ order: { participantId: 'ASC' } });
    expect(found.map(({ fromSlot, untilSlot, leftAtMs }) => [fromSlot, untilSlot, leftAtMs])).to.deep.equal([
      [NOON, null, null],
      [NOON, NOON + 10, requestedAtMs],
    ]);
    // Nor does anybody who was there pay a premium unasked.
    for (const household of found) expect(household).to.include(NO_WISH);
    const [erasure] = await dataSource.getRepository(Erasure).find();
    expect(erasure!.dueAtMs).to.equal(finalFromMs(NOON + 10));
    await dataSource.destroy();
  });

  it('a transaction that fails leaves nothing, and others are not drawn into it', async () => {
    const dataSource = await openDataSource(database.url);
    const store = new Database(dataSource);
    const failing = store.transaction(async (manager) => {
      await insertRows(manager, JournalRow, [row(1)]);
      await insertRows(manager, JournalRow, [row(2)]);
      throw new Error('disk full');
    });
    const good = store.transaction((manager) => insertRows(manager, JournalRow, [row(3)]));
    const results = await Promise.allSettled([failing, good]);
    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled']);
    const stored = await store.read((manager) => manager.find(JournalRow));
    expect(stored.map(({ sequence }) => sequence)).to.deep.equal([3]);
    await store.onApplicationShutdown();
  });

  it('inserts more rows than one statement can bind', async () => {
    const dataSource = await openDataSource(database.url);
    const store = new Database(dataSource);
    await store.transaction((manager) =>
      insertRows(
        manager,
        JournalRow,
        Array.from({ length: 4000 }, (_, index) => row(index)),
      ),
    );
    expect(await store.read((manager) => manager.count(JournalRow))).to.equal(4000);
    await store.onApplicationShutdown();
  });

  it('many derived rows go along with others bit by bit; who reads finds all of them, once', async () => {
    const store = new Database(await openDataSource(database.url));
    // As many as a busy hour has between two reads: trades would do, but any table will.
    const derivedRow = (sequence: number) => ({ ...row(sequence), slot: NOON + 1 + (sequence % 48) });
    for (let batch = 0; batch < 80; batch++) {
      const derived = Array.from({ length: 100 }, (_, index) => derivedRow(batch * 100 + index));
      await store.insert([{ entity: JournalRow, rows: [row(batch)] }], [{ entity: JournalRow, rows: derived }]);
    }
    const slots = await store.read((manager) =>
      manager.query('SELECT slot, count(*) AS rows FROM journal_entry GROUP BY slot ORDER BY slot'),
    );
    const counts = slots.map(({ rows }: { rows: number | string }) => Number(rows));
    expect(counts[0]).to.equal(80);
    expect(counts.slice(1).reduce((sum: number, rows: number) => sum + rows, 0)).to.equal(8000);
    expect(counts).to.have.lengthOf(49);
    await store.onApplicationShutdown();
  });

  it('derived rows that cannot be written along wait, keep nothing else from being stored, and are there in the end', async () => {
    const store = new Database(await openDataSource(database.url));
    const insert = (batch: number, derivedRows = 0) => {
      const derived = Array.from({ length: derivedRows }, (_, at) => ({ ...row(at), slot: NOON + 1 + batch }));
      return store.insert([{ entity: JournalRow, rows: [row(batch)] }], [{ entity: JournalRow, rows: derived }]);
    };
    const isSqlite = !database.url.startsWith('postgres');
    if (isSqlite) {
      await store.transaction((manager) =>
        manager.query(
          `CREATE TRIGGER full BEFORE INSERT ON journal_entry WHEN NEW.slot > ${NOON} BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
        ),
      );
    }
    await insert(0, 7000);
    await insert(1);
    await insert(2, 100);
    await insert(3);
    expect(await store.read((manager) => manager.countBy(JournalRow, { slot: NOON }))).to.equal(4);
    if (isSqlite) {
      await failureOf(store.writeDerived());
      await store.transaction((manager) => manager.query('DROP TRIGGER full'));
    }
    await store.writeDerived();
    expect(await store.read((manager) => manager.count(JournalRow))).to.equal(7104);
    await store.onApplicationShutdown();
  });
});

async function failureOf(promise: Promise<unknown>): Promise<void> {
  const outcome = await promise.then(
    () => 'done',
    (error: Error) => error.message,
  );
  expect(outcome).to.match(/disk full/);
}
