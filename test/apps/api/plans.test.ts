import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { KeptFileRow } from '#api/billing/billing.entities.js';
import { FileStore } from '#api/billing/file-store.js';
import { Database, insertRows } from '#api/database/database.js';
import { TradeRow } from '#api/market/market.entities.js';
import { MeteringService } from '#api/metering/metering.service.js';
import { billingSettings } from '#backtest/bill-community.js';
import { addDays, komaOf, slotOf, slotStartMs } from '#energy';
import { parseDemandPlan, parseGenerationPlan, sha256 } from '#formats';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, startExchange, type TestExchange } from './exchange.js';

/** A Wednesday; all days of readings before it are alike, so that the forecast is known. */
const TODAY = '2026-05-20';
const DAY = addDays(TODAY, 1);
const FIRST = slotOf(DAY);
const NOON_KOMA = 25;
const party = (code: string, name: string) => ({ code, name });
const source = (code: string, name: string, contractId: string) => ({
  ...party(code, name),
  contractId,
  jp06372: '1',
  jp06374: '0',
});
const plans = {
  jpc03: '1',
  jpc06: '000000000001',
  jpc09: '000000000002',
  jp06371: '0',
  sender: party('Z9999', 'みどり町でんき'),
  destination: party('00000', '広域機関'),
  demandGroup: party('X9999', 'みどり町需要BG'),
  generationGroup: source('Y9999', 'みどり町発電BG', '0000000000001'),
  generationGridCode: 'ROOFS1',
  rest: source('W9999', '卸市場', '0000000000002'),
};

