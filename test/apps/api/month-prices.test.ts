import { expect } from 'chai';
import { In } from 'typeorm';
import { BillingAccountsService } from '#api/billing/billing-accounts.service.js';
import { MonthCloseService } from '#api/billing/month-close.service.js';
import { missingPriceLine } from '#api/billing/month-prices.service.js';
import { openDataSource } from '#api/database/data-source.js';
import { Database } from '#api/database/database.js';
import { RuleSetRow } from '#api/rules/rule-set.entity.js';
import { PostingRow } from '#api/settlement/settlement.entities.js';
import { sayAnchored } from '#backtest/settled-month.js';
import { slotOf } from '#energy';
import { KEPCO_JURYO_DENTO_A, marketPriceSen, TERASEL_MARKET_KANTO } from '#tariff';
import { closeMonth, makeSettledJuly, noonOf, SELLERS, startBilling, stopBilling } from './billed-month.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import type { TestExchange } from './exchange.js';
import { spotFile as printSpotFile } from './spot-file.js';

const MONTH = '2026-07';
const FIRST = slotOf('2026-07-01');
const SLOTS = 31 * 48;
/** Tokyo's price of a half hour: every one another, none a round number of yen. */
const tokyoSen = (slot: number) => 501 + ((slot * 37) % 3000);

const spotFile = (slots: readonly number[], priceSen = tokyoSen, elsewhereSen = 9900) =>
  printSpotFile(slots, priceSen, elsewhereSen);

/** As if the community had agreed on it in June; the door takes no rules for days that are past. */
async function agreeOnImbalancePrices({ url }: TestDatabase): Promise<void> {
  const store = await openDataSource(url);
  const rules = JSON.stringify({ deviationPolicy: { name: 'imbalancePrice', taxPercent: 10 } });
  const key = { areaId: 13112, entry: 1, fromDay: '2026-07-01' };
  await store.manager.insert(RuleSetRow, { ...key, source: 'test', rules, enteredBy: 'test', enteredAtMs: 0 });
  await store.destroy();
}

