import { expect } from 'chai';
import { BillingAccountsService } from '#api/billing/billing-accounts.service.js';
import { Database } from '#api/database/database.js';
import { PostingRow } from '#api/settlement/settlement.entities.js';
import { sayAnchored } from '#backtest/settled-month.js';
import { slotOf } from '#energy';
import { KEPCO_JURYO_DENTO_A, marketPriceSen, TERASEL_MARKET_KANTO } from '#tariff';
import { closeMonth, makeSettledJuly, noonOf, startBilling, stopBilling } from './billed-month.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import type { TestExchange } from './exchange.js';
import { spotFile as printSpotFile } from './spot-file.js';

const MONTH = '2026-07';
const FIRST = slotOf('2026-07-01');
const SLOTS = 31 * 48;
/** Tokyo's price of a half hour: every one another, none a round number of yen. */
const tokyoSen = (slot: number) => 501 + ((slot * 37) % 3000);

const spotFile = (slots: readonly number[], priceSen = tokyoSen) => printSpotFile(slots, priceSen);

onBothDatabases('what a month is priced with', (make) => {
  let database: TestDatabase;
  let billing: { exchange: TestExchange; folder: string };
  const call: TestExchange['call'] = (...args) => billing.exchange.call(...args);
  const july = Array.from({ length: SLOTS }, (_, index) => FIRST + index);

  before(async function () {
    this.timeout(120_000);
    database = await make();
    await makeSettledJuly(database);
    billing = await startBilling(database);
    const accounts = billing.exchange.app.get(BillingAccountsService);
    const change = async (participantId: string, tariffId: string) => ({
      participantId,
      account: {
        ...(await accounts.get(participantId)),
        tariffId,
        capacity: tariffId === TERASEL_MARKET_KANTO.id ? { unit: 'A' as const, amount: 30 } : null,
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
  const byTheMarket = () =>
    billing.exchange.app.get(Database).read(async (manager) => {
      const where = { account: 'participant:baba', line: 'residualSupply' as const };
      const rows = await manager.find(PostingRow, { where });
      const { energy } = TERASEL_MARKET_KANTO.terms[0]!.value;
      if (energy.kind !== 'market') throw new Error('the menu has changed');
      return rows.reduce((sum, { slot, energyWh }) => sum + energyWh * marketPriceSen(energy, tokyoSen(slot)), 0);
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

  it('a closed month keeps the prices that it was priced with, in corrections too', async () => {
    await publish(spotFile(july, () => 9000));
    await announce([{ ...fuel, sen: 500 }]);
    expect((await close()).step).to.equal('nothing');
    const readings = ['baba', 'doi'].map((id) => ({
      meterId: `meter-${id}`,
      slot: slotOf('2026-07-10', 3),
      exportWh: 0,
      importWh: 40_000,
    }));
    expect((await call('POST', '/readings/corrections', { readings })).status).to.equal(200);
    await billing.exchange.scheduler.tick();
    await sayAnchored(billing.exchange.app);
    billing.exchange.clock.advanceTo(noonOf('2026-08-20'));
    expect((await close()).problem).to.equal(null);
    const [first, second] = await billsOf('baba');
    expect(marketCharge(second)).to.equal(await byTheMarket());
    expect(marketCharge(second) - marketCharge(first)).to.be.greaterThan(0);
    const [, kepco] = await billsOf('doi');
    const details = kepco.lines.find(({ code }: any) => code === 'retailCharge').details;
    expect(details.find(({ code }: any) => code === 'fuelAdjustment').unitPriceSen).to.equal(-123);
  });
});