onBothDatabases('day-ahead plans', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;
  let filesDir: string;
  const start = async (codes: object = { plans }) => {
    exchange = await startExchange(database.url, {
      programme: { firstSlot: 0, lastSlot: 0 },
      billing: { ...billingSettings(), ...codes },
      filesDir,
    });
    exchange.clock.advanceTo(slotStartMs(slotOf(TODAY, 23)));
  };

  before(async function () {
    this.timeout(120_000);
    database = await make();
    filesDir = mkdtempSync(join(tmpdir(), 'ichien-plans-'));
    await start();
    await enrol(exchange, ['sato', 'baba', 'silent']);
    const metering = exchange.app.get(MeteringService);
    for (let slot = slotOf(addDays(TODAY, -5)); slot < slotOf(TODAY); slot++) {
      const isNoon = komaOf(slot) === NOON_KOMA;
      await metering.submit([
        { meterId: 'meter-sato', slot, exportWh: isNoon ? 9400 : 0, importWh: 600 },
        { meterId: 'meter-baba', slot, exportWh: 0, importWh: 7000 },
      ]);
    }
    const trade = (sequence: number, slot: number, energyWh: number) => ({
      areaId: 13112,
      slot,
      sequence,
      buyOrderId: 1,
      sellOrderId: 2,
      buyerPseudonym: '',
      sellerPseudonym: '',
      buyerId: 'baba',
      sellerId: 'sato',
      priceSen: 1400,
      energyWh,
      premiumSen: 0,
    });
    // At noon less than both sides are expected to have; in the evening more than there will be sun.
    const trades = [
      trade(1, FIRST + NOON_KOMA - 1, 2000),
      trade(2, FIRST + NOON_KOMA - 1, 1500),
      trade(1, FIRST + 40, 500),
    ];
    await exchange.app.get(Database).transaction((manager) => insertRows(manager, TradeRow, trades));
  });

  after(async () => {
    await exchange.app.close();
    await database.remove();
    rmSync(filesDir, { recursive: true });
  });

  const plan = (day = DAY, body: object = {}) => exchange.call('POST', `/billing/plans/${day}`, body);
  const bytesOf = (file: string) => readFileSync(join(filesDir, file));

  it('balances demand and procurement in all 48 half hours, neighbours’ energy the same in both plans', async () => {
    const { status, body } = await plan();
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body).to.include({ day: DAY, forecastMeters: 2, silentMeters: 1 });
    const [demandFile, generationFile] = body.files;
    expect(demandFile.file).to.equal('W6_0250_20260521_00_Z9999_1.xml');
    expect(generationFile.file).to.equal('W6_0152_20260521_00_Z9999_1.xml');
    for (const { file, sha256: hash } of body.files) expect(sha256(bytesOf(file))).to.equal(hash);

    const demand = parseDemandPlan(bytesOf(demandFile.file), demandFile.file);
    const [neighbours, rest] = demand.procurements;
    expect(demand.members[0]!.demandKwh).to.deep.equal(new Array(48).fill(8)); // 7.6 kWh
    const atNoon = new Array(48).fill(0).with(NOON_KOMA - 1, 3); // 3.5 kWh agreed on
    expect(neighbours!.procurementKwh).to.deep.equal(atNoon);
    expect(neighbours!.counterparty).to.deep.equal(party('Y9999', 'みどり町発電BG'));
    for (let at = 0; at < 48; at++) {
      expect(neighbours!.procurementKwh[at]! + rest!.procurementKwh[at]!).to.equal(demand.members[0]!.demandKwh[at]);
    }
    const generation = parseGenerationPlan(bytesOf(generationFile.file), generationFile.file);
    expect(generation.groups[0]!.units[0]!.generationKwh).to.deep.equal(new Array(48).fill(0).with(NOON_KOMA - 1, 9));
    expect(generation.sales).to.deep.equal([
      { counterpartyCode: 'X9999', energyKwh: atNoon },
      { counterpartyCode: 'W9999', energyKwh: new Array(48).fill(0).with(NOON_KOMA - 1, 6) },
    ]);
  });

  it('makes the same plan once, whenever it is asked for', async () => {
    exchange.clock.advanceTo(slotStartMs(slotOf(TODAY, 24)));
    const again = (await plan()).body.files;
    expect(again.map(({ version }: any) => version)).to.deep.equal([1, 1]);
    expect((await exchange.call('GET', `/billing/plans/${DAY}`)).body).to.have.length(2);
  });

  it('makes another plan as a new version, for a reason that is said', async () => {
    const more = { areaId: 13112, slot: FIRST + NOON_KOMA - 1, sequence: 3, buyOrderId: 1, sellOrderId: 2 };
    const parties = { buyerPseudonym: '', sellerPseudonym: '', buyerId: 'baba', sellerId: 'sato' };
    await exchange.app
      .get(Database)
      .transaction((manager) =>
        insertRows(manager, TradeRow, [{ ...more, ...parties, priceSen: 1400, energyWh: 9000, premiumSen: 0 }]),
      );
    expect((await plan()).body.code).to.equal('MANIFEST_REASON_MISSING');
    const reissue = { reason: '約定の追加', earlier: 'withdrawn' };
    const { files, balanced } = (await plan(DAY, { reissue })).body;
    // No more than is demanded, whatever was agreed on.
    expect(balanced.neighboursKwh[NOON_KOMA - 1]).to.equal(7);
    expect(files.map(({ file, version, reason }: any) => [file.slice(-6), version, reason])).to.deep.equal([
      ['_2.xml', 2, '約定の追加'],
      ['_2.xml', 2, '約定の追加'],
    ]);
    const all = (await exchange.call('GET', `/billing/plans/${DAY}`)).body;
    expect(all.map(({ version }: any) => version)).to.deep.equal([1, 1, 2, 2]);
    const bytes = await exchange.app.inject({
      method: 'GET',
      url: `/api/billing/files/${files[0].file}`,
      headers: (await exchange.signIn('retailer')).headers,
    });
    expect(sha256(bytes.rawPayload)).to.equal(files[0].sha256);
  });

  it('keeps every version as it was given out: listed with the month, whatever became of the folder', async () => {
    const listed = (await exchange.call('GET', `/billing/months/${DAY.slice(0, 7)}/files`)).body;
    expect(listed).to.have.length(4);
    const { headers } = await exchange.signIn('retailer');
    const given = async ({ file }: any) => {
      const url = `/api/billing/files/${file}`;
      const { statusCode, rawPayload } = await exchange.app.inject({ method: 'GET', url, headers });
      return [statusCode, sha256(rawPayload)];
    };
    rmSync(join(filesDir, listed[0].file));
    writeFileSync(join(filesDir, listed[3].file), 'changed');
    for (const entry of listed) expect(await given(entry), entry.file).to.deep.equal([200, entry.sha256]);
    const store = exchange.app.get(FileStore);
    expect(await store.restoreKept(filesDir, DAY.slice(0, 7))).to.equal(2);
    for (const { file, sha256: hash } of listed) expect(sha256(bytesOf(file)), file).to.equal(hash);
    expect(await store.restoreKept(filesDir, DAY.slice(0, 7))).to.equal(0);
  });

  it('gives out nothing else under the name of a plan', async () => {
    const [{ file }] = (await exchange.call('GET', `/billing/plans/${DAY}`)).body;
    const database = exchange.app.get(Database);
    const { content } = await database.read((manager) => manager.findOneByOrFail(KeptFileRow, { file }));
    const store = (text: string) =>
      database.transaction((manager) => manager.update(KeptFileRow, { file }, { content: text }));
    await store(Buffer.from('other').toString('base64'));
    const { status, body } = await exchange.call('GET', `/billing/files/${file}`);
    expect([status, body.code]).to.deep.equal([503, 'FILE_DAMAGED']);
    await store(content);
  });

  it('keeps a plan of before contents were kept, when it is asked for again', async () => {
    const database = exchange.app.get(Database);
    const kept = () => database.read((manager) => manager.count(KeptFileRow));
    const newest = (await exchange.call('GET', `/billing/plans/${DAY}`)).body.at(-1);
    await database.transaction((manager) => manager.delete(KeptFileRow, { file: newest.file }));
    expect(await kept()).to.equal(3);
    expect((await plan()).status).to.equal(200);
    expect(await kept()).to.equal(4);
  });

  it('counts a meter that has been silent for a week as 0, and says so', async () => {
    exchange.clock.advanceTo(slotStartMs(slotOf(addDays(TODAY, 7), 23)));
    const { body } = await plan(addDays(TODAY, 8));
    expect(body).to.include({ forecastMeters: 0, silentMeters: 3 });
  });

  it('refuses a day that is not ahead, is no day, and codes that are not there or wrong', async () => {
    const today = addDays(TODAY, 7);
    for (const day of [today, addDays(today, -1), addDays(today, 6)]) {
      expect((await plan(day)).body.code, day).to.equal('PLAN_DAY_INVALID');
    }
    expect((await plan('2026-06-31')).body.code).to.equal('DAY_INVALID');
    expect((await plan('tomorrow')).body.code).to.equal('BODY_INVALID');
    await exchange.app.close();
    await start({});
    const { status, body } = await plan();
    expect([status, body.code]).to.deep.equal([409, 'PLAN_NOT_CONFIGURED']);
    expect(body.message).to.include('BILLING_FILE');
  });
});