onBothDatabases('what a month is priced with', (make) => {
  let database: TestDatabase;
  let billing: { exchange: TestExchange; folder: string };
  const call: TestExchange['call'] = (...args) => billing.exchange.call(...args);
  const july = Array.from({ length: SLOTS }, (_, index) => FIRST + index);

  before(async function () {
    this.timeout(120_000);
    database = await make();
    await makeSettledJuly(database);
    await agreeOnImbalancePrices(database);
    billing = await startBilling(database);
    const accounts = billing.exchange.app.get(BillingAccountsService);
    const change = async (participantId: string, tariffId: string) => ({
      participantId,
      fromMonth: MONTH,
      account: {
        ...(await accounts.get(participantId)),
        tariffId,
        capacity: tariffId === TERASEL_MARKET_KANTO.id ? { unit: 'A' as const, amount: 30, isMeasured: false } : null,
      },
    });
    await accounts.store([await change('baba', TERASEL_MARKET_KANTO.id), await change('doi', KEPCO_JURYO_DENTO_A.id)]);
  });

  after(async () => {
    await stopBilling(billing);
    await database.remove();
  });

  const publish = async (bytes: Uint8Array, file = 'spot_summary_2026.csv') => {
    const { headers } = await billing.exchange.signIn('retailer');
    const answer = await billing.exchange.app.inject({
      method: 'POST',
      url: `/api/billing/spot-prices?file=${file}`,
      payload: Buffer.from(bytes),
      headers: { ...headers, 'content-type': 'application/octet-stream' },
    });
    return { status: answer.statusCode, body: JSON.parse(answer.body) };
  };
  const announce = (adjustments: object[]) => call('POST', '/billing/fuel-adjustments', { adjustments });
  const fuel = { month: MONTH, tariffId: KEPCO_JURYO_DENTO_A.id, sen: -123, source: '公表 2026年7月分' };
  const close = () => closeMonth(billing.exchange, MONTH);
  const billsOf = async (id: string) =>
    (await call('GET', `/participants/${id}/statements`)).body
      .filter(({ kind }: any) => kind === 'bill')
      .map(({ statement }: any) => statement);
  /** What the half hours of Baba's rest come to by the market, one by one. */
  const byTheMarket = (priceSen = tokyoSen) =>
    billing.exchange.app.get(Database).read(async (manager) => {
      const where = { account: 'participant:baba', line: 'residualSupply' as const };
      const rows = await manager.find(PostingRow, { where });
      const { energy } = TERASEL_MARKET_KANTO.terms[0]!.value;
      if (energy.kind !== 'market') throw new Error('the menu has changed');
      return rows.reduce((sum, { slot, energyWh }) => sum + energyWh * marketPriceSen(energy, priceSen(slot)), 0);
    });
  const marketCharge = (bill: any) =>
    bill.lines
      .find(({ code }: any) => code === 'retailCharge')
      .details.find(({ labelJa }: any) => labelJa.includes('市場連動')).amountMillisen;

  it('names menus without a fuel adjustment, and the first half hour without a price', async () => {
    const { problem } = await close();
    expect(problem.code).to.equal('MONTH_NOT_READY');
    expect(problem.message).to.include('the fuel adjustment is not entered for kepco-juryo-dento-a');
    const readiness = (await call('GET', `/billing/months/${MONTH}/readiness`)).body;
    expect(readiness.state).to.equal('lacking');
    expect(readiness.unpriced).to.deep.include({ kind: 'fuel', tariffId: KEPCO_JURYO_DENTO_A.id });
    expect(readiness.unpriced).to.deep.include({ kind: 'spot', area: 'tokyo', count: SLOTS, firstSlot: FIRST });
    expect(readiness.unpriced).to.have.length(2);
    expect(problem.message).to.include('1488 half hours have no JEPX price of tokyo, the first 2026-07-01 00:00');
    const request = { month: MONTH, folder: billing.folder, provisional: true };
    const preview = await billing.exchange.app.get(MonthCloseService).close(request);
    expect(preview.made).to.equal('provisional');
    for (const line of readiness.unpriced.map(missingPriceLine)) {
      expect(preview.missing).to.include(line);
      expect(preview.report.notes).to.include(`${line}; counted as 0 here`);
    }
    expect(preview.report).to.deep.include({ isBalanced: true });
    expect(preview.report.statements.bills).to.equal(5);
    expect((await call('GET', `/billing/months/${MONTH}`)).body.closes).to.deep.equal([]);
    expect((await publish(spotFile(july.filter((slot) => slot !== FIRST + 100)))).body).to.deep.equal({
      slots: SLOTS - 1,
      stored: SLOTS - 1,
    });
    expect((await close()).problem.message).to.include(
      '1 half hours have no JEPX price of tokyo, the first 2026-07-03 02:00',
    );
    expect((await call('GET', `/billing/prices/${MONTH}`)).body).to.deep.include({
      slots: SLOTS,
      spotSlots: SLOTS - 1,
    });
  });

  it('takes a file of prices once, and a price that differs as the next version', async () => {
    expect((await publish(spotFile(july, () => 4200))).body).to.deep.equal({ slots: SLOTS, stored: SLOTS });
    expect((await publish(spotFile(july))).body).to.deep.equal({ slots: SLOTS, stored: SLOTS });
    expect((await publish(spotFile(july))).body).to.deep.equal({ slots: SLOTS, stored: 0 });
    expect((await publish(spotFile([]))).body.code).to.equal('SPOT_PRICE_INVALID');
    expect((await publish(spotFile(july, () => 100_001))).body.code).to.equal('SPOT_PRICE_INVALID');
    expect((await publish(new TextEncoder().encode('a,b'))).body.code).to.equal('JEPX_HEADER_INVALID');
    expect((await publish(spotFile(july), '..%2Fx')).status).to.equal(400);
  });

  it('reports the money kept local at the newest price of each half hour', async () => {
    const bought = await billing.exchange.app
      .get(Database)
      .read((manager) => manager.findBy(PostingRow, { line: In(['tradedSupply', 'poolSupply']) }));
    const ofBuyers = bought.filter(({ account }) => account.startsWith('participant:'));
    const { keptLocal } = (await call('GET', `/reports/months/${MONTH}`)).body;
    expect(keptLocal).to.deep.equal({
      priced: {
        energyWh: ofBuyers.reduce((sum, { energyWh }) => sum + energyWh, 0),
        amountMillisen: String(ofBuyers.reduce((sum, { slot, energyWh }) => sum + energyWh * tokyoSen(slot), 0)),
      },
      unpricedWh: 0,
      priceArea: 'tokyo',
    });
  });

  it('takes fuel adjustments all or none, each once, and another announcement as the next version', async () => {
    const refused = async (adjustments: object[]) => (await announce(adjustments)).body.code;
    expect(await refused([fuel, { ...fuel, tariffId: TERASEL_MARKET_KANTO.id }])).to.equal('FUEL_ADJUSTMENT_INVALID');
    expect(await refused([fuel, fuel])).to.equal('FUEL_ADJUSTMENT_INVALID');
    expect(await refused([fuel, { ...fuel, tariffId: 'none' }])).to.equal('TARIFF_UNKNOWN');
    for (const wrong of [{ sen: 0.5 }, { sen: 10_001 }, { month: '2026-13' }, { source: '' }]) {
      expect(await refused([{ ...fuel, ...wrong }])).to.equal('BODY_INVALID');
    }
    expect((await announce([{ ...fuel, sen: 0 }])).body).to.deep.equal({ stored: 1 });
    expect((await announce([fuel])).body).to.deep.equal({ stored: 1 });
    expect((await announce([fuel])).body, 'the same again').to.deep.equal({ stored: 0 });
    const { fuelAdjustments } = (await call('GET', `/billing/prices/${MONTH}`)).body;
    const { month: _, ...announced } = fuel;
    expect(fuelAdjustments[0]).to.deep.equal({ ...announced, version: 2 });
    expect(fuelAdjustments).to.have.length(3);
  });

  it('shows every version of a price, superseded ones included, with what it is from', async () => {
    const { fuel: versions, spot, imbalance, slots } = (await call('GET', `/billing/prices/${MONTH}/versions`)).body;
    const ofMenu = versions.filter(({ tariffId }: any) => tariffId === fuel.tariffId);
    expect(ofMenu.map(({ version, sen, source }: any) => ({ version, sen, source }))).to.deep.equal([
      { version: 2, sen: -123, source: fuel.source },
      { version: 1, sen: 0, source: fuel.source },
    ]);
    expect([slots, spot.knownSlots]).to.deep.equal([SLOTS, SLOTS]);
    // All were entered in the same instant from the same file: one delivery, with the versions that it brought.
    const [delivery] = spot.deliveries;
    expect(delivery).to.include({ source: 'spot_summary_2026.csv', slots: SLOTS * 3 - 1 });
    expect(delivery.revisedSlots).to.equal(SLOTS * 2 - 1);
    expect(imbalance).to.deep.equal({ knownSlots: 0, deliveries: [] });
    const prices = [{ slot: FIRST, shortagePriceSen: 3000, surplusPriceSen: 500, taxIncluded: true }];
    expect((await call('POST', '/imbalance-prices', { source: '公表', prices })).status).to.equal(200);
    const { imbalance: entered } = (await call('GET', `/billing/prices/${MONTH}/versions`)).body;
    expect(entered.knownSlots).to.equal(1);
    expect(entered.deliveries[0]).to.include({ source: '公表', slots: 1, revisedSlots: 0 });
    expect((await call('GET', '/billing/prices/2026-13/versions')).body.code).to.equal('BODY_INVALID');
  });

  it('prices the market-linked menu by the half hour, and the month by the newest fuel adjustment', async () => {
    expect((await close()).problem).to.equal(null);
    const [bill] = await billsOf('baba');
    expect(marketCharge(bill)).to.equal(await byTheMarket());
    const [kepco] = await billsOf('doi');
    const details = kepco.lines.find(({ code }: any) => code === 'retailCharge').details;
    const adjustment = details.find(({ code }: any) => code === 'fuelAdjustment');
    expect(adjustment.amountMillisen).to.equal(adjustment.quantity * -123 * 1000);
    expect(kepco.baseline.source).to.include(fuel.source);
  });

  const adjustmentsOf = async (id: string) =>
    (await call('GET', `/participants/${id}/statements`)).body
      .filter(({ kind, adjustment }: any) => kind === 'bill' && adjustment !== null)
      .map(({ adjustment }: any) => adjustment);
  const stateOf = async () => (await call('GET', `/billing/months/${MONTH}/readiness`)).body.state;
  const fuelOf = (bill: any) =>
    bill.lines
      .find(({ code }: any) => code === 'retailCharge')
      .details.find(({ code }: any) => code === 'fuelAdjustment');

  it('another wording of an announcement, or a price of an area that nobody looks at, changes nothing', async () => {
    await announce([{ ...fuel, source: '公表 2026年7月分（再掲）' }]);
    await publish(spotFile(july, tokyoSen, 8800));
    expect(await stateOf()).to.equal('closed');
    expect((await close()).step).to.equal('nothing');
  });

  it('a price that was entered wrongly is corrected in a closed month: the difference, as the next version', async () => {
    const [before] = await billsOf('doi');
    const others = await billsOf('chiba');
    await announce([{ ...fuel, sen: 500, source: '訂正公表' }]);
    expect(await stateOf()).to.equal('changed');
    billing.exchange.clock.advanceTo(noonOf('2026-08-20'));
    const { problem, closes } = await close();
    expect(problem).to.equal(null);
    expect(closes[0]).to.deep.include({ run: 2, reason: '燃料費調整または市場価格の訂正' });
    expect(closes[0].report).to.deep.include({ isBalanced: true });
    expect(closes[0].report.statements.corrections).to.equal(1);
    const [first, second] = await billsOf('doi');
    expect(first, 'what was stated stands').to.deep.equal(before);
    expect(fuelOf(second)).to.include({ unitPriceSen: 500, quantity: fuelOf(first).quantity });
    const [adjustment] = await adjustmentsOf('doi');
    expect(adjustment.lines.map(({ code }: any) => code)).to.deep.equal(['retailCharge']);
    expect(adjustment.totalYen).to.equal(second.totalYen - first.totalYen);
    expect(adjustment.totalYen).to.be.closeTo((fuelOf(first).quantity * 623) / 100, 1);
    expect(await billsOf('chiba'), 'who has another menu').to.deep.equal(others);
    const payments = (await call('GET', '/billing/payments?state=asked')).body;
    const asked = payments.filter(({ number, version }: any) => number === second.number && version === 2);
    expect(asked.map(({ amountYen }: any) => amountYen)).to.deep.equal([adjustment.balance.payableYen]);
    expect(await stateOf()).to.equal('closed');
    expect((await close()).step).to.equal('nothing');
  });

  it('revised day-ahead prices and a late reading go into one correction; what is too much is given back', async () => {
    await publish(spotFile(july, () => 1));
    const slot = slotOf('2026-07-10', 3);
    const readings = [{ meterId: 'meter-baba', slot, exportWh: 0, importWh: 40_000 }];
    expect((await call('POST', '/readings/corrections', { readings })).status).to.equal(200);
    await billing.exchange.scheduler.tick();
    await sayAnchored(billing.exchange.app);
    const { problem, closes } = await close();
    expect(problem).to.equal(null);
    expect(closes[0].reason).to.equal('計量値または精算の訂正、燃料費調整または市場価格の訂正');
    expect(closes[0].report).to.deep.include({ isBalanced: true });
    const [first, second] = await billsOf('baba');
    expect(marketCharge(second)).to.equal(await byTheMarket(() => 1));
    const [adjustment] = await adjustmentsOf('baba');
    expect(adjustment.totalYen).to.equal(second.totalYen - first.totalYen);
    expect(adjustment.totalYen).to.be.lessThan(0);
    expect(adjustment.balance, 'is set off with the next month').to.include({
      payableYen: 0,
      carriedOutYen: adjustment.totalYen,
    });
    expect((await close()).step).to.equal('nothing');
  });

  it('an imbalance price that was entered wrongly, too: half hours are settled anew by the next version', async () => {
    const { exchange } = billing;
    const noon = slotOf('2026-07-10', 25);
    // Three buyers have bought, of whichever seller.
    const readings = SELLERS.map((id) => ({ meterId: `meter-${id}`, slot: noon, exportWh: 0, importWh: 0 }));
    expect((await call('POST', '/readings/corrections', { readings })).status).to.equal(200);
    const prices = (shortagePriceSen: number) => [
      { slot: noon, shortagePriceSen, surplusPriceSen: 500, taxIncluded: true },
    ];
    const enter = async (shortagePriceSen: number) => {
      const body = { source: '公表', prices: prices(shortagePriceSen) };
      expect((await call('POST', '/imbalance-prices', body)).body).to.deep.equal({ stored: 1 });
      await exchange.scheduler.tick();
      await sayAnchored(exchange.app);
      const { problem, closes } = await close();
      expect(problem).to.equal(null);
      expect(closes[0].reason).to.equal('計量値または精算の訂正');
      expect(closes[0].report).to.deep.include({ isBalanced: true });
    };
    const shortfallsYen = async (version: number) => {
      const { body } = await call('GET', `/billing/months/${MONTH}/statements?kind=purchase`);
      const ids = body.filter((row: any) => row.version === version).map((row: any) => row.participantId);
      const shortfalls = await Promise.all(
        ids.map(async (id: string) => {
          const own = (await call('GET', `/participants/${id}/statements`)).body;
          const { statement } = own.find((row: any) => row.kind === 'purchase' && row.version === version);
          return statement.lines.find(({ code }: any) => code === 'shortfall').amountYen;
        }),
      );
      return shortfalls.reduce((sum, yen) => sum + yen, 0);
    };
    await enter(90_000);
    await enter(9000);
    const [wrongYen, rightYen] = [await shortfallsYen(2), await shortfallsYen(3)];
    expect(wrongYen).to.be.lessThan(-100);
    expect(rightYen).to.be.closeTo(wrongYen / 10, 2);
  });
});
