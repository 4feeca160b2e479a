import { expect } from 'chai';
import { Database } from '#api/database/database.js';
import { TradeRow } from '#api/market/market.entities.js';
import { AllocationRow } from '#api/settlement/settlement.entities.js';
import { floorYen } from '#energy';
import { readPdf } from '../../libs/billing/pdf/read-pdf.js';
import { billHouseholds, closeMonth, startBilling, stopBilling } from './billed-month.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import type { TestExchange } from './exchange.js';

const SELLERS = ['sato', 'suzuki', 'tani'];
/** Ten neighbours, so that a seller may be told what they paid together. */
const BUYERS = ['abe', 'baba', 'chiba', 'doi', 'endo', 'fujii', 'goto', 'hara', 'imai', 'jinbo'];

onBothDatabases('premiums of a month', (make) => {
  let database: TestDatabase;
  let billing: { exchange: TestExchange; folder: string };
  let delivered: { buyerId: string; sellerId: string; premiumSen: number | null; allocatedWh: number }[];

  before(async function () {
    this.timeout(120_000);
    database = await make();
    await billHouseholds(database, { sellerIds: SELLERS, buyerIds: BUYERS }, () => 'debit', '2026-07-29');
    billing = await startBilling(database);
    delivered = await billing.exchange.app.get(Database).transaction(async (manager) => {
      const set = (premiumSen: number | null, where: object) => manager.update(TradeRow, where, { premiumSen });
      await set(137, { sellerId: 'sato' });
      await set(150, { sellerId: 'tani' });
      // Of Suzuki's customers nine paid one.
      await set(50, { sellerId: 'suzuki' });
      await set(0, { sellerId: 'suzuki', buyerId: 'abe' });
      const allocations = await manager.find(AllocationRow);
      const energy = new Map(allocations.map((row) => [`${row.slot}.${row.tradeSequence}`, row.allocatedWh]));
      const trades = (await manager.find(TradeRow)).map((trade) => ({
        ...trade,
        allocatedWh: energy.get(`${trade.slot}.${trade.sequence}`)!,
      }));
      // A trade of before premiums were kept.
      const old = trades.find(
        (trade) => trade.buyerId === 'chiba' && trade.sellerId === 'tani' && trade.allocatedWh > 0,
      )!;
      await set(null, { slot: old.slot, sequence: old.sequence });
      old.premiumSen = null;
      return trades.filter(({ allocatedWh }) => allocatedWh > 0);
    });
    const { problem, closes } = await closeMonth(billing.exchange, '2026-07');
    expect(problem).to.equal(null);
    expect(closes[0].report.isBalanced).to.equal(true);
  });

  after(async () => {
    await stopBilling(billing);
    await database.remove();
  });

  const ownStatement = async (participantId: string, kind: 'bill' | 'purchase') => {
    const { exchange } = billing;
    const resident = await exchange.signIn('resident', [participantId]);
    const { body } = await exchange.callAs(resident, 'GET', `/participants/${participantId}/statements`);
    return body.find((document: any) => document.kind === kind);
  };
  const partOf = async (participantId: string, kind: 'bill' | 'purchase', code: string) =>
    (await ownStatement(participantId, kind)).statement.costParts.find((part: any) => part.code === code);
  const summed = (side: 'buyerId' | 'sellerId', participantId: string) =>
    delivered
      .filter((trade) => trade[side] === participantId)
      .reduce((sum, { premiumSen, allocatedWh }) => sum + premiumSen! * allocatedWh, 0);

  it('stand on each buyer’s bill, exact, and what was not delivered cost none', async () => {
    for (const buyer of BUYERS.filter((id) => id !== 'chiba')) {
      const part = await partOf(buyer, 'bill', 'premiumPaid');
      expect(part.amountMillisen, buyer).to.equal(summed('buyerId', buyer)).and.to.be.greaterThan(0);
    }
  });

  it('stand on a seller’s statement only if ten neighbours paid one', async () => {
    const payers = (id: string) =>
      new Set(delivered.filter((trade) => trade.sellerId === id && trade.premiumSen! > 0).map(({ buyerId }) => buyerId))
        .size;
    expect([payers('sato'), payers('suzuki')]).to.deep.equal([10, 9]);
    const part = await partOf('sato', 'purchase', 'premiumReceived');
    expect(part.amountMillisen).to.equal(summed('sellerId', 'sato'));
    expect(await partOf('suzuki', 'purchase', 'premiumReceived')).to.equal(undefined);
  });

  it('stand nowhere if of one trade of the month it is not known', async () => {
    expect(await partOf('chiba', 'bill', 'premiumPaid')).to.equal(undefined);
    expect(await partOf('tani', 'purchase', 'premiumReceived')).to.equal(undefined);
  });

  it('are printed in whole yen, cut off, as a part of the amount', async () => {
    const { exchange } = billing;
    for (const [id, kind, words, side] of [
      ['abe', 'bill', '料金に含まれるもの', 'buyerId'],
      ['sato', 'purchase', 'お買取額に含まれるもの', 'sellerId'],
    ] as const) {
      const { number, version, statement } = await ownStatement(id, kind);
      const { headers } = await exchange.signIn('resident', [id]);
      const url = `/api/participants/${id}/statements/${number}/versions/${version}/pdf`;
      const { rawPayload } = await exchange.app.inject({ method: 'GET', url, headers });
      const { text } = await readPdf(rawPayload);
      const yen = Number(floorYen(summed(side, id))).toLocaleString('en');
      expect(text).to.include(words);
      const { labelJa } = statement.costParts.at(-1);
      expect(text).to.include(`${labelJa}${yen}`);
    }
  });
});
