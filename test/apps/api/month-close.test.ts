import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { BillingAccountRow, PaymentOrderRow, StatementRow } from '#api/billing/billing.entities.js';
import { BillingAccountsService } from '#api/billing/billing-accounts.service.js';
import { FileStore } from '#api/billing/file-store.js';
import { MonthCloseService } from '#api/billing/month-close.service.js';
import { openDataSource } from '#api/database/data-source.js';
import { Database } from '#api/database/database.js';
import { PaymentPostings1764600000004 } from '#api/database/migrations/1764600000004-payment-postings.js';
import { StatementTaxes1764600005420 } from '#api/database/migrations/1764600005420-statement-taxes.js';
import { TradeRow } from '#api/market/market.entities.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { PaymentPostingRow } from '#api/settlement/payment-posting.entity.js';
import { fillSettledMonth, sayAnchored } from '#backtest/settled-month.js';
import { addDays, slotOf } from '#energy';
import {
  DEFAULT_ZENGIN_SETTINGS,
  parseDebits,
  parseManifestFile,
  parseTransfers,
  printDebitAnswer,
  readRetailerTable,
  SETTLEMENT_MONTHLY,
  sha256,
} from '#formats';
import { BUYERS, closeMonth, makeSettledJuly, noonOf, SELLERS, startBilling, stopBilling } from './billed-month.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import type { TestExchange } from './exchange.js';

const MONTH = '2026-07';
const daysOfJuly = Array.from({ length: 31 }, (_, index) => addDays('2026-07-01', index));

