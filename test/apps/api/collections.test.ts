import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { PaymentDecisionRow } from '#api/billing/payment-decision.entity.js';
import { Database } from '#api/database/database.js';
import { fillSettledMonth } from '#backtest/settled-month.js';
import {
  DEFAULT_ZENGIN_SETTINGS,
  type DebitResult,
  parseDebits,
  parseTransfers,
  printDebitAnswer,
  readRetailerTable,
  SLIPS,
} from '#formats';
import { billHouseholds, closeMonth, noonOf, startBilling, stopBilling } from './billed-month.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import type { TestExchange } from './exchange.js';

const RESULTS: readonly DebitResult[] = ['0', '1', '2', '3', '4', '8', '9'];
const SELLERS = ['s1', 's2', 's3'];
const BUYERS = Array.from({ length: 14 }, (_, index) => `b${String(index + 1).padStart(2, '0')}`);

/** Small random numbers that follow from the seed. */
function drawing(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

onBothDatabases('collections that failed, and who gets which file', (make) => {
  let database: TestDatabase;
  let billing: { exchange: TestExchange; folder: string };
  const draw = drawing(20_260_731);
  const call: TestExchange['call'] = (...args) => billing.exchange.call(...args);
  const payments = async (state: string) => (await call('GET', `/billing/payments?state=${state}`)).body;
  const bytesOf = (file: string) => readFileSync(join(billing.folder, file));
  const changeAccount = async (participantId: string, change: object) => {
    const { body: account } = await call('GET', `/billing/accounts/${participantId}`);
    const accounts = [{ participantId, account: { ...account, ...change } }];
    expect((await call('POST', '/billing/accounts', { accounts })).status).to.equal(200);
  };

  /** The payments in a month's three files, as `NUMBER-VERSION-ATTEMPT` or a transfer's amount. */
  const filesOf = (month: string, notBefore: string) => {
    const { requester, debits } = parseDebits(bytesOf(`zengin-debit-${month}.txt`), 'debits', notBefore);
    const { transfers } = parseTransfers(bytesOf(`zengin-transfer-${month}.txt`), 'transfers', notBefore);
    return { requester, debits, transfers, slips: readRetailerTable(SLIPS, bytesOf(`slips-${month}.csv`), 'slips') };
  };

  /** Every payment of a month is in exactly one file, for its own amount, to its own day. */
  const expectEachOnce = async (month: string, notBefore: string) => {
    const { debits, transfers, slips } = filesOf(month.replace('-', ''), notBefore);
    const asked = (await payments('asked')).filter((payment: any) => payment.month === month);
    const nameOf = ({ number, version, attempt }: any) => `${number}-${version}-${attempt}`;
    const of = (way: string) => asked.filter((payment: any) => payment.way === way);
    expect(debits.map(({ customerNumber, amountYen }) => `${customerNumber} ${amountYen}`)).to.have.members(
      of('debit').map((payment: any) => `${nameOf(payment)} ${payment.amountYen}`),
    );
    expect(slips.map(({ slipNumber, amountYen, dueDay }) => `${slipNumber} ${amountYen} ${dueDay}`)).to.have.members(
      of('invoice').map((payment: any) => `${nameOf(payment)} ${payment.amountYen} ${payment.dueDay}`),
    );
    expect(transfers.map(({ amountYen }) => amountYen)).to.have.members(
      of('transfer').map(({ amountYen }: any) => amountYen),
    );
    for (const id of [...SELLERS, ...BUYERS]) {
      const statements = (await call('GET', `/participants/${id}/statements`)).body;
      const [bill] = statements.filter((row: any) => row.kind === 'bill' && row.month === month);
      const inFiles = asked.filter(({ number }: any) => number === bill.number);
      expect(inFiles, id).to.have.length(1);
      const account = (await call('GET', `/billing/accounts/${id}`)).body;
      expect(inFiles[0], id).to.include({ way: account.payBy, amountYen: bill.payableYen });
      const slip = slips.find(({ slipNumber }) => slipNumber === nameOf(inFiles[0]));
      if (slip !== undefined) {
        const { nameJa, addressJa, contractNumber } = account;
        expect(slip, id).to.include({ nameJa, addressJa, contractNumber });
      }
    }
    return asked;
  };

  before(async function () {
    this.timeout(120_000);
    database = await make();
    await billHouseholds(database, { sellerIds: SELLERS, buyerIds: BUYERS }, () =>
      draw(3) === 0 ? 'invoice' : 'debit',
    );
    billing = await startBilling(database);
  });

  after(async () => {
    await stopBilling(billing);
    await database.remove();
  });

  it('puts everybody billed in exactly one file, as the household chose', async () => {
    expect((await closeMonth(billing.exchange, '2026-07')).problem).to.equal(null);
    await expectEachOnce('2026-07', '2026-08-05');
    const { requester, debits } = filesOf('202607', '2026-08-05');
    // Every result occurs, the first ones in turn.
    const answers = debits.map((debit, index) => ({ ...debit, result: RESULTS[index] ?? RESULTS[draw(7)]! }));
    const payload = printDebitAnswer({ requester, debits: answers }, DEFAULT_ZENGIN_SETTINGS, 'answer').bytes;
    const { headers } = await billing.exchange.signIn('retailer');
    const answer = await billing.exchange.app.inject({
      method: 'POST',
      url: '/api/billing/months/2026-07/debit-results',
      payload: Buffer.from(payload),
      headers: { ...headers, 'content-type': 'application/octet-stream' },
    });
    expect(answer.statusCode, answer.body).to.equal(200);
    const steps = (await payments('failed')).map(({ nextStep }: any) => nextStep);
    expect(steps).to.include.members(['retry_with_reminder', 'ask_new_account', 'review_own_stop', 'ask_bank']);
  });

  const keyOf = ({ number, version, attempt }: any) => ({ number, version, attempt });
  const decide = (payment: any, decision: string, reason = '銀行に確かめた') =>
    call('POST', '/billing/payments/decisions', { ...keyOf(payment), decision, reason });
  const receive = async (payment: any, change: object = {}) => {
    const { amountYen } = payment;
    const result = { ...keyOf(payment), amountYen, outcome: 'received', onDay: '2026-08-05', ...change };
    return (await call('POST', '/billing/payments/results', { results: [result] })).body;
  };
  let fate: ReadonlyMap<string, string>;

  it('takes what was paid otherwise, once, and in the ledger', async () => {
    const [paid] = (await payments('failed')).filter(({ result }: any) => result === '1');
    expect((await receive(paid, { amountYen: paid.amountYen + 1 })).code).to.equal('PAYMENT_RESULT_INVALID');
    expect(await receive(paid)).to.deep.equal({ booked: 1, bookedYen: paid.amountYen });
    expect(await receive(paid), 'the same again').to.deep.equal({ booked: 0, bookedYen: 0 });
    expect((await decide(paid, 'accountConfirmed')).body.code).to.equal('PAYMENT_NOT_FAILED');
    const [now] = (await payments('paid')).filter(({ number }: any) => number === paid.number);
    expect(now).to.include({ state: 'paid', settledDay: '2026-08-05', nextStep: null, result: '1' });
    const { entries } = (await call('GET', `/ledger/accounts/returned:${paid.participantId}/entries`)).body;
    expect(entries.map(({ line, amountMillisen }: any) => `${line} ${amountMillisen}`)).to.deep.equal([
      `returned ${paid.amountYen * 100_000}`,
      `paid ${-paid.amountYen * 100_000}`,
    ]);
    fate = new Map([[paid.number, 'paid']]);
  });

  it('lets staff end every state that waits, with a reason that stays', async () => {
    const waiting = (await payments('failed')).filter(({ nextStep }: any) => nextStep !== 'retry_with_reminder');
    const of = (step: string) => waiting.filter(({ nextStep }: any) => nextStep === step);
    const [stopped] = of('review_own_stop');
    const [unclear] = of('ask_bank');
    const [gone, moved] = of('ask_new_account');
    const decided = new Map(fate);
    expect((await decide(stopped, 'accountConfirmed', ' ')).body.code).to.equal('BODY_INVALID');
    expect((await decide({ ...stopped, attempt: 9 }, 'accountConfirmed')).body.code).to.equal('PAYMENT_UNKNOWN');
    const [asked] = await payments('asked');
    expect((await decide(asked, 'accountConfirmed')).body.code).to.equal('PAYMENT_NOT_FAILED');

    expect((await decide(stopped, 'accountReplaced', '本人に電話')).status).to.equal(204);
    expect((await decide(stopped, 'paysBySlip', '本人の希望')).status).to.equal(204);
    decided.set(stopped.number, 'invoice');
    expect((await decide(unclear, 'accountConfirmed')).status).to.equal(204);
    decided.set(unclear.number, 'debit');
    expect((await decide(gone, 'accountReplaced', '届けを出す')).status).to.equal(204);
    const { bank } = (await call('GET', `/billing/accounts/${gone.participantId}`)).body;
    await changeAccount(gone.participantId, { bank: { ...bank, accountNumber: '7654321' } });
    decided.set(gone.number, 'debit');
    // No decision: the household just pays by slip from now on.
    await changeAccount(moved.participantId, { payBy: 'invoice' });
    decided.set(moved.number, 'invoice');
    fate = decided;

    const [shown] = (await payments('failed')).filter(({ number }: any) => number === stopped.number);
    expect(shown.decision).to.include({ decision: 'paysBySlip', reason: '本人の希望' });
    expect((await call('GET', `/billing/accounts/${stopped.participantId}`)).body.payBy).to.equal('invoice');
    const store = billing.exchange.app.get(Database);
    const change = store.transaction((manager) =>
      manager.update(PaymentDecisionRow, { number: stopped.number }, { reason: '' }),
    );
    expect(await change.catch(({ message }: Error) => message)).to.include('append-only');
  });

  it('asks for the rest with the next month, each in one file, and for nothing that was paid', async function () {
    this.timeout(120_000);
    const waiting = await payments('failed');
    const august = { firstDay: '2026-08-01', days: 31, sellerIds: SELLERS, buyerIds: BUYERS, seed: 8 };
    await fillSettledMonth(billing.exchange.app, { ...august, continues: true });
    await stopBilling(billing);
    billing = await startBilling(database);
    billing.exchange.clock.advanceTo(noonOf('2026-09-05'));
    expect((await closeMonth(billing.exchange, '2026-08')).problem).to.equal(null);
    const asked = await expectEachOnce('2026-08', '2026-09-05');
    const again = new Map(
      asked.filter(({ attempt }: any) => attempt === 2).map(({ number, way }: any) => [number, way]),
    );
    for (const [number, way] of fate) {
      expect(again.get(number), number).to.equal(way === 'paid' ? undefined : way);
    }
    const left = new Set((await payments('failed')).map(({ number }: any) => number));
    for (const { number, participantId, nextStep } of waiting) {
      const bySlip = (await call('GET', `/billing/accounts/${participantId}`)).body.payBy === 'invoice';
      const goesOn = bySlip || nextStep === 'retry_with_reminder' || fate.has(number);
      expect([again.has(number), left.has(number)], `${number} ${nextStep}`).to.deep.equal([goesOn, !goesOn]);
    }
  });
});
