import { expect } from 'chai';
import { DataSource } from 'typeorm';
import { gateClosureMs } from '#energy';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, MORNING_MS, NOON, startExchange, type TestExchange } from './exchange.js';

const NEXT = NOON + 1;
const TWO_SLOTS = { programme: { firstSlot: NOON, lastSlot: NEXT } };

onBothDatabases('a damaged stored book', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  const start = async (atMs = MORNING_MS) => {
    exchange = await startExchange(database.url, TWO_SLOTS, atMs);
  };
  const restart = async () => {
    const clockMs = exchange.clock.nowMs();
    await exchange.app.close();
    await start(clockMs);
  };
  const query = (sql: string) => exchange.app.get(DataSource).query(sql);
  const place = (slot: number, participantId: string, side: string, priceSen: number, energyWh = 100) =>
    exchange.call('POST', `/slots/${slot}/commands`, { type: 'place', participantId, side, priceSen, energyWh });
  const health = async () => (await exchange.call('GET', '/health')).body;
  const resume = () => exchange.call('POST', `/slots/${NOON}/operations`, { type: 'resume' });

  beforeEach(async () => {
    database = await make();
    await start();
    await enrol(exchange, ['sato', 'suzuki']);
    await exchange.scheduler.tick();
    await place(NOON, 'sato', 'sell', 1400);
    await place(NOON, 'suzuki', 'buy', 1500, 50);
    await place(NEXT, 'sato', 'sell', 1400);
    // Trades are in the database once somebody reads there.
    expect((await exchange.call('GET', `/slots/${NOON}/trades`)).body).to.have.length(1);
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  /** Changes one stored row of {@link NOON} as a bad disk or hand would. @returns puts it back */
  const spoil = async (table: string, column: string, sequence: number, from: string, to: string) => {
    const set = (a: string, b: string) =>
      query(
        `UPDATE ${table} SET "${column}" = REPLACE(CAST("${column}" AS TEXT), '${a}', '${b}')${cast(table)} WHERE slot = ${NOON} AND sequence = ${sequence}`,
      );
    await set(from, to);
    return () => set(to, from);
  };
  const cast = (table: string) => (table === 'trade' && database.url.startsWith('postgres') ? '::integer' : '');

  const CASES = [
    ['the price of a resting order', 'journal_entry', 'command', 3, '1400', '1500', 3],
    ['a command that is no JSON any more', 'journal_entry', 'command', 3, '{', '<', 3],
    ['a command that is another', 'journal_entry', 'command', 7, 'place', 'amend', 7],
    ['a hash', 'journal_entry', 'chainHash', 7, '0x', '0y', 7],
    ['a trade', 'trade', 'priceSen', 9, '1400', '1401', 9],
  ] as const;

  it('trades at the end that a crash has lost are written again', async () => {
    const trades = async () => (await exchange.call('GET', `/slots/${NOON}/trades`)).body;
    const before = await trades();
    await query(`DELETE FROM trade WHERE slot = ${NOON}`);
    expect(await trades()).to.deep.equal([]);
    await restart();
    expect(await trades()).to.deep.equal(before);
    expect((await health()).status).to.equal('ok');
  });

  it('a trade that is lost while the exchange runs is found before it is anchored, and written again', async () => {
    await query(`DELETE FROM trade WHERE slot = ${NOON}`);
    await exchange.advanceTo(gateClosureMs(NOON));
    expect((await health()).damagedSlots[0].message).to.match(/trade 9 is missing/);
    expect(await query('SELECT * FROM outbox_record')).to.deep.equal([]);
    await resume();
    await exchange.scheduler.tick();
    expect(await query('SELECT slot FROM outbox_record')).to.have.length(1);
  });

  for (const [what, table, column, sequence, from, to, named] of CASES) {
    it(`${what}: the slot is closed off alone, named with its place, and goes on once it is restored`, async () => {
      const before = await exchange.market.bookView(NOON, 10);
      const restore = await spoil(table, column, sequence, from, to);
      await restart();
      const { status, damagedSlots } = await health();
      expect(status).to.equal('degraded');
      expect(damagedSlots).to.have.length(1);
      expect(damagedSlots[0].slot).to.equal(NOON);
      expect(damagedSlots[0].message).to.match(new RegExp(`(command|trade) ${named} .*backup`));

      const refused = await place(NOON, 'suzuki', 'buy', 1500);
      expect([refused.status, refused.body.code]).to.deep.equal([503, 'BOOK_DAMAGED']);
      expect(refused.body.details).to.include({ slot: NOON, sequence: named });
      expect((await place(NEXT, 'suzuki', 'buy', 1500)).body.events[1]).to.include({ type: 'trade', priceSen: 1400 });
      const { alerts } = (await exchange.call('GET', '/operations/overview')).body;
      expect(alerts.find(({ code }: { code: string }) => code === 'BOOK_DAMAGED')).to.include({ slot: NOON });
      await exchange.scheduler.tick();
      expect((await resume()).body.code, 'still damaged').to.equal('BOOK_DAMAGED');

      await restore();
      expect((await resume()).status).to.equal(200);
      expect((await health()).damagedSlots).to.deep.equal([]);
      const { sell } = await exchange.market.bookView(NOON, 10);
      expect(sell).to.deep.equal(before.sell);
      expect((await place(NOON, 'suzuki', 'buy', 1500)).body.events[1]).to.include({ type: 'trade', energyWh: 50 });
    });
  }

  it('is found before it is anchored, though the book in memory is well', async () => {
    const restore = await spoil('journal_entry', 'command', 3, '1400', '1500');
    await exchange.advanceTo(gateClosureMs(NOON));
    expect(await query('SELECT * FROM outbox_record')).to.deep.equal([]);
    expect((await health()).damagedSlots[0]).to.include({ slot: NOON });
    await exchange.advanceTo(gateClosureMs(NEXT));
    expect((await query('SELECT slot FROM outbox_record')).map(({ slot }: any) => slot)).to.deep.equal([NEXT]);
    await restore();
    await resume();
    await exchange.scheduler.tick();
    expect(await query('SELECT slot FROM outbox_record')).to.have.length(2);
    expect((await health()).damagedSlots).to.deep.equal([]);
  });

  it('is found where its last commands are missing when it is closed', async () => {
    await place(NOON, 'sato', 'sell', 1600);
    await query(`DELETE FROM journal_entry WHERE slot = ${NOON} AND sequence > 9`);
    await exchange.advanceTo(gateClosureMs(NOON));
    expect((await health()).damagedSlots[0].message).to.match(/4 commands where 5 were written/);
  });
});
