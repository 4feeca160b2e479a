import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { fillSettledMonth } from '#backtest/settled-month.js';
import { DEFAULT_ZENGIN_SETTINGS, type DebitResult, parseDebits, parseTransfers, printDebitAnswer } from '#formats';
import { BUYERS, closeMonth, makeSettledJuly, noonOf, SELLERS, startBilling, stopBilling } from './billed-month.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import type { TestExchange } from './exchange.js';

onBothDatabases('a bill that is paid twice', (make) => {
  let database: TestDatabase;
  let billing: { exchange: TestExchange; folder: string };
  const call: TestExchange['call'] = (...args) => billing.exchange.call(...args);
  const paymentsOf = async (state: string): Promise<any[]> =>
    (await call('GET', `/billing/payments?state=${state}`)).body;
  const held = async (): Promise<any[]> => (await call('GET', '/billing/payments/held')).body;
  const nextOf = async () => Object.fromEntries((await held()).map(({ participantId, next }) => [participantId, next]));
  const book = async ({ number, version, attempt, amountYen }: any, outcome: string, change: object = {}) => {
    const result = { number, version, attempt, amountYen, outcome, onDay: '2026-08-05', ...change };
    return (await call('POST', '/billing/payments/results', { results: [result] })).body;
  };
  /** What an account of the ledger comes to, in yen. */
  const balanceYen = async (account: string) => {
    const { entries } = (await call('GET', `/ledger/accounts/${account}/entries`)).body;
    return entries.reduce((sum: number, { amountMillisen }: any) => sum + amountMillisen / 100_000, 0);
  };
  const ofHousehold = (payments: readonly any[], id: string, way?: string) =>
    payments.find((each) => each.participantId === id && (way === undefined || each.way === way));
  const bytesOf = (file: string) => readFileSync(join(billing.folder, file));
  /** What a household sees of it beside its bill of July. */
  const shownTo = async (id: string): Promise<any[]> => {
    const documents = (await call('GET', `/participants/${id}/statements`)).body;
    return documents.find(({ month, kind }: any) => month === '2026-07' && kind === 'bill').paidTwice;
  };
  const booked = (amountYen: number) => ({ booked: 1, bookedYen: amountYen });
  const NOTHING = { booked: 0, bookedYen: 0 };
  let baba: any;
  let chiba: any;
  let doi: any;

  before(async function () {
    this.timeout(120_000);
    database = await make();
    await makeSettledJuly(database);
    billing = await startBilling(database);
    expect((await closeMonth(billing.exchange, '2026-07')).problem).to.equal(null);
    const asked = await paymentsOf('asked');
    [baba, chiba, doi] = BUYERS.map((id) => ofHousehold(asked, id));
    expect([baba.way, chiba.way, doi.way]).to.deep.equal(['debit', 'debit', 'invoice']);
  });

  after(async () => {
    await stopBilling(billing);
    await database.remove();
  });

  it('is held for the household while the collection is at the bank, once a day', async () => {
    const refused = await book(baba, 'received');
    expect(refused.code).to.equal('PAYMENT_RESULT_INVALID');
    expect(refused.message).to.include('book what came beside its collection as paidTwice');
    expect((await book(baba, 'paidTwice', { amountYen: 1 })).code).to.equal('PAYMENT_RESULT_INVALID');
    for (const each of [baba, chiba]) {
      expect(await book(each, 'paidTwice')).to.deep.equal(booked(each.amountYen));
      expect(await book(each, 'paidTwice'), 'the same again').to.deep.equal(NOTHING);
      expect(await balanceYen(`held:${each.participantId}`)).to.equal(-each.amountYen);
      expect(await balanceYen(`receivable:${each.participantId}`)).to.equal(each.amountYen);
    }
    expect(await balanceYen('bank')).to.equal(baba.amountYen + chiba.amountYen);
    expect(await nextOf()).to.deep.equal({ baba: 'awaitsBank', chiba: 'awaitsBank' });
    const { amountYen } = baba;
    expect(await shownTo('baba')).to.deep.equal([
      { amountYen, receivedDay: '2026-08-05', state: 'held', refundDay: null },
    ]);
    expect(await shownTo('doi')).to.deep.equal([]);
  });

  it('is taken of no transfer, and of a slip only after it has been paid', async () => {
    const transfer = ofHousehold(await paymentsOf('asked'), 'sato', 'transfer');
    expect((await book(transfer, 'paidTwice')).code).to.equal('PAYMENT_RESULT_INVALID');
    expect((await book(doi, 'paidTwice')).code).to.equal('PAYMENT_RESULT_INVALID');
    expect(await book(doi, 'received')).to.deep.equal(booked(doi.amountYen));
    billing.exchange.clock.advanceTo(noonOf('2026-08-06'));
    const again = await book(doi, 'received', { onDay: '2026-08-06' });
    expect(again.code).to.equal('PAYMENT_RESULT_DIFFERS');
    expect(again.message).to.include('what came in twice is paidTwice');
    expect(await book(doi, 'paidTwice', { onDay: '2026-08-06', note: 'コンビニ' })).to.deep.equal(
      booked(doi.amountYen),
    );
    expect(await nextOf()).to.include({ doi: 'refundsNext' });
  });

  it('pays the bill if the collection fails, and is owed back if it does not', async () => {
    const { requester, debits } = parseDebits(bytesOf('zengin-debit-202607.txt'), 'debits', '2026-08-05');
    const resultOf = ({ customerNumber }: { readonly customerNumber: string }): DebitResult =>
      customerNumber.startsWith(chiba.number) ? '1' : '0';
    const answers = debits.map((debit) => ({ ...debit, result: resultOf(debit) }));
    const payload = printDebitAnswer({ requester, debits: answers }, DEFAULT_ZENGIN_SETTINGS, 'answer').bytes;
    const { headers } = await billing.exchange.signIn('retailer');
    const send = async () => {
      const answer = await billing.exchange.app.inject({
        method: 'POST',
        url: '/api/billing/months/2026-07/debit-results',
        payload: Buffer.from(payload),
        headers: { ...headers, 'content-type': 'application/octet-stream' },
      });
      return answer.json();
    };
    expect((await send()).failed).to.deep.include.members([
      {
        number: chiba.number,
        version: 1,
        participantId: 'chiba',
        amountYen: chiba.amountYen,
        result: '1',
        next: 'settled',
      },
    ]);
    expect((await send()).repeated).to.equal(true);
    expect(await paymentsOf('failed')).to.deep.equal([]);
    const paid = ofHousehold(await paymentsOf('paid'), 'chiba');
    expect(paid).to.include({ state: 'paid', settledDay: '2026-08-05', result: '1', nextStep: null });
    for (const account of ['held:chiba', 'receivable:chiba', 'returned:chiba', 'receivable:baba']) {
      expect(await balanceYen(account), account).to.equal(0);
    }
    expect(await balanceYen('held:baba')).to.equal(-baba.amountYen);
    const collectedYen = debits.reduce((sum, { amountYen }) => sum + amountYen, 0) - chiba.amountYen;
    const twiceYen = baba.amountYen + chiba.amountYen + 2 * doi.amountYen;
    expect(await balanceYen('bank')).to.equal(collectedYen + twiceYen);
    expect(await nextOf()).to.deep.equal({ baba: 'refundsNext', chiba: 'done', doi: 'refundsNext' });
    expect(await book(chiba, 'received'), 'the same money').to.deep.equal(NOTHING);
    expect((await shownTo('chiba'))[0]).to.include({ state: 'applied', refundDay: null });
    expect((await shownTo('baba'))[0]).to.include({ state: 'held', refundDay: null });
  });

  it('is refunded with the next month’s transfers, once, and the books are even', async function () {
    this.timeout(60_000);
    const august = { firstDay: '2026-08-01', days: 31, sellerIds: SELLERS, buyerIds: BUYERS, seed: 8 };
    await fillSettledMonth(billing.exchange.app, { ...august, continues: true });
    await stopBilling(billing);
    billing = await startBilling(database);
    billing.exchange.clock.advanceTo(noonOf('2026-09-05'));
    const closed = await closeMonth(billing.exchange, '2026-08');
    expect(closed.problem).to.equal(null);
    const [{ report }] = closed.closes;
    expect(report.isBalanced).to.equal(true);
    const transfers = (await paymentsOf('asked')).filter(({ way, month }) => way === 'transfer' && month === '2026-08');
    const refunds = transfers.filter(({ number }) => number.startsWith('R'));
    expect(refunds.map(({ number, version, amountYen }) => [number, version, amountYen])).to.have.deep.members([
      [`R${baba.number}`, 1, baba.amountYen],
      [`R${doi.number}`, 1, doi.amountYen],
    ]);
    const file = parseTransfers(bytesOf('zengin-transfer-202608.txt'), 'transfers', '2026-09-05');
    expect(file.transfers.map(({ amountYen }) => amountYen)).to.have.members(transfers.map((each) => each.amountYen));
    expect(await balanceYen('held:baba')).to.equal(0);
    expect(await balanceYen('payable:baba')).to.equal(-baba.amountYen);
    expect(await nextOf()).to.deep.equal({ baba: 'done', chiba: 'done', doi: 'done' });
    await closeMonth(billing.exchange, '2026-08');
    const asked = await paymentsOf('asked');
    expect(asked.filter(({ number }) => number.startsWith('R'))).to.have.length(2);
    expect(
      asked.some(({ number }) => number === chiba.number),
      'paid by slip',
    ).to.equal(false);

    const [{ dueDay }] = refunds;
    expect((await shownTo('baba'))[0]).to.include({ state: 'asked', refundDay: dueDay });

    const before = await balanceYen('bank');
    const totalYen = transfers.reduce((sum, { amountYen }) => sum + amountYen, 0);
    const executed = { executedOn: '2026-09-05', totalYen };
    expect((await call('POST', '/billing/months/2026-08/transfers-executed', executed)).status).to.equal(200);
    expect(await balanceYen('bank')).to.equal(before - totalYen);
    for (const id of ['baba', 'doi']) {
      for (const kind of ['held', 'payable', 'returned']) expect(await balanceYen(`${kind}:${id}`), kind).to.equal(0);
    }
    expect((await call('GET', '/ledger/trial-balance')).body.balanced).to.equal(true);
    expect((await shownTo('baba'))[0]).to.include({ state: 'paid', refundDay: '2026-09-05' });
  });

  it('comes back as any transfer does, to be made again to another account', async () => {
    const refund = (await paymentsOf('paid')).find(({ number }) => number === `R${doi.number}`);
    expect(await book(refund, 'returned', { onDay: '2026-09-05', note: '該当口座なし' })).to.deep.equal(
      booked(doi.amountYen),
    );
    expect(await paymentsOf('failed')).to.have.length(1);
    expect((await paymentsOf('failed'))[0]).to.include({ number: `R${doi.number}`, nextStep: 'ask_new_account' });
    expect(await balanceYen('returned:doi')).to.equal(-doi.amountYen);
    expect((await shownTo('doi'))[0]).to.include({ amountYen: doi.amountYen, state: 'failed' });
  });
});