onBothDatabases('closing a month', (make) => {
  let database: TestDatabase;
  let billing: { exchange: TestExchange; folder: string };
  const call: TestExchange['call'] = (...args) => billing.exchange.call(...args);

  before(async function () {
    this.timeout(120_000);
    database = await make();
    await makeSettledJuly(database);
    billing = await startBilling(database);
  });

  after(async () => {
    await stopBilling(billing);
    await database.remove();
  });

  const close = (month = MONTH, body: object = {}) => closeMonth(billing.exchange, month, body);
  const bytesOf = async (path: string) => {
    const { headers } = await billing.exchange.signIn('retailer');
    const answer = await billing.exchange.app.inject({ method: 'GET', url: `/api${path}`, headers });
    expect(answer.statusCode, answer.body.slice(0, 200)).to.equal(200);
    return answer.rawPayload;
  };
  const send = async (path: string, bytes: Uint8Array) => {
    const { headers } = await billing.exchange.signIn('retailer');
    const answer = await billing.exchange.app.inject({
      method: 'POST',
      url: `/api${path}`,
      payload: Buffer.from(bytes),
      headers: { ...headers, 'content-type': 'application/octet-stream' },
    });
    return { status: answer.statusCode, body: JSON.parse(answer.body) };
  };
  const statementsOf = async (id: string) => (await call('GET', `/participants/${id}/statements`)).body;

  it('refuses a month that is not over, not settled, or no month', async () => {
    expect((await close('2026-08')).problem.code).to.equal('MONTH_NOT_OVER');
    expect((await close('2026-13')).problem.code).to.equal('BODY_INVALID');
    const { problem, closes } = await close('2026-06');
    expect(problem.code).to.equal('MONTH_NOT_READY');
    expect(problem.message).to.match(/1440 half hours are not settled, the first 2026-06-01 00:00/);
    expect(closes).to.deep.equal([]);
  });

  it('says before a close what a month lacks, by the rule that the close asks', async () => {
    const none = { count: 0, firstSlot: null };
    const june = (await call('GET', '/billing/months/2026-06/readiness')).body;
    expect(june).to.deep.include({ state: 'lacking', unanchored: none });
    expect(june.unsettled).to.deep.equal({ count: 1440, firstSlot: slotOf('2026-06-01') });
    expect((await call('GET', '/billing/months/2026-08/readiness')).body.state).to.equal('notOver');
    const july = async () => (await call('GET', `/billing/months/${MONTH}/readiness`)).body;
    const nobody = { count: 0, firstParticipantId: null };
    expect(await july()).to.deep.include({ state: 'ready', unsettled: none, incomplete: none, withoutAccount: nobody });

    const accounts = billing.exchange.app.get(BillingAccountsService);
    const account = await accounts.get('doi');
    await billing.exchange.app.get(Database).transaction((each) => each.delete(BillingAccountRow, 'doi'));
    expect(await july()).to.deep.include({ state: 'lacking', withoutAccount: { count: 1, firstParticipantId: 'doi' } });
    expect((await close()).problem.message).to.match(/1 participants have no billing account, the first doi/);
    await accounts.store([{ participantId: 'doi', account }]);
    expect((await july()).withoutAccount).to.deep.equal(nobody);
    expect((await call('GET', '/billing/months/2026-13/readiness')).status).to.equal(400);
  });

  it('refuses a folder that cannot be written before anything is stored', async () => {
    const file = join(billing.folder, 'file');
    writeFileSync(file, '');
    const service = billing.exchange.app.get(MonthCloseService);
    const error = await service.close({ month: MONTH, folder: join(file, 'out') }).catch((reason) => reason);
    expect(error.code).to.equal('OUTPUT_UNWRITABLE');
    expect((await call('GET', `/billing/months/${MONTH}`)).body.closes).to.deep.equal([]);
  });

  it('stops when the disk is full, and says that it can be gone on with', async () => {
    // /dev/full answers every write with ENOSPC.
    symlinkSync('/dev/full', join(billing.folder, 'settlement_slot-202607-utf8.csv.part'));
    const { problem, closes } = await close();
    expect(problem.code).to.equal('OUTPUT_UNWRITABLE');
    expect(problem.message).to.match(/ENOSPC.*goes on where it stood/);
    expect(closes.map(({ run, state }: any) => `${run} ${state}`)).to.deep.equal(['1 files']);
    expect((await call('GET', `/billing/months/${MONTH}/readiness`)).body.state).to.equal('brokenOff');
    rmSync(join(billing.folder, 'settlement_slot-202607-utf8.csv.part'));
  });

  it('goes on and closes: every check equal, a bill each, a purchase statement for who sold', async () => {
    const progress = await close();
    expect(progress.problem).to.equal(null);
    const [{ run, state, report }] = progress.closes;
    expect({ run, state }).to.deep.equal({ run: 1, state: 'done' });
    expect(report.isBalanced).to.equal(true);
    expect(report.statements).to.deep.equal({ bills: 5, purchases: 2, corrections: 0 });
    expect(report.checks.every(({ expected, found }: any) => expected === found)).to.equal(true);
    const list = (await call('GET', `/billing/months/${MONTH}/statements?limit=3`)).body;
    expect(list.map(({ number }: any) => number)).to.deep.equal([
      'B-202607-000001',
      'B-202607-000002',
      'B-202607-000003',
    ]);
    const rest = (await call('GET', `/billing/months/${MONTH}/statements?after=B-202607-000003-1`)).body;
    expect(rest).to.have.length(4);
    const purchases = (await call('GET', `/billing/months/${MONTH}/statements?kind=purchase`)).body;
    expect(purchases.map(({ number }: any) => number)).to.deep.equal(['P-202607-000001', 'P-202607-000002']);
  });

  it('states to each what the ledger has on its account, to the millisen', async () => {
    for (const id of [...SELLERS, ...BUYERS]) {
      const { body } = await call('GET', `/ledger/accounts/participant:${id}`);
      const posted = new Map(body.lines.map(({ line, amountMillisen }: any) => [line, BigInt(amountMillisen)]));
      const stated = new Map<string, bigint>();
      for (const { kind, statement } of await statementsOf(id)) {
        const sign = kind === 'bill' ? -1n : 1n;
        for (const { line, exactMillisen } of statement.superseded) stated.set(line, sign * BigInt(exactMillisen));
        for (const { code, origin, exactMillisen } of statement.lines) {
          if (origin === 'ledger') stated.set(code, sign * BigInt(exactMillisen));
        }
      }
      for (const [line, amount] of posted) expect(stated.get(line as string), `${id} ${line}`).to.equal(amount);
    }
  });

  it('gives every file and PDF as it stands in the manifest, and bank files that pay what is payable', async () => {
    const files = (await call('GET', `/billing/months/${MONTH}/files`)).body;
    expect(files).to.have.length(12);
    const content = new Map<string, Uint8Array>();
    for (const { file, sha256: hash } of files) {
      content.set(file, await bytesOf(`/billing/files/${file}`));
      expect(sha256(content.get(file)!), file).to.equal(hash);
    }
    const all = (await Promise.all([...SELLERS, ...BUYERS].map(statementsOf))).flat();
    const payable = (kind: string, ids: readonly string[]) =>
      all
        .filter((row: any) => row.kind === kind && ids.includes(row.participantId))
        .reduce((sum: number, row: any) => sum + row.payableYen, 0);
    const sumYen = (payments: readonly { amountYen: number }[]) =>
      payments.reduce((sum, { amountYen }) => sum + amountYen, 0);
    const { debits } = parseDebits(content.get('zengin-debit-202607.txt')!, 'debits', '2026-08-05');
    const { transfers, requester } = parseTransfers(
      content.get('zengin-transfer-202607.txt')!,
      'transfers',
      '2026-08-05',
    );
    expect(sumYen(debits)).to.equal(payable('bill', ['sato', 'suzuki', 'baba', 'chiba']));
    expect(sumYen(transfers)).to.equal(payable('purchase', SELLERS));
    expect(requester.day).to.equal('2026-08-31');
    for (const encoding of ['utf8', 'sjis']) {
      const file = `settlement_monthly-202607-${encoding}.csv`;
      const rows = readRetailerTable(SETTLEMENT_MONTHLY, content.get(file)!, file);
      expect(sumYen(rows)).to.equal(all.reduce((sum: number, { amountYen }: any) => sum + amountYen, 0));
    }
    const pdf = await bytesOf('/billing/statements/P-202607-000002/versions/1/pdf');
    expect(Buffer.from(pdf.subarray(0, 5)).toString()).to.equal('%PDF-');
    expect(sha256(pdf)).to.equal(all.find((row: any) => row.number === 'P-202607-000002').pdfSha256);
    expect(Buffer.from(content.get('pdf-202607.sha256')!).toString()).to.include(sha256(pdf));
    const manifest = readFileSync(join(billing.folder, 'manifest.json'), 'utf8');
    expect(parseManifestFile(manifest)).to.have.length(12);
  });

  it('finds nothing left to do, and writes again what is missing or was changed', async () => {
    const service = billing.exchange.app.get(MonthCloseService);
    const request = { month: MONTH, folder: billing.folder };
    expect(await service.close(request)).to.include({ made: 'nothing', restored: 0 });
    rmSync(join(billing.folder, 'pdf', 'B-202607-000001-1.pdf'));
    writeFileSync(join(billing.folder, 'zengin-debit-202607.txt'), 'changed');
    expect(await service.close(request)).to.include({ made: 'nothing', restored: 2 });
    const [{ sha256: hash }] = (await call('GET', `/billing/months/${MONTH}/files`)).body.filter(({ file }: any) =>
      file.startsWith('zengin-debit'),
    );
    expect(sha256(await bytesOf('/billing/files/zengin-debit-202607.txt'))).to.equal(hash);
    expect((await call('GET', `/billing/months/${MONTH}/statements`)).body).to.have.length(7);
  });

  it('reports what the area and a household did', async () => {
    const { body } = await call('GET', `/reports/months/${MONTH}`);
    expect(body).to.include({ settledSlots: 1488 });
    expect(body.energy).to.include({ households: 5, readings: 5 * 1488 });
    const ward = await billing.exchange.signIn('ward');
    const outside = (await billing.exchange.callAs(ward, 'GET', `/reports/months/${MONTH}`)).body;
    expect(outside, 'of five households').to.deep.include({
      settledSlots: 1488,
      energy: null,
      prices: null,
      pricesByKoma: null,
      deviationsByDay: null,
      keptLocal: null,
      co2: null,
      savings: null,
    });
    const homes = await Promise.all(
      billing.exchange.app
        .get(ParticipantsService)
        .all()
        .map(async ({ participantId }) => {
          return (await call('GET', `/reports/months/${MONTH}/households/${participantId}`)).body.energy;
        }),
    );
    const summed = (of: (home: any) => number) => homes.reduce((sum, home) => sum + of(home), 0);
    const { energy } = body;
    expect(summed(({ readings }) => readings)).to.equal(energy.readings);
    expect(summed(({ importedWh }) => importedWh)).to.equal(energy.importedWh);
    for (const share of ['localUse', 'neighbourSupply', 'unmatched']) {
      expect(
        summed((home) => home[share].partWh),
        share,
      ).to.equal(energy[share].partWh);
    }
    for (const figure of ['count', 'shortfallWh', 'overPurchaseWh']) {
      expect(
        summed((home) => home.deviations[figure]),
        figure,
      ).to.equal(energy.deviations[figure]);
    }
    const ofDays = (of: string) => body.deviationsByDay.reduce((sum: number, day: any) => sum + day[of], 0);
    expect(body.deviationsByDay.map(({ day }: any) => day)).to.deep.equal(daysOfJuly);
    for (const figure of ['count', 'shortfallWh', 'overPurchaseWh']) {
      expect(ofDays(figure), `${figure} by day`).to.equal(energy.deviations[figure]).and.to.be.greaterThan(0);
    }
    expect(ofDays('deliveredWh')).to.equal(body.prices.allocatedWh);
    const agreed = await billing.exchange.app.get(Database).read((manager) => manager.sum(TradeRow, 'energyWh'));
    expect(ofDays('tradedWh')).to.equal(Number(agreed));
    const localWh = energy.neighbourSupply.partWh;
    expect(body.keptLocal, 'no price is known').to.deep.equal({
      priced: { energyWh: 0, amountMillisen: '0' },
      unpricedWh: localWh,
      priceArea: 'tokyo',
    });
    expect(body.co2.energyWh).to.deep.equal({ selfConsumption: 0, certified: 0, uncertified: localWh });
    expect(body.co2.claimableMg).to.equal('0');
    expect(body.co2.factors[0]).to.include({ gramsPerKwh: 438 });
    const factor = { fromDay: `${MONTH}-01`, gramsPerKwh: 421, source: '公表値（例）' };
    expect((await call('POST', '/co2-factors', factor)).status).to.equal(201);
    expect((await call('GET', `/reports/months/${MONTH}`)).body.co2.factors).to.deep.equal([factor]);
    expect(body.pricesByKoma).to.have.length(48);
    const ofKomas = body.pricesByKoma.reduce((sum: number, { allocatedWh }: any) => sum + allocatedWh, 0);
    expect(ofKomas).to.equal(body.prices.allocatedWh);
    const own = (await call('GET', `/reports/months/${MONTH}/households/sato`)).body;
    const bill = (await statementsOf('sato')).find(({ kind }: any) => kind === 'bill');
    expect(own.energy.importedWh).to.equal(bill.statement.meteredWh);
    expect((await call('GET', '/reports/months/2026-06')).body.code).to.equal('SETTLEMENT_UNKNOWN');
    expect((await call('GET', `/reports/months/${MONTH}/households/nobody`)).body.code).to.equal('PARTICIPANT_UNKNOWN');
  });

  it('reports what households saved and lost by baseline, as their newest statements say', async () => {
    const { savings } = (await call('GET', `/reports/months/${MONTH}`)).body;
    const newest = new Map<string, any>();
    for (const id of [...SELLERS, ...BUYERS]) {
      for (const { statement } of await statementsOf(id)) newest.set(statement.number, statement);
    }
    const kinds = Map.groupBy(newest.values(), ({ kind }) => kind);
    const [bills, purchases] = ['bill', 'purchase'].map((kind) => {
      return savings.filter(({ baselineTariffId }: any) => (baselineTariffId === 'postFit') === (kind === 'purchase'));
    });
    for (const [groups, kind] of [
      [bills, 'bill'],
      [purchases, 'purchase'],
    ] as const) {
      const gains = kinds.get(kind)!.map(({ baseline }) => baseline.gainYen);
      const sum = (of: (group: any) => number) => groups.reduce((total: number, group: any) => total + of(group), 0);
      expect(
        sum(({ count }) => count),
        kind,
      ).to.equal(gains.length);
      expect(sum(({ savedYen }) => savedYen)).to.equal(gains.filter((yen) => yen > 0).reduce((a, b) => a + b, 0));
      expect(sum(({ lostYen }) => lostYen)).to.equal(gains.filter((yen) => yen < 0).reduce((a, b) => a + b, 0));
    }
  });

  const answered = async (results: Record<string, string>, change: object = {}) => {
    const bytes = await bytesOf('/billing/files/zengin-debit-202607.txt');
    const { requester, debits } = parseDebits(bytes, 'debits', '2026-08-05');
    const answers = debits.map((debit) => ({
      ...debit,
      ...change,
      result: (results[debit.customerNumber] ?? '0') as '0',
    }));
    return printDebitAnswer({ requester, debits: answers }, DEFAULT_ZENGIN_SETTINGS, 'answer').bytes;
  };
  const POOR = 'B-202607-000001-1-1';
  const GONE = 'B-202607-000002-1-1';

  /** Holds the ledger's accounts of payments against the payments themselves. */
  const expectLedgerOfPayments = async () => {
    const all = async (state: string) => (await call('GET', `/billing/payments?state=${state}&limit=1000`)).body;
    const signed = ({ way, amountYen }: any) => (way === 'transfer' ? -amountYen : amountYen) * 100_000;
    const sum = (rows: any[]) => rows.reduce((total, row) => total + signed(row), 0);
    const asked = await all('asked');
    const { rows, balanced } = (await call('GET', '/ledger/trial-balance')).body;
    expect(balanced).to.equal(true);
    const balanceOf = (kind: string) =>
      rows
        .filter((row: any) => row.kind === kind && ['asked', 'paid', 'returned'].includes(row.line))
        .reduce((total: number, { balanceMillisen }: any) => total + Number(balanceMillisen), 0);
    expect(balanceOf('receivable')).to.equal(sum(asked.filter(({ way }: any) => way !== 'transfer')));
    expect(balanceOf('payable')).to.equal(sum(asked.filter(({ way }: any) => way === 'transfer')));
    expect(balanceOf('returned')).to.equal(sum(await all('failed')));
    expect(balanceOf('bank')).to.equal(sum(await all('paid')));
  };
  const entriesOf = async (account: string) => (await call('GET', `/ledger/accounts/${account}/entries`)).body.entries;

  /** Holds the account of taxes against the newest version of every statement. */
  const expectLedgerOfTaxes = async () => {
    const rows = (await Promise.all([...SELLERS, ...BUYERS].map(statementsOf))).flat();
    const newest = [...new Map(rows.map((row: any) => [row.number, row])).values()] as any[];
    const sum = (kind: string, yenOf: (statement: any) => number) =>
      newest.filter((row) => row.kind === kind).reduce((total, { statement }) => total + yenOf(statement), 0) * 100_000;
    const { lines } = (await call('GET', '/ledger/accounts/tax')).body;
    expect(lines.map(({ line, amountMillisen }: any) => [line, Number(amountMillisen)])).to.deep.equal([
      ['inputTax', -sum('purchase', ({ purchase }) => purchase.creditableYen)],
      ['salesTax', sum('bill', ({ tax }) => tax.taxYen)],
    ]);
    const balance = (await call('GET', '/ledger/trial-balance')).body;
    expect(balance.balanced).to.equal(true);
  };

  it('posts the tax of bills and what is deductible of purchases, by rate', async () => {
    await expectLedgerOfTaxes();
    const entries = await entriesOf('tax');
    expect(entries.map(({ cause }: any) => cause)).to.include.members([
      'tax:B-202607-000001-1-10',
      'tax:P-202607-000001-1-10',
    ]);
    const { checks } = (await call('GET', `/billing/months/${MONTH}`)).body.closes[0].report;
    for (const code of ['salesTax', 'inputTax']) {
      const check = checks.find((each: any) => each.code === code);
      expect(check, code).to.include({ isEqual: true, unit: 'millisen' });
      expect(check.expected, code).to.not.equal('0');
    }
  });

  it('posts what a month asks for, once, by its payment', async () => {
    await expectLedgerOfPayments();
    const [entry, ...more] = await entriesOf('receivable:baba');
    const { number, payableYen } = (await statementsOf('baba')).find(({ kind }: any) => kind === 'bill');
    expect(entry).to.deep.include({
      line: 'asked',
      amountMillisen: payableYen * 100_000,
      cause: `payment:${number}-1-1`,
      energyWh: 0,
      version: 0,
      ruleVersion: null,
    });
    expect(more).to.deep.equal([]);
  });

  it('keeps no bank account in clear, and none at all with the statements', async () => {
    const { bank } = await billing.exchange.app.get(BillingAccountsService).get('baba');
    const stored = await billing.exchange.app
      .get(Database)
      .read(async (manager) => [
        await manager.find(BillingAccountRow),
        await manager.find(PaymentOrderRow),
        await manager.find(StatementRow),
      ]);
    expect(JSON.stringify(stored)).to.not.include(bank.accountNumber).and.not.include(bank.holderKana);
  });

  it('refuses a bank’s answer about something else whole', async () => {
    const path = `/billing/months/${MONTH}/debit-results`;
    expect((await send(path, await answered({}, { amountYen: 5 }))).body.code).to.equal('ZENGIN_ANSWER_DIFFERS');
    expect((await send(path, Buffer.from('nonsense'))).status).to.equal(422);
    expect((await send(`${path}?run=2`, await answered({}))).body.code).to.equal('DEBIT_FILE_UNKNOWN');
    expect((await call('GET', '/billing/payments?state=paid')).body).to.deep.equal([]);
  });

  it('books a bank’s answer once; failed ones are listed with what is to be done', async () => {
    const path = `/billing/months/${MONTH}/debit-results`;
    const { body } = await send(path, await answered({ [POOR]: '1', [GONE]: '2' }));
    expect(body).to.include({ paid: 2, repeated: false });
    expect(body.failed.map(({ next }: any) => next)).to.deep.equal(['retry_with_reminder', 'ask_new_account']);
    expect((await send(path, await answered({ [POOR]: '1', [GONE]: '2' }))).body.repeated).to.equal(true);
    expect((await send(path, await answered({ [POOR]: '0', [GONE]: '2' }))).body.code).to.equal('DEBIT_RESULT_DIFFERS');
    const failed = (await call('GET', '/billing/payments?state=failed')).body;
    expect(failed.map(({ number, nextStep }: any) => `${number} ${nextStep}`)).to.deep.equal([
      'B-202607-000001 retry_with_reminder',
      'B-202607-000002 ask_new_account',
    ]);
    expect(JSON.stringify(failed)).to.not.include('accountNumber');
    await expectLedgerOfPayments();
    const { participantId, amountYen } = failed[0];
    const lines = (await call('GET', `/ledger/accounts/returned:${participantId}`)).body.lines;
    expect(lines).to.deep.equal([{ line: 'returned', energyWh: '0', amountMillisen: String(amountYen * 100_000) }]);
  });

  const paymentsOf = async (state: string) => (await call('GET', `/billing/payments?state=${state}`)).body;

  it('books a file of transfers as executed, and refuses another total, day or run', async () => {
    const { requester: _, transfers } = parseTransfers(
      await bytesOf('/billing/files/zengin-transfer-202607.txt'),
      'transfers',
      '2026-08-05',
    );
    const totalYen = transfers.reduce((sum, { amountYen }) => sum + amountYen, 0);
    const execute = async (body: object, run = 1) =>
      (await call('POST', `/billing/months/${MONTH}/transfers-executed?run=${run}`, body)).body;
    const executed = { executedOn: '2026-08-05', totalYen };
    expect((await execute({ ...executed, totalYen: totalYen + 1 })).code).to.equal('PAYMENT_RESULT_INVALID');
    expect((await execute({ ...executed, executedOn: '2026-08-06' })).code).to.equal('PAYMENT_RESULT_INVALID');
    expect((await execute({ ...executed, executedOn: '2026-08-04' })).code).to.equal('PAYMENT_RESULT_INVALID');
    expect((await execute({ ...executed, executedOn: '2026-02-30' })).code).to.equal('DAY_INVALID');
    expect((await execute(executed, 2)).code).to.equal('PAYMENT_UNKNOWN');
    expect((await paymentsOf('paid')).filter(({ way }: any) => way === 'transfer')).to.deep.equal([]);
    expect(await execute(executed)).to.deep.equal({ booked: 2, bookedYen: totalYen });
    expect(await execute(executed), 'the same again').to.deep.equal({ booked: 0, bookedYen: 0 });
    const paid = (await paymentsOf('paid')).filter(({ way }: any) => way === 'transfer');
    expect(paid.map(({ settledDay }: any) => settledDay)).to.deep.equal(['2026-08-05', '2026-08-05']);
    billing.exchange.clock.advanceTo(noonOf('2026-08-06'));
    expect((await execute({ ...executed, executedOn: '2026-08-06' })).code).to.equal('PAYMENT_RESULT_DIFFERS');
  });

  it('books slips as received and transfers that came back, all or none, each once', async () => {
    const [slip] = (await paymentsOf('asked')).filter(({ way }: any) => way === 'invoice');
    const [transfer] = (await paymentsOf('paid')).filter(({ way }: any) => way === 'transfer');
    const [debit] = (await paymentsOf('paid')).filter(({ way }: any) => way === 'debit');
    const result = ({ number, version, attempt, amountYen }: any, change: object = {}) => ({
      number,
      version,
      attempt,
      amountYen,
      outcome: 'received',
      onDay: '2026-08-06',
      ...change,
    });
    const returned = result(transfer, { outcome: 'returned', note: '該当口座なし' });
    const book = async (...results: object[]) => (await call('POST', '/billing/payments/results', { results })).body;
    for (const [wrong, code] of [
      [result(slip, { amountYen: slip.amountYen - 1 }), 'PAYMENT_RESULT_INVALID'],
      [result(slip, { outcome: 'returned' }), 'PAYMENT_RESULT_INVALID'],
      [result(debit), 'PAYMENT_RESULT_INVALID'],
      [result(slip, { onDay: '2026-08-07' }), 'PAYMENT_RESULT_INVALID'],
      [result(slip, { attempt: 9 }), 'PAYMENT_UNKNOWN'],
      [result(slip, { number: 'B-1' }), 'BODY_INVALID'],
    ] as const) {
      expect((await book(returned, wrong)).code, JSON.stringify(wrong)).to.equal(code);
    }
    const bookedYen = slip.amountYen + transfer.amountYen;
    expect(await book(result(slip), returned)).to.deep.equal({ booked: 2, bookedYen });
    expect(await book(result(slip), returned), 'the same again').to.deep.equal({ booked: 0, bookedYen: 0 });
    expect((await book(result(slip, { onDay: '2026-08-05' }))).code).to.equal('PAYMENT_RESULT_DIFFERS');
    const [failed] = (await paymentsOf('failed')).filter(({ way }: any) => way === 'transfer');
    expect(failed).to.include({ number: transfer.number, nextStep: 'ask_new_account', note: '該当口座なし' });
    await expectLedgerOfPayments();
    const ofSeller = await entriesOf(`payable:${transfer.participantId}`);
    expect(ofSeller.map(({ line }: any) => line)).to.deep.equal(['asked', 'paid']);
    const bank = (await entriesOf('bank')).filter(({ cause }: any) => cause.startsWith(`payment:${transfer.number}-`));
    expect(bank.map(({ line }: any) => line)).to.deep.equal(['paid', 'returned']);
    expect(bank[0].amountMillisen + bank[1].amountMillisen).to.equal(0);
  });

  it('sends only the difference of a late correction, as numbered versions with their reason', async () => {
    const before = new Map((await statementsOf('baba')).map((row: any) => [row.kind, row]));
    const slot = slotOf('2026-07-10', 3);
    const readings = [{ meterId: 'meter-baba', slot, exportWh: 0, importWh: 40_000 }];
    expect((await call('POST', '/readings/corrections', { readings })).status).to.equal(200);
    await billing.exchange.scheduler.tick();
    expect((await close()).problem.message).to.match(/1 half hours are settled and not yet anchored/);
    const readiness = async () => (await call('GET', `/billing/months/${MONTH}/readiness`)).body;
    expect(await readiness()).to.deep.include({ state: 'lacking', unanchored: { count: 1, firstSlot: slot } });
    await sayAnchored(billing.exchange.app);
    expect((await readiness()).state).to.equal('changed');

    billing.exchange.clock.advanceTo(noonOf('2026-08-20'));
    const progress = await close(MONTH, { reason: '計器の確認による訂正' });
    expect(progress.problem).to.equal(null);
    expect(progress.closes.map(({ run }: any) => run)).to.deep.equal([2, 1]);
    expect(progress.closes[0].report.statements).to.deep.equal({ bills: 5, purchases: 2, corrections: 1 });

    const bills = (await statementsOf('baba')).filter(({ kind }: any) => kind === 'bill');
    expect(bills.map(({ version }: any) => version)).to.deep.equal([1, 2]);
    expect(bills[0]).to.deep.equal(before.get('bill'));
    const [{ statement: first }, { statement: second, adjustment }] = bills;
    expect(adjustment.totalYen)
      .to.equal(second.totalYen - first.totalYen)
      .and.to.be.greaterThan(500);
    expect(adjustment.reasonJa).to.equal('計器の確認による訂正');
    expect(second.meteredWh - first.meteredWh).to.be.within(39_000, 40_000);
    const files = (await call('GET', `/billing/months/${MONTH}/files`)).body;
    const ofSeries = (series: string) => files.filter((entry: any) => entry.series === series);
    expect(ofSeries('zengin-debit/2026-07')).to.have.length(1);
    expect(ofSeries('zengin-debit/2026-07/correction-2')[0].control.sums.amountYen).to.equal(
      String(adjustment.totalYen),
    );
    expect(ofSeries('settlement_monthly-utf8/2026-07')[1]).to.include({ version: 2, earlier: 'delivered' });
    await expectLedgerOfTaxes();
    expect((await entriesOf('tax')).map(({ cause }: any) => cause)).to.include(`tax:${bills[0].number}-2-10`);
    expect((await close()).step).to.equal('nothing');
    expect((await readiness()).state).to.equal('closed');
  });

  it('asks again for what failed, with the next month, and never twice', async function () {
    this.timeout(120_000);
    const { exchange } = billing;
    const august = { firstDay: '2026-08-01', days: 31, sellerIds: SELLERS, buyerIds: BUYERS, seed: 8 };
    await exchange.app.close();
    rmSync(billing.folder, { recursive: true });
    billing = await startBilling(database);
    await fillSettledMonth(billing.exchange.app, { ...august, continues: true });
    await exchange.app.close();
    const [back] = (await paymentsOf('failed')).filter(({ way }: any) => way === 'transfer');
    const accounts = billing.exchange.app.get(BillingAccountsService);
    const { participantId } = back;
    const account = await accounts.get(participantId);
    await accounts.store([
      { participantId, account: { ...account, bank: { ...account.bank, accountNumber: '7654321' } } },
    ]);
    billing.exchange.clock.advanceTo(noonOf('2026-09-05'));
    const progress = await close('2026-08');
    expect(progress.problem).to.equal(null);
    const bytes = await bytesOf('/billing/files/zengin-debit-202608.txt');
    const { debits } = parseDebits(bytes, 'debits', '2026-09-05');
    const numbers = debits.map(({ customerNumber }) => customerNumber);
    expect(numbers).to.include('B-202607-000001-1-2').and.not.include('B-202607-000002-1-2');
    expect(debits.filter(({ novelty }) => novelty === 'first')).to.deep.equal([]);
    expect((await paymentsOf('repeated')).map(({ number }: any) => number)).to.deep.equal([
      'B-202607-000001',
      back.number,
    ]);
    const { transfers } = parseTransfers(
      await bytesOf('/billing/files/zengin-transfer-202608.txt'),
      'transfers',
      '2026-09-05',
    );
    const again = transfers.filter(
      ({ amountYen, account: { accountNumber } }) => accountNumber === '7654321' && amountYen === back.amountYen,
    );
    expect(again).to.have.length(1);
    expect(again[0]!.novelty).to.equal('changed');
    await expectLedgerOfPayments();
    const ofSeller = (await entriesOf(`returned:${back.participantId}`)).map(
      ({ line, cause }: any) => `${line} ${cause}`,
    );
    expect(ofSeller).to.deep.equal([`returned payment:${back.number}-1-1`, `asked payment:${back.number}-1-2`]);
    const paged = (await call('GET', '/ledger/accounts/retailer/entries?limit=1000')).body;
    const rest = (await call('GET', `/ledger/accounts/retailer/entries?limit=1000&after=${paged.next}`)).body;
    expect(rest.entries[0]).to.not.deep.equal(paged.entries.at(-1));
    const store = billing.exchange.app.get(Database);
    const change = store.transaction((manager) =>
      manager.update(PaymentPostingRow, { line: 'asked' }, { amountMillisen: 0 }),
    );
    expect(await change.catch(({ message }: Error) => message)).to.include('append-only');
    expect((await close('2026-08')).step).to.equal('nothing');
  });

  it('enters the payments of an earlier release in the ledger as they stand', async () => {
    await billing.exchange.app.close();
    const store = await openDataSource(database.url);
    const runner = store.createQueryRunner();
    await new PaymentPostings1764600000004().down(runner);
    await new PaymentPostings1764600000004().up(runner);
    await new StatementTaxes1764600005420().up(runner);
    await new StatementTaxes1764600005420().up(runner);
    await runner.release();
    await store.destroy();
    rmSync(billing.folder, { recursive: true });
    billing = await startBilling(database);
    // Its entries are of the day of the change, by the machine's clock.
    billing.exchange.clock.advanceTo(Math.max(noonOf('2026-09-06'), Date.now() + 60_000));
    await expectLedgerOfPayments();
    await expectLedgerOfTaxes();
  });

  it('fills a lost folder again with what is kept of the month', async () => {
    const { app } = billing.exchange;
    const request = { month: MONTH, folder: billing.folder };
    await app.get(MonthCloseService).close(request);
    const bytes = Buffer.from('<plan/>');
    const plan = { series: `occto-demand/${MONTH}-01`, movesMoney: false, madeFrom: [], madeAtMs: 0 };
    const printed = { bytes, control: { records: 1, sums: {} } };
    await app.get(FileStore).issue(billing.folder, MONTH, { ...plan, printed, fileOf: () => 'plan.xml' }, true);
    rmSync(join(billing.folder, 'plan.xml'));
    expect(await app.get(MonthCloseService).close(request)).to.include({ made: 'nothing', restored: 1 });
    expect(readFileSync(join(billing.folder, 'plan.xml'), 'utf8')).to.equal('<plan/>');
  });

  it('previews a month that is not ready, and stores nothing of it', async () => {
    const progress = await close('2026-06', { provisional: true });
    expect(progress.step).to.equal('provisional');
    expect(progress.closes).to.deep.equal([]);
    expect((await call('GET', '/billing/months/2026-06/files')).body).to.deep.equal([]);
  });
});
