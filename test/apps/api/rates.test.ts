import { expect } from 'chai';
import { openDataSource } from '#api/database/data-source.js';
import { Co2FactorRow, RateRow, TariffTermsRow } from '#api/rules/rate.entities.js';
import { RatesService } from '#api/rules/rates.service.js';
import { TariffsService } from '#api/rules/tariffs.service.js';
import { KEPCO_JURYO_DENTO_A, priceMonth, TEPCO_JURYO_DENTO_B } from '#tariff';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, MORNING_MS, startExchange, type TestExchange } from './exchange.js';

/** The clock stands in May 2026. */
const NEXT = '2026-06';
const DAY_MS = 24 * 3_600_000;

onBothDatabases('rates and menus that a retailer enters', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url, {}, MORNING_MS - 3 * DAY_MS);
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const rate = { name: 'postFitPriceSen', fromMonth: NEXT, priceSen: 1000, source: '取締役会 5月14日' };
  const enter = (change: object = {}) => exchange.call('POST', '/rates', { ...rate, ...change });
  const { value: standing } = TEPCO_JURYO_DENTO_B.terms.at(-1)!;
  /** The menu as it stands, with another price of its last tier. */
  const dearer = (priceSen: number) => {
    const { energy } = standing;
    if (energy.kind !== 'tiers') throw new Error('the menu has changed');
    return { ...standing, energy: { ...energy, tiers: energy.tiers.with(-1, { priceSen }) } };
  };
  const enterTerms = (terms: object, change: object = {}, id = TEPCO_JURYO_DENTO_B.id) =>
    exchange.call('POST', `/tariffs/${id}/terms`, { fromMonth: NEXT, terms, source: '値上げ', ...change });
  const restart = async () => {
    const nowMs = exchange.clock.nowMs();
    await exchange.app.close();
    exchange = await startExchange(database.url, {}, nowMs);
  };

  it('a rate holds from its month on for everything that asks for one; also after a restart', async () => {
    expect((await enter()).status).to.equal(201);
    expect((await enter()).body, 'the same again').to.deep.equal(rate);
    for (const _ of [1, 2]) {
      const { body } = await exchange.call('GET', '/operations/rules');
      const shown = body.rates.find(({ name }: any) => name === rate.name).values;
      expect(shown.map(({ fromDay, value, isInForce }: any) => [fromDay, value, isInForce])).to.deep.equal([
        ['2024-04-01', 850, true],
        ['2026-06-01', 1000, false],
      ]);
      expect(body.earliestRateMonth).to.equal(NEXT);
      const rates = exchange.app.get(RatesService);
      expect(rates.at('2026-05-31').postFitPriceSen).to.equal(850);
      expect(rates.at('2026-06-01')).to.include({ postFitPriceSen: 1000, retailPriceSen: 3640 });
      await restart();
    }
    await enrol(exchange, ['sato']);
    const resident = await exchange.signIn('resident', ['sato']);
    const marketOn = async (day: string) =>
      (await exchange.callAs(resident, 'GET', `/resident/points/sato/market?day=${day}`)).body.postFitPriceSen;
    expect([await marketOn('2026-05-31'), await marketOn('2026-06-01')]).to.deep.equal([850, 1000]);
  });

  it('is refused for a month that has begun or can be traded, and out of range; the last one for a month stands', async () => {
    for (const fromMonth of ['2020-01', '2026-05']) {
      const { status, body } = await enter({ fromMonth });
      expect([status, body.code]).to.deep.equal([409, 'RATE_TOO_EARLY']);
      expect(body.details).to.deep.equal({ fromMonth, earliestMonth: NEXT });
    }
    for (const bad of [
      { name: 'levy' },
      { fromMonth: '2026-6' },
      { fromMonth: '2026-13' },
      { priceSen: 1.5 },
      { source: '' },
    ]) {
      expect((await enter(bad)).body.code, JSON.stringify(bad)).to.equal('BODY_INVALID');
    }
    for (const priceSen of [-1, 100_001]) expect((await enter({ priceSen })).body.code).to.equal('RULE_PRICE_INVALID');
    // 36.40 less 10.44 of delivery: above it no price of a neighbour helps both sides.
    expect((await enter({ priceSen: 2597 })).body.code).to.equal('WINDOW_INVALID');
    expect((await enter({ name: 'retailPriceSen', fromMonth: '2026-08', priceSen: 2100 })).status).to.equal(201);
    expect((await enter({ priceSen: 1100 })).body.code, 'from August on').to.equal('WINDOW_INVALID');
    await enter();
    await enter({ priceSen: 900 });
    expect(exchange.app.get(RatesService).at('2026-06-01').postFitPriceSen).to.equal(900);
    // The month's first half hour can be traded 26 hours before it.
    exchange.clock.advanceTo(Date.parse('2026-05-30T22:00:00+09:00'));
    expect((await enter()).body.details).to.include({ earliestMonth: '2026-07' });
    await enterTerms(dearer(5000), { fromMonth: '2026-07' });
    const store = await openDataSource(database.url);
    const refused = (work: Promise<unknown>) => work.then(() => 'done', String);
    expect(await refused(store.manager.update(RateRow, { entry: 1 }, { priceSen: 1 }))).to.include('append-only');
    expect(await refused(store.manager.delete(TariffTermsRow, { entry: 1 }))).to.include('append-only');
    await store.destroy();
  });

  it('terms of a menu price the months from theirs on, and no month before', async () => {
    expect((await enterTerms(dearer(5000))).status).to.equal(201);
    await restart();
    const tariff = exchange.app.get(TariffsService).of(TEPCO_JURYO_DENTO_B.id);
    const yenOf = (month: string, lastDay: string, of = tariff) =>
      priceMonth(of, {
        billingMonth: month,
        fromDay: `${month}-01`,
        toDay: `${month}-${lastDay}`,
        contract: { capacity: { unit: 'A', amount: 30 } },
        use: { usageKwh: 400 },
        fuelAdjustmentSen: 0,
      }).totalYen;
    expect(yenOf('2026-05', '31')).to.equal(yenOf('2026-05', '31', TEPCO_JURYO_DENTO_B));
    const before = yenOf('2026-06', '30', TEPCO_JURYO_DENTO_B);
    expect(yenOf('2026-06', '30') - before).to.equal(100 * 50 - 100 * 40.49);
    const { tariffs, earliestMonth } = (await exchange.call('GET', '/tariffs')).body;
    expect(earliestMonth).to.equal(NEXT);
    const shown = tariffs.find(({ id }: any) => id === TEPCO_JURYO_DENTO_B.id).terms;
    expect(shown.at(-1)).to.deep.include({ fromDay: '2026-06-01', source: '値上げ' });
    expect(tariffs.find(({ id }: any) => id === KEPCO_JURYO_DENTO_A.id).terms).to.have.length(2);
  });

  it('terms that could not price a month are refused', async () => {
    expect((await enterTerms(dearer(5000), { fromMonth: '2026-05' })).body.code).to.equal('RATE_TOO_EARLY');
    expect((await enterTerms(dearer(5000), {}, 'none')).body.code).to.equal('TARIFF_UNKNOWN');
    expect((await enterTerms(dearer(-1))).body.code).to.equal('TARIFF_INVALID');
    expect((await enterTerms(dearer(1.5))).body.code).to.equal('TARIFF_INVALID');
    expect((await enterTerms({ ...standing, energy: { kind: 'tiers', tiers: [] } })).body.code).to.equal(
      'TARIFF_INVALID',
    );
    for (const terms of [
      {},
      { ...standing, taxIncluded: false },
      { ...standing, more: 1 },
      { ...standing, energy: { kind: 'free' } },
    ]) {
      expect((await enterTerms(terms)).body.code).to.equal('BODY_INVALID');
    }
    expect(exchange.app.get(TariffsService).of(TEPCO_JURYO_DENTO_B.id)).to.equal(TEPCO_JURYO_DENTO_B);
  });

  it('what was entered stands in the audit log', async () => {
    const retailer = await exchange.signIn('retailer');
    await exchange.callAs(retailer, 'POST', '/rates', rate);
    const entries: any[] = (await exchange.call('GET', '/audit')).body;
    expect(
      entries.filter(({ accountId }) => accountId === retailer.accountId).map(({ action }) => action),
    ).to.deep.equal(['POST /api/rates', 'POST /api/rates']);
  });

  describe('emission factors of the grid', () => {
    const factor = { fromDay: '2025-04-01', gramsPerKwh: 421, source: '環境省 令和7年度 全国平均（例）' };
    const enterFactor = (change: object = {}) => exchange.call('POST', '/co2-factors', { ...factor, ...change });
    const shown = async () => {
      const { co2Factors } = (await exchange.call('GET', '/operations/rules')).body;
      return co2Factors.map(({ fromDay, value, isInForce }: any) => [fromDay, value, isInForce]);
    };

    it('hold from their day on, which may be over; the last one from a day stands, also after a restart', async () => {
      expect(await shown()).to.deep.equal([['2022-04-01', 438, true]]);
      expect((await enterFactor({ gramsPerKwh: 420 })).status).to.equal(201);
      for (const _ of [1, 2]) expect((await enterFactor()).body).to.deep.equal(factor);
      await enterFactor({ fromDay: '2021-04-01', gramsPerKwh: 434 });
      await restart();
      expect(await shown()).to.deep.equal([
        ['2021-04-01', 434, false],
        ['2022-04-01', 438, false],
        ['2025-04-01', 421, true],
      ]);
      const stored = await openDataSource(database.url);
      expect(await stored.manager.count(Co2FactorRow), 'the same again changes nothing').to.equal(3);
      const change = stored.manager.update(Co2FactorRow, { entry: 1 }, { gramsPerKwh: 1 });
      expect(await change.catch(({ message }: Error) => message)).to.include('append-only');
      await stored.destroy();
    });

    it('are refused out of range, without a source, of a day that is none, and from others than the operator', async () => {
      for (const bad of [
        { gramsPerKwh: -1 },
        { gramsPerKwh: 2001 },
        { gramsPerKwh: 0.4 },
        { source: '' },
        { fromDay: '2025' },
      ]) {
        expect((await enterFactor(bad)).body.code, JSON.stringify(bad)).to.equal('BODY_INVALID');
      }
      expect((await enterFactor({ fromDay: '2025-02-30' })).body.code).to.equal('DAY_INVALID');
      const retailer = await exchange.signIn('retailer');
      expect((await exchange.callAs(retailer, 'POST', '/co2-factors', factor)).status).to.equal(403);
    });
  });
});
