import { expect } from 'chai';
import { Database } from '#api/database/database.js';
import { OutboxRecordRow } from '#api/provenance/outbox.entities.js';
import { PostingRow, Settlement } from '#api/settlement/settlement.entities.js';
import { SettlementService } from '#api/settlement/settlement.service.js';
import { gateClosureMs, slotEndMs } from '#energy';
import { accountLines, type Grant, type LedgerEntry, trialBalance } from '#settlement';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, MORNING_MS, NOON, reading, startExchange, type TestExchange } from './exchange.js';

const HOUR_MS = 3_600_000;
const MONTHS_MS = 90 * 24 * HOUR_MS;
const DAYS_MS = 3 * 24 * HOUR_MS;
const RULES = {
  fromDay: '2026-05-18',
  source: 'test',
  rules: {
    deviationPolicy: { name: 'imbalancePrice', taxPercent: 10, tolerance: { energyWh: 10 } },
    pool: { name: 'proRata', priceSen: 1000 },
    fundAccrualPriceSen: 5,
  },
};

onBothDatabases('the ledger and what is settled again', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url, {}, MORNING_MS - DAYS_MS);
    await enrol(exchange, ['sato', 'suzuki', 'tanaka']);
    expect((await send('/rule-sets', RULES)).status).to.equal(201);
    await exchange.advanceTo(MORNING_MS);
    await exchange.place('s1', 'sato', 'sell', 1200, 500);
    await exchange.place('b1', 'suzuki', 'buy', 1500, 300);
    await exchange.advanceTo(gateClosureMs(NOON));
    await exchange.advanceTo(slotEndMs(NOON));
    await send('/readings', {
      readings: [reading('sato', 250, 0), reading('suzuki', 0, 280), reading('tanaka', 40, 90)],
    });
    await exchange.scheduler.tick();
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const send = (path: string, body: object) => exchange.call('POST', path, body);
  const price = (shortagePriceSen: number, surplusPriceSen = 500) =>
    send('/imbalance-prices', {
      source: 'test',
      prices: [{ slot: NOON, shortagePriceSen, surplusPriceSen, taxIncluded: true }],
    });
  const get = async (path: string) => (await exchange.call('GET', path)).body;
  const restart = async () => {
    const nowMs = exchange.clock.nowMs();
    await exchange.app.close();
    exchange = await startExchange(database.url);
    await exchange.advanceTo(nowMs);
  };
  const deviations = async () =>
    (await get(`/ledger/accounts/participant:sato/entries`)).entries
      .filter(({ line }: any) => line === 'shortfall')
      .map(({ version, cause, energyWh, amountMillisen }: any) => [version, cause, energyWh, amountMillisen]);
  const counts = () =>
    exchange.app
      .get(Database)
      .read(async (manager) => [
        await manager.count(Settlement),
        await manager.count(PostingRow),
        await manager.count(OutboxRecordRow),
      ]);
  /** The whole ledger, row by row. */
  const ledger = (): Promise<LedgerEntry[]> =>
    exchange.app.get(Database).read(async (manager) => {
      const settledAtMs = new Map((await manager.find(Settlement)).map((row) => [row.version, row.settledAtMs]));
      return (await manager.find(PostingRow)).map((row) => ({ ...row, postedAtMs: settledAtMs.get(row.version)! }));
    });

  it('settles all but the charge until the imbalance price is there, then posts the charge and later its revision', async () => {
    expect(await get(`/slots/${NOON}/settlement`)).to.include({ version: 1, ruleVersion: 'rules-1', pooledWh: 40 });
    expect(await deviations()).to.deep.equal([[1, 'tolerance', 10, 0]]);

    expect((await price(4000)).body).to.deep.equal({ stored: 1 });
    await exchange.scheduler.tick();
    expect((await price(4000)).body, 'the same again').to.deep.equal({ stored: 0 });
    await exchange.advanceTo(slotEndMs(NOON) + MONTHS_MS);
    await price(3500);
    await restart();
    await exchange.scheduler.tick();
    expect(await deviations()).to.deep.equal([
      [1, 'tolerance', 10, 0],
      [2, 'reading', 40, -160_000],
      [3, 'reading', 0, 20_000],
    ]);
    expect((await get(`/slots/${NOON}/settlement`)).rules.imbalancePrice.shortagePriceSen).to.equal(3500);
  });

  it('refuses imbalance prices whole, naming the row', async () => {
    const good = { slot: NOON, shortagePriceSen: 1, surplusPriceSen: 1, taxIncluded: true };
    const deliver = (...prices: object[]) => send('/imbalance-prices', { source: 'test', prices });
    for (const bad of [
      good,
      { ...good, slot: NOON + 1, shortagePriceSen: -1 },
      { ...good, slot: NOON + 1, surplusPriceSen: 0.5 },
    ]) {
      const { status, body } = await deliver(good, bad);
      expect([status, body.code, body.details.row]).to.deep.equal([422, 'IMBALANCE_PRICE_INVALID', 2]);
    }
    expect((await deliver()).body.code).to.equal('IMBALANCE_PRICE_INVALID');
    expect((await deliver({ ...good, slot: 0.5 })).body.code).to.equal('SLOT_INVALID');
    expect((await deliver(good)).body, 'nothing was stored').to.deep.equal({ stored: 1 });
  });

  it('takes imbalance prices from the file as it is published, those of its own area', async () => {
    const file = [
      'H,インバランス料金単価(円/kWh)',
      'H,20260601,09:00:00,202605,,余剰インバランス料金単価,,,,不足インバランス料金単価,,,',
      'T,日付,時間帯コマ,時間帯_自,時間帯_至,東北,変更S,東京,変更S,東北,変更S,東京,変更S',
      'D,20260518,25,12:00,12:30,1.00,0,8.00,0,2.00,0,40.00,0',
    ].join('\r\n');
    const { headers } = await exchange.signIn('retailer');
    const upload = async (query: string) => {
      const answer = await exchange.app.inject({
        method: 'POST',
        url: `/api/imbalance-prices/files?file=202605_imbalance-price_03.csv&${query}`,
        payload: Buffer.from(file),
        headers: { ...headers, 'content-type': 'application/octet-stream' },
      });
      return JSON.parse(answer.body);
    };
    expect(await upload('area=tokyo&taxIncluded=true')).to.deep.equal({ stored: 1 });
    expect(await upload('area=tokyo&taxIncluded=true'), 'the same again').to.deep.equal({ stored: 0 });
    expect((await upload('area=okinawa&taxIncluded=true')).code).to.equal('IMBALANCE_PRICE_INVALID');
    expect((await upload('area=tokyo')).code).to.equal('BODY_INVALID');
    await exchange.scheduler.tick();
    const { imbalancePrice } = (await get(`/slots/${NOON}/settlement`)).rules;
    expect(imbalancePrice).to.include({ shortagePriceSen: 4000, surplusPriceSen: 800, taxIncluded: true });
  });

  it('writes nothing when a settled slot is settled again, with the same or with readings that say the same', async () => {
    const before = await counts();
    const settlement = exchange.app.get(SettlementService);
    expect(await settlement.settle(NOON)).to.equal(false);
    await send('/readings/corrections', { readings: [reading('tanaka', 40, 90)] });
    expect(await settlement.settleDue()).to.equal(0);
    await restart();
    expect(await exchange.app.get(SettlementService).settleDue()).to.equal(0);
    expect(await counts()).to.deep.equal(before);
  });

  it('posts a correction months later as a difference, in its own time', async () => {
    const firstMs = exchange.clock.nowMs();
    const first = await get(`/ledger/trial-balance?atMs=${firstMs}`);
    await exchange.advanceTo(slotEndMs(NOON) + MONTHS_MS);
    await send('/readings/corrections', { readings: [reading('tanaka', 20, 90)] });
    await exchange.scheduler.tick();
    expect(await get(`/slots/${NOON}/settlement`)).to.include({ version: 2, pooledWh: 20 });
    expect(await get(`/ledger/trial-balance?atMs=${firstMs}`), 'the past stands').to.deep.equal(first);
    const now = await get('/ledger/trial-balance');
    expect(now.balanced).to.equal(true);
    expect(now.rows).to.not.deep.equal(first.rows);
  });

  it('gives the trial balance and the accounts that the rows of the ledger sum to', async () => {
    await price(4000);
    await exchange.scheduler.tick();
    const entries = await ledger();
    const atMs = exchange.clock.nowMs();
    const texts = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part)));
    expect(await get(`/ledger/trial-balance?atMs=${atMs}`)).to.deep.equal(texts(trialBalance(entries, atMs)));
    const accounts = [...new Set(entries.map(({ account }) => account))];
    expect(accounts).to.include.members(['retailer', 'gridCompany', 'fund', 'participant:tanaka']);
    for (const account of accounts) {
      const { lines } = await get(`/ledger/accounts/${account}?atMs=${atMs}`);
      expect(lines).to.deep.equal(texts(accountLines(entries, account, atMs)));
      expect((await get(`/ledger/accounts/${account}?fromSlot=${NOON + 1}`)).lines).to.deep.equal([]);
    }
    expect((await get('/ledger/trial-balance?atMs=0')).rows).to.deep.equal([]);
    expect((await get('/ledger/accounts/somebody')).code).to.equal('BODY_INVALID');
  });

  it('shows an account page by page, each entry once', async () => {
    const whole = await get('/ledger/accounts/retailer/entries');
    expect(whole.next).to.equal(null);
    expect(whole.entries[0]).to.include({ slot: NOON, version: 1, ruleVersion: 'rules-1', account: 'retailer' });
    const paged = [];
    let next: string | null = '0.0.0';
    for (let pages = 0; next !== null && pages < 100; pages++) {
      const page = await get(`/ledger/accounts/retailer/entries?limit=2&after=${next}`);
      paged.push(...page.entries);
      next = page.next;
    }
    expect(paged).to.deep.equal(whole.entries);
    expect((await get('/ledger/accounts/retailer/entries?after=2')).code).to.equal('BODY_INVALID');
  });

  it('posts grants with the next version, once, also after a restart', async () => {
    const grant: Grant = {
      grantId: 'dr-7.sato',
      line: 'flexibilityReward',
      from: 'retailer',
      to: 'points:sato',
      energyWh: 50,
      pay: { priceSen: 3000 },
    };
    const store = async (...grants: Grant[]) => (await send(`/slots/${NOON}/grants`, { grants })).body;
    expect(await store(grant)).to.deep.equal({ stored: 1 });
    await restart();
    await exchange.scheduler.tick();
    expect(await store(grant)).to.deep.equal({ stored: 0 });
    await exchange.scheduler.tick();
    expect((await get('/ledger/accounts/points:sato')).lines).to.deep.equal([
      { line: 'flexibilityReward', energyWh: '50', amountMillisen: '150000' },
    ]);
    expect(await get(`/slots/${NOON}/settlement`)).to.include({ version: 2 });
    expect((await get('/ledger/trial-balance')).balanced).to.equal(true);
  });
});
