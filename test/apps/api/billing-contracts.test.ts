import { expect } from 'chai';
import { BillingAccountRow, BillingContractRow, StatementRow } from '#api/billing/billing.entities.js';
import { BillingAccountsService } from '#api/billing/billing-accounts.service.js';
import { openDataSource } from '#api/database/data-source.js';
import { Database } from '#api/database/database.js';
import { billingAccountPlace, Secrets } from '#api/secrets.js';
import { fillSettledMonth, sayAnchored } from '#backtest/settled-month.js';
import { slotOf } from '#energy';
import { KEPCO_JURYO_DENTO_A, TEPCO_JURYO_DENTO_B, TEPCO_JURYO_DENTO_C, TEPCO_TEIATSU_DENRYOKU } from '#tariff';
import { BUYERS, closeMonth, makeSettledJuly, noonOf, SELLERS, startBilling, stopBilling } from './billed-month.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import type { TestExchange } from './exchange.js';

onBothDatabases('contracts by month', (make) => {
  let database: TestDatabase;
  let billing: { exchange: TestExchange; folder: string };
  const call: TestExchange['call'] = (...args) => billing.exchange.call(...args);
  const accountOf = async (id: string) => (await call('GET', `/billing/accounts/${id}`)).body;
  const contractsOf = async (id: string) => (await call('GET', `/billing/accounts/${id}/contracts`)).body;
  const change = async (participantId: string, contract: object, fromMonth?: string) =>
    call('POST', '/billing/accounts', {
      accounts: [{ participantId, account: { ...(await accountOf(participantId)), ...contract }, fromMonth }],
    });
  const LAMP_B = { tariffId: TEPCO_JURYO_DENTO_B.id, capacity: { unit: 'A', amount: 30 } };
  const LAMP_C = { tariffId: TEPCO_JURYO_DENTO_C.id, capacity: { unit: 'kVA', amount: 10 } };
  const basicYen = async (id: string, version = 1) => {
    const statements = (await call('GET', `/participants/${id}/statements`)).body;
    const bill = statements.find((row: any) => row.kind === 'bill' && row.version === version);
    const charges = bill.statement.lines.find(({ code }: any) => code === 'retailCharge').details;
    return charges.find(({ code }: any) => code === 'basic').amountMillisen / 100_000;
  };

  before(async function () {
    this.timeout(120_000);
    database = await make();
    await makeSettledJuly(database);
    billing = await startBilling(database);
    const zero = { month: '2026-07', tariffId: TEPCO_JURYO_DENTO_C.id, sen: 0, source: '仮定' };
    expect((await call('POST', '/billing/fuel-adjustments', { adjustments: [zero] })).status).to.equal(200);
  });

  after(async () => {
    await stopBilling(billing);
    await database.remove();
  });

  it('refuses at the door what its menu could not price, with the field and what to do', async () => {
    const refused = async (contract: object) => (await change('baba', contract)).body;
    const wrongUnit = await refused({ ...LAMP_C, capacity: { unit: 'A', amount: 30 } });
    expect(wrongUnit).to.deep.include({ code: 'CONTRACT_INVALID' });
    expect(wrongUnit.message).to.equal(
      'baba: The contract is for 30 A. Give whole kVA from 1 to 2000: the basic charge is by them.',
    );
    expect(wrongUnit.details).to.include({ field: 'capacity', participantId: 'baba' });
    const none = await refused({ ...LAMP_B, capacity: null });
    expect(none.message).to.match(/^baba: The contract has no capacity\. Give whole A/);
    const notInTable = await refused({ ...LAMP_B, capacity: { unit: 'A', amount: 35 } });
    expect(notInTable.message).to.equal('baba: The tariff has no 35 A. Give one of 10, 15, 20, 30, 40, 50, 60 A.');
    expect((await refused({ levyReductionPercent: 30 })).code).to.equal('BODY_INVALID');
    expect((await refused({ nameJa: '馬場\u202e' })).code).to.equal('TEXT_INVALID');
    expect((await refused({ tariffId: 'none' })).code).to.equal('TARIFF_UNKNOWN');
    expect((await contractsOf('baba')).entries).to.have.length(1);
  });

  it('prices July by what held in July, whatever was agreed on since', async () => {
    expect((await change('baba', LAMP_B, '2026-07')).status).to.equal(200);
    // In August, before July is closed: from August on.
    expect((await change('baba', LAMP_C)).status).to.equal(200);
    expect((await change('chiba', LAMP_C, '2026-07')).status).to.equal(200);
    expect((await change('doi', { tariffId: KEPCO_JURYO_DENTO_A.id, capacity: null }, '2026-10')).status).to.equal(200);
    expect((await accountOf('baba')).tariffId).to.equal(LAMP_C.tariffId);
    expect((await closeMonth(billing.exchange, '2026-07')).problem).to.equal(null);
    expect(await basicYen('baba')).to.equal(935.25);
    expect(await basicYen('chiba')).to.be.greaterThan(3000);
    const { entries, ...months } = await contractsOf('baba');
    expect(months).to.deep.equal({ earliestMonth: '2026-08', latestMonth: '2027-08', nextMonth: '2026-08' });
    expect(entries.map(({ fromMonth, contract }: any) => `${fromMonth} ${contract.tariffId}`).slice(1)).to.deep.equal([
      `2026-07 ${TEPCO_JURYO_DENTO_B.id}`,
      `2026-08 ${TEPCO_JURYO_DENTO_C.id}`,
    ]);
  });

  it('leaves a month that has statements as it was, its corrections too', async () => {
    const early = (await change('baba', { ...LAMP_B, capacity: { unit: 'A', amount: 60 } }, '2026-07')).body;
    expect(early.code).to.equal('CONTRACT_MONTH_INVALID');
    expect(early.details).to.include({ field: 'fromMonth', earliest: '2026-08', latest: '2027-08' });
    expect((await change('baba', LAMP_B, '2027-09')).body.code).to.equal('CONTRACT_MONTH_INVALID');
    const readings = [{ meterId: 'meter-baba', slot: slotOf('2026-07-10', 3), exportWh: 0, importWh: 40_000 }];
    expect((await call('POST', '/readings/corrections', { readings })).status).to.equal(200);
    await billing.exchange.scheduler.tick();
    await sayAnchored(billing.exchange.app);
    billing.exchange.clock.advanceTo(noonOf('2026-08-20'));
    expect((await closeMonth(billing.exchange, '2026-07')).problem).to.equal(null);
    expect(await basicYen('baba', 2)).to.equal(935.25);
  });

  it('refuses terms of a menu that a contract could not be priced by, naming the household', async () => {
    const value = TEPCO_JURYO_DENTO_C.terms.at(-1)!.value;
    const enter = (basic: object) =>
      call('POST', `/tariffs/${TEPCO_JURYO_DENTO_C.id}/terms`, {
        fromMonth: '2026-10',
        terms: { ...value, basic },
        source: '約款の改定',
      });
    const byKw = await enter({ ...value.basic, unit: 'kW' });
    expect(byKw.body.code).to.equal('CONTRACT_INVALID');
    expect(byKw.body.message).to.match(/^baba: The contract is for 10 kVA/);
    expect((await enter({ ...value.basic, perUnitSen: 50_000 })).status).to.equal(201);
  });

  it('bills measured power by the highest of twelve months, power that is corrected too, and discounts as lines', async function () {
    this.timeout(120_000);
    const { tariffId, ...kept } = {
      tariffId: TEPCO_TEIATSU_DENRYOKU.id,
      discounts: [{ labelJa: 'セット割', amountYen: 330 }],
    };
    const measured = { unit: 'kW', amount: 1, isMeasured: true };
    expect((await change('chiba', { tariffId, ...kept, capacity: { ...measured, unit: 'A' } })).body.code).to.equal(
      'BODY_INVALID',
    );
    expect((await change('chiba', { tariffId, ...kept, capacity: measured }, '2026-08')).status).to.equal(200);
    const adjustments = [TEPCO_TEIATSU_DENRYOKU.id, TEPCO_JURYO_DENTO_C.id].map((id) => {
      return { month: '2026-08', tariffId: id, sen: 0, source: '仮定' };
    });
    expect((await call('POST', '/billing/fuel-adjustments', { adjustments })).status).to.equal(200);
    const august = { firstDay: '2026-08-01', days: 31, sellerIds: SELLERS, buyerIds: BUYERS, seed: 8 };
    await fillSettledMonth(billing.exchange.app, { ...august, continues: true });
    await stopBilling(billing);
    billing = await startBilling(database);
    billing.exchange.clock.advanceTo(noonOf('2026-09-05'));
    expect((await closeMonth(billing.exchange, '2026-08')).problem).to.equal(null);

    const kwOf = async (version: number) => {
      const bill = (await call('GET', '/participants/chiba/statements')).body.find(
        (row: any) => row.month === '2026-08' && row.kind === 'bill' && row.version === version,
      );
      const lineOf = (code: string) => bill.statement.lines.find((line: any) => line.code === code);
      expect(lineOf('discount:1')).to.include({ labelJa: 'セット割', amountYen: -330, taxClass: 'standard' });
      return lineOf('retailCharge').details.find(({ code }: any) => code === 'basic');
    };
    const demandOf = async (month: string) => {
      const rows = await billing.exchange.app.get(Database).read((each) =>
        each.find(StatementRow, {
          where: { participantId: 'chiba', month, kind: 'bill' },
          order: { version: 'ASC' },
        }),
      );
      return JSON.parse(rows.at(-1)!.facts).maximumDemandKw;
    };
    const [july, now] = [await demandOf('2026-07'), await demandOf('2026-08')];
    expect(Math.min(july, now)).to.be.greaterThan(0);
    expect(await kwOf(1)).to.deep.include({ unit: 'kW', quantity: String(Math.max(july, now, 1)) });

    const readings = [{ meterId: 'meter-chiba', slot: slotOf('2026-07-11', 3), exportWh: 0, importWh: 20_000 }];
    expect((await call('POST', '/readings/corrections', { readings })).status).to.equal(200);
    await billing.exchange.scheduler.tick();
    await sayAnchored(billing.exchange.app);
    expect((await closeMonth(billing.exchange, '2026-07')).problem).to.equal(null);
    expect((await call('GET', '/billing/months/2026-08/readiness')).body.state).to.equal('changed');
    expect((await closeMonth(billing.exchange, '2026-08')).problem).to.equal(null);
    expect(await kwOf(2)).to.deep.include({ quantity: '40' });
  });

  it('is never changed, and is missing where none holds yet', async () => {
    const store = await openDataSource(database.url);
    const refused = (work: Promise<unknown>) => work.then(() => 'done', String);
    const { manager } = store;
    const own = { participantId: 'baba' };
    expect(await refused(manager.update(BillingContractRow, own, { fromMonth: '2026-01' }))).to.include('append-only');
    expect(await refused(manager.delete(BillingContractRow, own))).to.include('append-only');
    await store.destroy();
    const accounts = billing.exchange.app.get(BillingAccountsService);
    const known = (month: string) =>
      billing.exchange.app.get(Database).read(async (each) => [...(await accounts.all(each, month)).keys()]);
    expect(await known('2026-02')).to.deep.equal([]);
    expect(await known('2026-03')).to.include('baba');
  });

  it('takes over what an earlier release kept within the sealed account', async () => {
    const { app } = billing.exchange;
    const account = { ...(await accountOf('sato')), tariffId: TEPCO_JURYO_DENTO_C.id, payBy: 'invoice' };
    const terms = app.get(Secrets).seal(JSON.stringify(account), billingAccountPlace('sato'));
    await app.get(Database).transaction((each) => each.update(BillingAccountRow, { participantId: 'sato' }, { terms }));
    await app.get(BillingAccountsService).onModuleInit();
    await app.get(BillingAccountsService).onModuleInit();
    const { entries } = await contractsOf('sato');
    expect(entries.slice(1).map(({ fromMonth, contract }: any) => [fromMonth, contract.payBy])).to.deep.equal([
      ['2026-03', 'invoice'],
    ]);
    expect(await accountOf('sato')).to.deep.equal(account);
    const row = await app
      .get(Database)
      .read((each) => each.findOneByOrFail(BillingAccountRow, { participantId: 'sato' }));
    expect(app.get(Secrets).open(row.terms, billingAccountPlace('sato'))).to.not.include('tariffId');
  });
});
