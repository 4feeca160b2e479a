import { expect } from 'chai';
import { AccountsService } from '#api/accounts/accounts.service.js';
import { MeteringService } from '#api/metering/metering.service.js';
import { gateClosureMs, slotEndMs } from '#energy';
import type { TradeView } from '#resident';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Caller, enrol, NOON, reading, startExchange, type TestExchange } from './exchange.js';

const HOUR_MS = 3_600_000;
const DAY = '2026-05-18';

onBothDatabases("a resident's household over HTTP", (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;
  let sato: Caller;
  let suzuki: Caller;
  /** Sequence of the one trade in its book. */
  let sequence: number;

  before(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato', 'suzuki', 'tanaka']);
    sato = await exchange.signIn('resident', ['sato']);
    suzuki = await exchange.signIn('resident', ['suzuki']);
    await exchange.scheduler.tick();
    await exchange.place('s1', 'sato', 'sell', 1200, 500);
    await exchange.place('b1', 'suzuki', 'buy', 1500, 300);
    sequence = (await get(sato, '/sato/trades')).body.trades[1].sequence;
  });

  after(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const get = (who: Caller | undefined, path: string) => exchange.callAs(who, 'GET', `/resident/points${path}`);
  const at = async (ms: number) => {
    await exchange.advanceTo(ms);
    // Sessions end when nobody uses them for hours.
    for (const who of [sato, suzuki]) await get(who, '');
  };
  const brief = (trades: TradeView[]) => trades.map(({ side, status, energyWh }) => [side, status, energyWh]);

  const ROUTES = [
    '/home',
    `/series?span=day&at=${DAY}`,
    `/series.csv?span=day&at=${DAY}`,
    `/market?day=${DAY}`,
    '/trades',
    `/trades/${NOON}/5`,
    `/trades/${NOON}/5/evidence`,
    `/label?day=${DAY}`,
    '/notices',
    '/settings',
  ];

  it('shows only the account’s own supply points; all others do not exist', async () => {
    expect((await get(sato, '')).body).to.deep.equal([
      { pointId: 'sato', meterId: 'meter-sato', area: { ja: '世田谷区', en: 'Setagaya' }, name: null },
    ]);
    for (const route of ROUTES) {
      const others = await get(sato, `/suzuki${route}`);
      const nobodys = await get(sato, `/nobody${route}`);
      expect([others.status, others.body.code], route).to.deep.equal([404, 'PARTICIPANT_UNKNOWN']);
      expect(nobodys.status, route).to.equal(404);
      expect((await get(undefined, `/sato${route}`)).status, route).to.equal(401);
      const operator = await exchange.signIn('operator');
      expect((await get(operator, `/sato${route}`)).status, route).to.equal(403);
    }
  });

  it('calls a supply point as each account names it, and takes the name away', async () => {
    const hanako = await exchange.signIn('resident');
    await exchange.app.get(AccountsService).link(hanako.accountId, ['sato'], 'family');
    const call = (who: Caller | undefined, point: string, name: unknown) =>
      exchange.callAs(who, 'PUT', `/resident/points/${point}/name`, { name });
    const nameOf = async (who: Caller) => (await get(who, '')).body[0].name;
    expect((await call(sato, 'sato', ' 成城の家 ')).status).to.equal(204);
    expect((await call(hanako, 'sato', '実家')).status).to.equal(204);
    expect([await nameOf(sato), await nameOf(hanako)]).to.deep.equal(['成城の家', '実家']);
    // Becoming an owner does not lose the name.
    await exchange.app.get(AccountsService).link(hanako.accountId, ['sato'], 'owner');
    expect(await nameOf(hanako)).to.equal('実家');
    expect((await call(sato, 'sato', null)).status).to.equal(204);
    expect([await nameOf(sato), await nameOf(hanako)]).to.deep.equal([null, '実家']);
    for (const name of ['', '  ', 'あ'.repeat(21), 'a\nb', 'a\u202eb', 7, undefined]) {
      const { status, body } = await call(sato, 'sato', name);
      expect([status, body.code], String(name)).to.deep.equal([400, 'BODY_INVALID']);
    }
    for (const point of ['suzuki', 'nobody']) {
      expect((await call(sato, point, 'x')).body.code).to.equal('PARTICIPANT_UNKNOWN');
    }
    expect((await call(undefined, 'sato', 'x')).status).to.equal(401);
  });

  it('refuses bad input by name', async () => {
    for (const path of [
      '/series?span=week&at=2026-05-18',
      '/series?span=day&at=2026-02-30',
      '/series?span=day',
      '/market?day=today',
      '/trades?limit=0',
      '/trades?limit=201',
      '/trades?before=1',
      `/trades/${NOON}/x`,
      '/trades/x/1',
      '/label?day=18.5.2026',
    ]) {
      const { status, body } = await get(sato, `/sato${path}`);
      expect(status, path).to.be.oneOf([400, 422]);
      expect(body.code, path).to.be.oneOf(['BODY_INVALID', 'DAY_INVALID', 'SLOT_INVALID']);
    }
  });

  it('follows a trade: 予定, 約定, 受渡, 確定', async () => {
    const trades = async () => (await get(sato, '/sato/trades')).body.trades as TradeView[];
    expect(brief(await trades())).to.deep.equal([
      ['sell', 'planned', 200],
      ['sell', 'traded', 300],
    ]);
    expect((await get(sato, '/sato/home')).body.next).to.deep.equal({
      type: 'sell',
      slot: NOON,
      agreedWh: 300,
      offeredWh: 200,
    });
    await at(gateClosureMs(NOON));
    expect(brief(await trades())).to.deep.equal([['sell', 'traded', 300]]);
    await at(slotEndMs(NOON));
    expect(brief(await trades())).to.deep.equal([['sell', 'delivering', 300]]);
    const readings = [reading('sato', 600, 0), reading('suzuki', 0, 250)];
    await exchange.app.get(MeteringService).submit(readings);
    await at(slotEndMs(NOON) + 3 * HOUR_MS);
    expect((await trades())[0], 'by provisional readings').to.include({ status: 'delivering', version: 1 });
    const confirm = (confirmed: typeof readings) =>
      exchange.app.get(MeteringService).deliver({
        ...{ source: 'operator', sender: 'grid', format: 'readings', state: 'confirmed', readings: confirmed },
      });
    await confirm([readings[0]!]);
    expect((await trades())[0], 'one of two meters').to.include({ status: 'delivering' });
    await confirm([readings[1]!]);
    const [trade] = await trades();
    expect(trade).to.include({ status: 'settled', allocatedWh: 250, amountMillisen: 250 * 1200, version: 1 });
    expect(trade!.isAnchored).to.equal(false);
    expect(trade!.counterpart).to.match(/^[0-9a-f]{32}$/);
    const bought = (await get(suzuki, '/suzuki/trades')).body.trades[0];
    expect(bought).to.include({ side: 'buy', allocatedWh: 250, amountMillisen: -250 * 1200 });
  });

  it('tells home, graph, market and label of the settled half hour, all from the same postings', async () => {
    const { body: home } = await get(sato, '/sato/home');
    expect(home.today).to.include({ soldWh: 250, residualSaleWh: 350, receivedMillisen: 250 * 1200 + 350 * 850 });
    expect(home.month).to.deep.equal(home.today);
    const { body: series } = await get(sato, `/sato/series?span=day&at=${DAY}`);
    expect(series.buckets[24]).to.include({ exportWh: 600, soldWh: 250, state: 'settled' });
    expect(series.total.receivedMillisen).to.equal(home.today.receivedMillisen);
    for (const span of ['month', 'year', 'years']) {
      const { body } = await get(sato, `/sato/series?span=${span}&at=${DAY}`);
      expect(body.total, span).to.deep.equal(series.total);
    }
    const { body: market } = await get(sato, `/sato/market?day=${DAY}`);
    expect(market.slots[24]).to.include({
      phase: 'closed',
      tradedWh: 300,
      meanPriceSen: 1200,
      soldWh: 300,
      boughtWh: 0,
    });
    expect(market.slots[23].phase).to.equal('notYet');
    const { body: label } = await get(suzuki, `/suzuki/label?day=${DAY}`);
    expect(label.text.ja).to.equal('世田谷区産 太陽光（環境価値: 確定前）');
    expect(label.certificates).to.deep.equal([{ id: `13112-${NOON}-t${sequence}`, slot: NOON, energyWh: 250 }]);
    expect((await get(sato, `/sato/label?day=${DAY}`)).body.certificates).to.deep.equal([]);
  });

  it('gives the graph as CSV', async () => {
    const answer = await exchange.app.inject({
      url: `/api/resident/points/sato/series.csv?span=day&at=${DAY}`,
      headers: sato.headers,
    });
    expect(answer.headers['content-type']).to.match(/text\/csv/);
    expect(answer.body.split('\r\n')[25]).to.equal(
      '2026-05-18 25,0.600,0.000,0.250,0.000,0.350,0.000,5.97500,0.00000,精算済',
    );
  });

  it('gives evidence of own trades only, and not before the chain has them', async () => {
    const { status, body } = await get(sato, `/sato/trades/${NOON}/${sequence}/evidence`);
    expect([status, body.code]).to.deep.equal([404, 'EVIDENCE_NOT_READY']);
    const tanaka = await exchange.signIn('resident', ['tanaka']);
    for (const path of [`/tanaka/trades/${NOON}/${sequence}`, `/tanaka/trades/${NOON}/${sequence}/evidence`]) {
      const other = await get(tanaka, path);
      expect([other.status, other.body.code]).to.deep.equal([404, 'TRADE_UNKNOWN']);
    }
    expect((await get(tanaka, '/tanaka/trades')).body.trades).to.deep.equal([]);
  });

  it('tells of a correction and of a silent meter', async () => {
    await exchange.app
      .get(MeteringService)
      .correct([{ meterId: 'meter-sato', slot: NOON, exportWh: 500, importWh: 0 }]);
    await at(slotEndMs(NOON) + 3 * HOUR_MS + 1);
    const { body } = await get(sato, '/sato/notices');
    expect(body.notices.find(({ type }: { type: string }) => type === 'corrected')).to.include({
      slot: NOON,
      version: 2,
      amountMillisen: -100 * 850,
    });
    const tanaka = await exchange.signIn('resident', ['tanaka']);
    const types = (await get(tanaka, '/tanaka/notices')).body.notices.map(({ type }: { type: string }) => type);
    expect(types).to.include('readingsMissing').and.not.include('corrected');
    expect((await get(sato, '/sato/trades')).body.trades[0].version).to.equal(2);
  });

  it('pages through trades without losing or repeating one', async () => {
    const { body: first } = await get(sato, '/sato/trades?limit=1');
    expect([first.trades.length, first.next]).to.deep.equal([1, null]);
    const before = `${NOON}.${sequence}`;
    expect((await get(sato, `/sato/trades?limit=1&before=${before}`)).body.trades).to.deep.equal([]);
    expect((await get(sato, '/sato/trades?day=2026-05-17')).body.trades).to.deep.equal([]);
    expect((await get(sato, `/sato/trades?day=${DAY}`)).body.trades).to.have.length(1);
  });

  describe('settings', () => {
    const ANY = { wantedOrigin: 'any', originKind: 'soft', originPremiumSen: 0 };
    const SUN = { wantedOrigin: 'solar', originKind: 'hard', originPremiumSen: 200 };
    const SEEN = { mode: 'balanced', minSellPriceSen: 850, maxBuyPriceSen: 2596, automatic: false, ...ANY };
    const put = (who: Caller, point: string, body: object) =>
      exchange.callAs(who, 'PUT', `/resident/points/${point}/settings`, body);

    it('come with what helps to choose them', async () => {
      expect((await get(sato, '/sato/settings')).body).to.deep.equal({
        ...SEEN,
        minPriceSen: 1,
        maxPriceSen: 5000,
        postFitPriceSen: 850,
        breakEvenPriceSen: 2596,
        editable: true,
      });
    });

    it('are changed by the owner, and sending the form twice changes them once', async () => {
      const wanted = { mode: 'green', minSellPriceSen: 900, maxBuyPriceSen: 2400, automatic: true, ...SUN };
      const [one, two] = await Promise.all([
        put(sato, 'sato', { ...wanted, seen: SEEN }),
        put(sato, 'sato', { ...wanted, seen: SEEN }),
      ]);
      expect([one.status, two.status]).to.deep.equal([200, 200]);
      expect(two.body).to.include(wanted);
      const stale = await put(sato, 'sato', { ...wanted, automatic: false, seen: SEEN });
      expect([stale.status, stale.body.code]).to.deep.equal([409, 'SETTINGS_CHANGED']);
      expect((await get(sato, '/sato/settings')).body).to.include(wanted);
      expect((await get(sato, '/sato/home')).body.settings).to.deep.equal(wanted);
    });

    it('are refused beyond the market’s prices, in another shape, for others and by family', async () => {
      const seen = (await get(suzuki, '/suzuki/settings')).body;
      const wanted = { mode: 'green', minSellPriceSen: 900, maxBuyPriceSen: 2400, automatic: true, ...SUN };
      const form = { ...wanted, seen: { ...SEEN } };
      const tooDear = await put(suzuki, 'suzuki', { ...form, maxBuyPriceSen: 5001 });
      expect([tooDear.status, tooDear.body.code]).to.deep.equal([422, 'PRICE_OUT_OF_BAND']);
      const tooDearWithPremium = await put(suzuki, 'suzuki', { ...form, maxBuyPriceSen: 4801 });
      expect([tooDearWithPremium.status, tooDearWithPremium.body.code]).to.deep.equal([422, 'PRICE_OUT_OF_BAND']);
      const { wantedOrigin: _, ...withoutOrigin } = form;
      for (const bad of [
        withoutOrigin,
        { ...form, wantedOrigin: 'nuclear' },
        { ...form, originKind: 'firm' },
        { ...form, originPremiumSen: 150 },
        { ...form, originPremiumSen: -100 },
        { ...form, originPremiumSen: 1100 },
        { ...form, minSellPriceSen: 1.5 },
        { ...form, mode: 'greedy' },
        { ...form, participantId: 'sato' },
        wanted,
      ]) {
        expect((await put(suzuki, 'suzuki', bad)).status).to.equal(400);
      }
      expect((await put(suzuki, 'sato', form)).status).to.equal(404);
      const family = await exchange.signIn('resident');
      await exchange.app.get(AccountsService).link(family.accountId, ['suzuki'], 'family');
      const byFamily = await put(family, 'suzuki', form);
      expect([byFamily.status, byFamily.body.code]).to.deep.equal([403, 'NOT_OWNER']);
      expect((await get(family, '/suzuki/home')).status).to.equal(200);
      expect((await get(suzuki, '/suzuki/settings')).body).to.deep.equal(seen);
    });
  });

  it('without a chain there is no place to verify at', async () => {
    for (const [method, path] of [
      ['GET', '/chain/place'],
      ['POST', '/chain/node'],
    ] as const) {
      const body = [{ jsonrpc: '2.0', id: 0, method: 'eth_chainId', params: [] }];
      const answer = await exchange.callAs(sato, method, path, method === 'POST' ? body : undefined);
      expect([answer.status, answer.body.code]).to.deep.equal([404, 'EVIDENCE_NOT_READY']);
    }
    for (const bad of [
      [{ jsonrpc: '2.0', id: 0, method: 'eth_sendRawTransaction', params: ['0x'] }],
      [],
      [{ jsonrpc: '2.0', id: 0, method: 'eth_call', params: [{ to: '0x', data: '0x', from: '0x' }, 'latest'] }],
    ]) {
      expect((await exchange.callAs(sato, 'POST', '/chain/node', bad)).status).to.equal(400);
    }
  });
});
