import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { BillingAccountsService } from '#api/billing/billing-accounts.service.js';
import { MonthCloseService } from '#api/billing/month-close.service.js';
import { Database } from '#api/database/database.js';
import { TradeRow } from '#api/market/market.entities.js';
import { Reading } from '#api/metering/reading.entity.js';
import { sayAnchored } from '#backtest/settled-month.js';
import { closeMonth, makeSettledJuly, noonOf, startBilling, stopBilling } from './billed-month.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import type { TestExchange } from './exchange.js';

const MONTH = '2026-07';
/** So much less was taken by the earlier buyer, and more by the later one. */
const MOVED_WH = 10;

interface Move {
  readonly slot: number;
  readonly sellerId: string;
  readonly buyerId: string;
  readonly importWh: number;
}

onBothDatabases('a correction that is worth less than a yen', (make) => {
  let database: TestDatabase;
  let billing: { exchange: TestExchange; folder: string };
  let move: Move;

  before(async function () {
    this.timeout(120_000);
    database = await make();
    await makeSettledJuly(database);
    billing = await startBilling(database);
    move = await findMove();
  });

  after(async () => {
    await stopBilling(billing);
    await database.remove();
  });

  /** A reading of an earlier buyer after which a seller's kWh are the same, and 10 Wh of them another trade's. */
  async function findMove(): Promise<Move> {
    const { trades, readings } = await billing.exchange.app.get(Database).read(async (manager) => ({
      trades: await manager.find(TradeRow, { order: { slot: 'ASC', sequence: 'ASC' } }),
      readings: await manager.find(Reading),
    }));
    const reading = new Map(readings.map((row) => [`${row.slot} ${row.meterId}`, row]));
    for (const own of Map.groupBy(trades, ({ slot, sellerId }) => `${slot} ${sellerId}`).values()) {
      const [first, second] = own;
      if (own.length !== 2 || first!.priceSen === second!.priceSen) continue;
      const { slot, sellerId } = first!;
      const ofBuyer = (buyerId: string) => reading.get(`${slot} meter-${buyerId}`)!.importWh;
      const exportWh = reading.get(`${slot} meter-${sellerId}`)!.exportWh;
      const takenWh = Math.min(first!.energyWh, exportWh, ofBuyer(first!.buyerId));
      const wantedWh = Math.min(second!.energyWh, ofBuyer(second!.buyerId));
      if (takenWh > MOVED_WH && wantedWh >= exportWh - takenWh + MOVED_WH) {
        return { slot, sellerId, buyerId: first!.buyerId, importWh: takenWh - MOVED_WH };
      }
    }
    throw new Error('the month has no such slot');
  }

  it('closes again and balances, without a document for who gains or loses less than a yen', async function () {
    this.timeout(120_000);
    const { call, app, clock, scheduler } = billing.exchange;
    expect((await closeMonth(billing.exchange, MONTH)).problem).to.equal(null);
    const { slot, sellerId, buyerId, importWh } = move;
    const purchases = async () =>
      (await call('GET', `/participants/${sellerId}/statements`)).body.filter(({ kind }: any) => kind === 'purchase');
    const before = await purchases();

    const readings = [{ meterId: `meter-${buyerId}`, slot, exportWh: 0, importWh }];
    expect((await call('POST', '/readings/corrections', { readings })).status).to.equal(200);
    await scheduler.tick();
    await sayAnchored(app);
    clock.advanceTo(noonOf('2026-08-20'));
    const { problem, closes } = await closeMonth(billing.exchange, MONTH);
    expect(problem).to.equal(null);
    expect(closes[0]).to.include({ run: 2, state: 'done' });
    expect(closes[0].report.isBalanced).to.equal(true);

    expect(await purchases(), 'what the seller has').to.deep.equal(before);
    const { number } = before[0];
    const listed = (await call('GET', `/billing/months/${MONTH}/statements`)).body;
    expect(listed.map((row: any) => `${row.number}-${row.version}`))
      .to.include(`${number}-1`)
      .not.include(`${number}-2`);
    expect((await call('GET', `/billing/statements/${number}/versions/2/pdf`)).body.code).to.equal('STATEMENT_UNKNOWN');
    expect((await closeMonth(billing.exchange, MONTH)).step).to.equal('nothing');
  });

  it('starts a later correction from the exact amounts of then', async function () {
    this.timeout(120_000);
    const { call, app, clock, scheduler } = billing.exchange;
    const { slot, sellerId } = move;
    const own = (await billing.exchange.app
      .get(Database)
      .read((manager) =>
        manager.findOneByOrFail(Reading, { slot: slot + 1, meterId: `meter-${sellerId}` }),
      )) as Reading;
    const readings = [
      { meterId: `meter-${sellerId}`, slot: slot + 1, exportWh: own.exportWh + 5_000, importWh: own.importWh },
    ];
    expect((await call('POST', '/readings/corrections', { readings })).status).to.equal(200);
    await scheduler.tick();
    await sayAnchored(app);
    clock.advanceTo(noonOf('2026-08-25'));
    const { problem, closes } = await closeMonth(billing.exchange, MONTH);
    expect(problem).to.equal(null);
    expect(closes[0]).to.include({ run: 3, state: 'done' });
    const versions = (await call('GET', `/participants/${sellerId}/statements`)).body
      .filter(({ kind }: any) => kind === 'purchase')
      .map(({ version }: any) => version);
    expect(versions).to.deep.equal([1, 3]);
  });

  it('writes a lost file again as it was, though a household has another supply point now', async function () {
    this.timeout(120_000);
    const { app } = billing.exchange;
    const accounts = app.get(BillingAccountsService);
    const account = await accounts.get(move.sellerId);
    const pointId = `${account.supplyPointId.slice(0, -4)}9999`;
    const moved = { ...account, supplyPointId: pointId, receivingPointId: null };
    await accounts.store([{ participantId: move.sellerId, account: moved }]);
    const lost = readdirSync(billing.folder).filter((file) => /^settlement_slot.*utf8.*csv$/.test(file));
    rmSync(join(billing.folder, lost.at(-1)!));
    const service = app.get(MonthCloseService);
    expect(await service.close({ month: MONTH, folder: billing.folder })).to.include({ made: 'nothing', restored: 1 });
    expect(readdirSync(billing.folder)).to.include(lost.at(-1));
  });
});
