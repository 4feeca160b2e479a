import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { MonthCloseService } from '#api/billing/month-close.service.js';
import { Database } from '#api/database/database.js';
import { MeteringService } from '#api/metering/metering.service.js';
import { Reading } from '#api/metering/reading.entity.js';
import { readRetailerTable, SETTLEMENT_MONTHLY } from '#formats';
import { BUYERS, makeSettledJuly, SELLERS, startBilling, stopBilling } from './billed-month.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import type { TestExchange } from './exchange.js';

const DAYS = ['2026-07-30', '2026-07-31'];
const HOUSEHOLDS = [...SELLERS, ...BUYERS];

onBothDatabases('確定区分', (make) => {
  let database: TestDatabase;
  let billing: { exchange: TestExchange; folder: string };

  before(async function () {
    this.timeout(120_000);
    database = await make();
    await makeSettledJuly(database, DAYS[0]);
    billing = await startBilling(database);
  });

  after(async () => {
    await stopBilling(billing);
    await database.remove();
  });

  /** What the retailer's file of the month says, by household. */
  const finalities = async () => {
    const { exchange, folder } = billing;
    await exchange.app.get(MonthCloseService).close({ month: '2026-07', folder, provisional: true });
    const names = readdirSync(folder, { recursive: true }).map(String);
    const name = names.find((each) => each.includes('settlement_monthly'))!;
    const rows = readRetailerTable(SETTLEMENT_MONTHLY, readFileSync(join(folder, name)), name);
    const byContract = new Map(rows.map(({ contractNumber, finality }) => [contractNumber, finality]));
    const said = new Map<string, string | undefined>();
    for (const id of HOUSEHOLDS) {
      const { contractNumber } = (await exchange.call('GET', `/billing/accounts/${id}`)).body;
      said.set(id, byContract.get(contractNumber));
    }
    return Object.fromEntries(said);
  };
  /** Whether the household's own screen says 確定 of all its trades. */
  const isSettledOnScreen = async (id: string) => {
    const resident = await billing.exchange.signIn('resident', [id]);
    const statuses: string[] = [];
    for (const day of DAYS) {
      const path = `/resident/points/${id}/trades?day=${day}&limit=200`;
      const { trades } = (await billing.exchange.callAs(resident, 'GET', path)).body;
      statuses.push(...trades.map(({ status }: any) => status));
    }
    expect(statuses).not.to.deep.equal([]);
    return statuses.every((status) => status === 'settled');
  };
  const expectAgreement = async () => {
    const said = await finalities();
    for (const id of HOUSEHOLDS) {
      expect(['確定', '修正'].includes(said[id]!), id).to.equal(await isSettledOnScreen(id));
    }
    return said;
  };
  /** The grid company says the same values again, confirmed. */
  const confirm = async (ids: readonly string[]) => {
    const { app } = billing.exchange;
    const stored = await app.get(Database).read((manager) => manager.find(Reading));
    const readings = stored
      .filter(({ meterId }) => ids.includes(meterId.slice('meter-'.length)))
      .map(({ meterId, slot, exportWh, importWh }) => ({ meterId, slot, exportWh, importWh }));
    const { attested } = await app
      .get(MeteringService)
      .deliver({ source: 'gridCompany', sender: 'test', format: 'w5', state: 'confirmed', readings });
    expect(attested).to.equal(readings.length);
  };

  it('is 確定 where the resident’s screen says so: by attestations too, and of both meters of each trade', async () => {
    const all = (finality: string) => Object.fromEntries(HOUSEHOLDS.map((id) => [id, finality]));
    expect(await expectAgreement()).to.deep.equal(all('日毎'));
    await confirm([...BUYERS, 'sato']);
    expect(await expectAgreement()).to.deep.equal({ ...all('日毎'), sato: '確定' });
    await confirm(['suzuki']);
    expect(await expectAgreement()).to.deep.equal(all('確定'));
  });
});
