import { expect } from 'chai';
import { Database } from '#api/database/database.js';
import { OutboxRecordRow } from '#api/provenance/outbox.entities.js';
import { PostingRow } from '#api/settlement/settlement.entities.js';
import { gateClosureMs, slotEndMs } from '#energy';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, NOON, reading, startExchange, type TestExchange } from './exchange.js';

const HOUR_MS = 3_600_000;

onBothDatabases('metering and settlement', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato', 'suzuki', 'tanaka']);
    await exchange.scheduler.tick();
    await exchange.place('s1', 'sato', 'sell', 1200, 500);
    await exchange.place('b1', 'suzuki', 'buy', 1500, 300);
    await exchange.place('b2', 'tanaka', 'buy', 1400, 300);
    await exchange.advanceTo(gateClosureMs(NOON));
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const send = (readings: object[], path = '/readings') => exchange.call('POST', path, { readings });
  const settlement = async () => (await exchange.call('GET', `/slots/${NOON}/settlement`)).body;
  /** Everything that was ever posted, by account and line. */
  const balances = async () => {
    const rows = await exchange.app.get(Database).read((manager) => manager.find(PostingRow));
    const sums = new Map<string, number>();
    for (const { account, line, amountMillisen } of rows) {
      sums.set(`${account} ${line}`, (sums.get(`${account} ${line}`) ?? 0) + amountMillisen);
    }
    return { sums, total: rows.reduce((sum, { amountMillisen }) => sum + amountMillisen, 0) };
  };

  it('refuses a bad delivery whole, naming the row', async () => {
    await exchange.advanceTo(slotEndMs(NOON));
    const good = reading('sato', 600, 0);
    for (const [code, bad] of [
      ['METER_UNKNOWN', reading('nobody', 1, 1)],
      ['ENERGY_INVALID', reading('suzuki', -1, 0)],
      ['ENERGY_INVALID', reading('suzuki', 0.5, 0)],
      ['ENERGY_INVALID', reading('suzuki', 0, 100_001)],
      ['SLOT_INVALID', reading('suzuki', 0, 0, -3)],
      ['READING_EARLY', reading('suzuki', 0, 0, NOON + 1)],
      ['READING_DUPLICATE', good],
    ] as const) {
      const { status, body } = await send([good, bad]);
      expect(body.code, body.message).to.equal(code);
      expect(body.details.row).to.equal(2);
      expect(status).to.be.within(400, 499);
    }
    expect((await send([{ meterId: 'meter-sato' }])).body.code).to.equal('BODY_INVALID');
    expect((await send([good])).body).to.include({ stored: 1, repeated: false });
    expect((await send([good])).body).to.include({ stored: 1, repeated: true });
    expect((await send([reading('sato', 601, 0)])).body.code).to.equal('READING_DIFFERS');
    expect((await send([reading('suzuki', 0, 5)], '/readings/corrections')).body.code).to.equal(
      'READING_NOT_CORRECTABLE',
    );
  });

  it('settles when the readings are complete, by both meters, and the ledger sums to zero', async () => {
    await exchange.advanceTo(slotEndMs(NOON));
    await send([reading('sato', 450, 0), reading('suzuki', 0, 280)]);
    await exchange.advanceTo(slotEndMs(NOON) + HOUR_MS);
    expect((await settlement()).code).to.equal('SETTLEMENT_UNKNOWN');
    await send([reading('tanaka', 0, 900)]);
    await exchange.scheduler.tick();

    const result = await settlement();
    expect(result).to.include({
      version: 1,
      exportedWh: 450,
      importedWh: 1180,
      tradedWh: 500,
      allocatedWh: 450,
      missingReadings: 0,
    });
    expect(result.allocations.map((a: any) => a.allocatedWh)).to.deep.equal([280, 170]);
    const lacking = result.postings.filter(({ line }: any) => line === 'shortfall' || line === 'overPurchase');
    expect(lacking.map((p: any) => `${p.account} ${p.line} ${p.energyWh}`)).to.deep.equal([
      'participant:sato shortfall 50',
      'participant:suzuki overPurchase 20',
      'retailer shortfall 50',
      'retailer overPurchase 20',
    ]);
    expect(result.ruleVersion).to.equal('waived-1');
    const { sums, total } = await balances();
    expect(total).to.equal(0);
    expect(sums.get('participant:sato tradedSale')).to.equal(450 * 1200);
    expect(sums.get('participant:tanaka residualSupply')).to.equal(-(900 - 170) * 3640);
  });

  it('settles without the missing at the deadline, and posts only the difference when they come', async () => {
    await exchange.advanceTo(slotEndMs(NOON));
    await send([reading('sato', 500, 0), reading('suzuki', 0, 300)]);
    await exchange.advanceTo(slotEndMs(NOON) + 3 * HOUR_MS);
    expect(await settlement()).to.include({ version: 1, missingReadings: 1, allocatedWh: 300 });

    await send([reading('tanaka', 0, 250)]);
    await exchange.scheduler.tick();
    expect(await settlement()).to.include({ version: 2, missingReadings: 0, allocatedWh: 500 });
    const after = await balances();
    expect(after.total).to.equal(0);
    expect(after.sums.get('participant:sato tradedSale')).to.equal(500 * 1200);
    const { postings } = await settlement();
    const posted = postings.filter(({ version }: any) => version === 2).map(({ account }: any) => account);
    expect(posted).to.include('participant:tanaka').and.not.include('participant:suzuki');
  });

  it('settles a correction as a further version, also after a restart, and never twice', async () => {
    await exchange.advanceTo(slotEndMs(NOON));
    await send([reading('sato', 500, 0), reading('suzuki', 0, 300), reading('tanaka', 0, 200)]);
    await exchange.scheduler.tick();
    await send([reading('sato', 400, 0)], '/readings/corrections');
    await exchange.app.close();
    exchange = await startExchange(database.url);
    await exchange.advanceTo(slotEndMs(NOON) + HOUR_MS);
    await exchange.scheduler.tick();
    expect(await settlement()).to.include({ version: 2, exportedWh: 400, allocatedWh: 400 });
    const { sums, total } = await balances();
    expect(total).to.equal(0);
    expect(sums.get('participant:sato tradedSale')).to.equal(400 * 1200);
  });

  it('hands every closed and settled record to the outbox, once and in order', async () => {
    await exchange.advanceTo(slotEndMs(NOON));
    await send([reading('sato', 500, 0), reading('suzuki', 0, 300), reading('tanaka', 0, 200)]);
    await exchange.scheduler.tick();
    await exchange.scheduler.tick();
    const rows = await exchange.app
      .get(Database)
      .read((manager) => manager.find(OutboxRecordRow, { order: { id: 'ASC' } }));
    expect(rows.map(({ phase }) => phase)).to.deep.equal(['closed', 'settled']);
    expect(JSON.parse(rows[0]!.record)).to.include({ slot: NOON, tradeCount: 2, tradedWh: 500 });
    expect(JSON.parse(rows[1]!.record)).to.include({ version: 1, exportedWh: 500, importedWh: 500, allocatedWh: 500 });
  });

  it('gives the same evidence whenever it is asked, without a name or a meter', async () => {
    await exchange.advanceTo(slotEndMs(NOON));
    await send([reading('sato', 500, 0), reading('suzuki', 0, 300), reading('tanaka', 0, 200)]);
    await exchange.scheduler.tick();
    const first = (await exchange.call('GET', `/evidence/${NOON}`)).body;
    expect(JSON.stringify(first)).to.not.match(/sato|suzuki|tanaka|meter-/);
    expect(first.settlements[0].exports).to.have.length(3);
    await send([reading('sato', 400, 0)], '/readings/corrections');
    await exchange.scheduler.tick();
    const second = (await exchange.call('GET', `/evidence/${NOON}`)).body;
    expect(second.settlements[0]).to.deep.equal(first.settlements[0]);
    expect(second.settlements).to.have.length(2);
  });
});
