import { expect } from 'chai';
import { Database } from '#api/database/database.js';
import { OutboxRecordRow } from '#api/provenance/outbox.entities.js';
import { gateClosureMs, slotStartMs } from '#energy';
import { parseSlotEvidence, verifyReceipt, verifySlot } from '#ledger';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, MORNING_MS, NOON, startExchange, type TestExchange } from './exchange.js';

const MINUTE_MS = 60_000;

onBothDatabases('order types, halts and the opening call', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato', 'suzuki', 'tanaka']);
    await exchange.scheduler.tick();
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const send = (command: object) => exchange.call('POST', `/slots/${NOON}/commands`, command);
  const operate = (type: string) => exchange.call('POST', `/slots/${NOON}/operations`, { type });
  const book = async () => (await exchange.call('GET', `/slots/${NOON}/book`)).body;
  const types = ({ body }: { body: any }) => body.events.map(({ type }: { type: string }) => type);
  const restart = async () => {
    await exchange.app.close();
    const clockMs = exchange.clock.nowMs();
    exchange = await startExchange(database.url);
    exchange.clock.advanceTo(clockMs);
  };

  it('knows immediate-or-cancel, fill-or-kill and minimum fill', async () => {
    await exchange.place('s1', 'sato', 'sell', 1200, 300);
    const kill = await exchange.place('b1', 'suzuki', 'buy', 1200, 500, { timeInForce: 'fillOrKill' });
    expect(types(kill)).to.deep.equal(['accepted', 'expired']);
    const least = await exchange.place('b2', 'suzuki', 'buy', 1200, 500, { minimumFillWh: 400 });
    expect(types(least)).to.deep.equal(['accepted', 'expired']);
    const now = await exchange.place('b3', 'suzuki', 'buy', 1200, 500, { timeInForce: 'immediateOrCancel' });
    expect(types(now)).to.deep.equal(['accepted', 'trade', 'expired']);
    expect((await book()).buy).to.deep.equal([]);
    expect(exchange.market.position(NOON, 'suzuki')!.boughtWh).to.equal(300);
    expect([...exchange.market.position(NOON, 'suzuki')!.orders]).to.deep.equal([]);
  });

  it('reduces in place and replaces at the end of the queue', async () => {
    await exchange.place('s1', 'sato', 'sell', 1200, 300);
    await exchange.place('s2', 'tanaka', 'sell', 1200, 300);
    await send({ type: 'reduce', orderId: 0, participantId: 'sato', byWh: 100 });
    const first = await exchange.place('b1', 'suzuki', 'buy', 1200, 100);
    expect(first.body.events[1]).to.include({ sellOrderId: 0 });
    await send({ type: 'replace', orderId: 0, participantId: 'sato', priceSen: 1200, energyWh: 100 });
    const second = await exchange.place('b2', 'suzuki', 'buy', 1200, 100);
    expect(second.body.events[1]).to.include({ sellOrderId: 1 });
    const position = exchange.market.position(NOON, 'sato');
    await restart();
    expect(exchange.market.position(NOON, 'sato')).to.deep.equal(position);
  });

  it('lets good-until orders expire by the clock', async () => {
    const goodUntilMs = exchange.clock.nowMs() + 10 * MINUTE_MS;
    await exchange.place('s1', 'sato', 'sell', 1200, 300, { timeInForce: 'goodUntil', goodUntilMs });
    await exchange.scheduler.tick();
    expect((await book()).sell).to.have.length(1);
    await restart();
    await exchange.advanceTo(goodUntilMs);
    expect((await book()).sell).to.deep.equal([]);
    const { sequence } = await book();
    await exchange.scheduler.tick();
    expect((await book()).sequence, 'nothing is journalled when nothing expires').to.equal(sequence);
    const past = await exchange.place('s2', 'sato', 'sell', 1200, 300, { timeInForce: 'goodUntil', goodUntilMs });
    expect([past.status, past.body.code]).to.deep.equal([422, 'EXPIRY_PAST']);
  });

  /** States that nothing but sunlight feeds in behind a participant's meter. */
  const registerSolar = async (participantId: string) => {
    const facts = { fromDay: '2026-05-01', plantW: 4000, solarOnly: true };
    const answer = await exchange.call('POST', `/meters/meter-${participantId}/facts`, facts);
    expect(answer.status, JSON.stringify(answer.body)).to.be.lessThan(300);
  };

  it('matches a wanted origin only, if the buyer insists', async () => {
    await registerSolar('tanaka');
    await exchange.place('s1', 'sato', 'sell', 1200, 300, { origin: { area: '13112' } });
    await exchange.place('s2', 'tanaka', 'sell', 1300, 300, { origin: { sourceType: 'solar' } });
    const { body } = await exchange.place('b1', 'suzuki', 'buy', 1400, 100, {
      origin: { sourceType: 'solar', kind: 'hard' },
    });
    expect(body.events[1]).to.include({ sellOrderId: 1, priceSen: 1300 });
  });

  it('believes no origin that is not registered of the seller', async () => {
    const sell = (participantId: string, origin: object) =>
      exchange.place('s1', participantId, 'sell', 1200, 300, { origin });
    for (const origin of [{ sourceType: 'solar' }, { sourceType: 'gas' }, { area: '14100' }, { plant: 'meter-sato' }]) {
      const { status, body } = await sell('sato', origin);
      expect([status, body.code], JSON.stringify(origin)).to.deep.equal([422, 'ORIGIN_NOT_REGISTERED']);
      expect(body.message).to.include(`origin.${Object.keys(origin)[0]} is`);
    }
    expect((await book()).sell).to.deep.equal([]);
    await registerSolar('sato');
    expect((await sell('sato', { area: '13112', sourceType: 'solar' })).status).to.equal(200);
    // What a buyer wants is a wish, not a statement.
    const wish = { sourceType: 'gas', kind: 'hard' };
    expect((await exchange.place('b1', 'suzuki', 'buy', 1200, 300, { origin: wish })).status).to.equal(200);
  });

  it('refuses what makes no sense, each with its code, and journals none of it', async () => {
    const before = (await book()).sequence;
    for (const [code, more] of [
      ['TIME_IN_FORCE_INVALID', { timeInForce: 'forever' }],
      ['EXPIRY_INVALID', { timeInForce: 'goodUntil' }],
      ['MINIMUM_FILL_TOO_LARGE', { minimumFillWh: 301 }],
      ['PREMIUM_OUT_OF_BAND', { origin: { sourceType: 'solar', kind: 'soft', premiumSen: 9000 } }],
    ] as const) {
      expect((await exchange.place('x', 'sato', 'buy', 1200, 300, more)).body.code).to.equal(code);
    }
    expect((await book()).sequence).to.equal(before);
  });

  it('halts and resumes a book; what rests keeps its place', async () => {
    await exchange.place('s1', 'sato', 'sell', 1200, 300);
    expect((await operate('halt')).status).to.equal(200);
    expect((await book()).phase).to.equal('halted');
    const refused = await exchange.place('b1', 'suzuki', 'buy', 1200, 100);
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'BOOK_HALTED']);
    expect((await operate('halt')).body.code).to.equal('BOOK_HALTED');
    await restart();
    expect((await book()).phase).to.equal('halted');
    await operate('resume');
    expect((await operate('resume')).body.code).to.equal('BOOK_NOT_HALTED');
    expect(types(await exchange.place('b2', 'suzuki', 'buy', 1200, 100))).to.deep.equal(['accepted', 'trade']);
    expect((await operate('close')).body.code).to.equal('BODY_INVALID');
  });

  it('the evidence of every kind of command verifies', async () => {
    await registerSolar('sato');
    await exchange.place('s1', 'sato', 'sell', 1200, 300, { origin: { area: '13112', sourceType: 'solar' } });
    await exchange.place('b1', 'suzuki', 'buy', 1100, 300, {
      origin: { sourceType: 'solar', kind: 'soft', premiumSen: 100 },
    });
    await exchange.place('s2', 'tanaka', 'sell', 1500, 100, {
      timeInForce: 'goodUntil',
      goodUntilMs: exchange.clock.nowMs() + MINUTE_MS,
    });
    await send({ type: 'reduce', orderId: 2, participantId: 'tanaka', byWh: 50 });
    await operate('halt');
    await operate('resume');
    await send({ type: 'replace', orderId: 2, participantId: 'tanaka', priceSen: 1400, energyWh: 80 });
    await exchange.advanceTo(exchange.clock.nowMs() + MINUTE_MS);
    await exchange.advanceTo(gateClosureMs(NOON));
    const text = JSON.stringify((await exchange.call('GET', `/evidence/${NOON}`)).body);
    const evidence = parseSlotEvidence(text, 'noon.json');
    expect(new Set(evidence.journal.map(({ command }) => command.type))).to.deep.equal(
      new Set(['enrol', 'place', 'reduce', 'halt', 'resume', 'replace', 'expire', 'close']),
    );
    const row = await exchange.app.get(Database).read((manager) => manager.findOneByOrFail(OutboxRecordRow, {}));
    expect(verifySlot(evidence, { closed: JSON.parse(row.record), settled: [] })).to.deep.equal([]);
  });

  it('gives receipts that prove later that a command is in the sealed journal', async () => {
    const early = (await exchange.place('s1', 'sato', 'sell', 1200, 300)).body;
    await restart();
    const late = (await exchange.place('b1', 'suzuki', 'buy', 1300, 200)).body;
    const asked = `/slots/${NOON}/receipts/${late.sequence}`;
    expect((await exchange.call('GET', asked)).body.code).to.equal('EVIDENCE_NOT_READY');
    await exchange.advanceTo(gateClosureMs(NOON));

    const row = await exchange.app.get(Database).read((manager) => manager.findOneByOrFail(OutboxRecordRow, {}));
    const anchored = JSON.parse(row.record);
    for (const receipt of [early, late]) {
      const proof = (await exchange.call('GET', `/slots/${NOON}/receipts/${receipt.sequence}`)).body;
      expect(verifyReceipt(receipt, proof, anchored)).to.equal('PROVEN');
      expect(verifyReceipt({ ...receipt, chainHash: early.chainHash.replace(/.$/, 'x') }, proof, anchored)).to.equal(
        'RECEIPT_DIFFERS',
      );
      expect(verifyReceipt(receipt, proof, { ...anchored, journalRoot: anchored.tradeRoot })).to.equal(
        'RECEIPT_NOT_ANCHORED',
      );
    }
    expect((await exchange.call('GET', `/slots/${NOON}/receipts/2`)).body.code).to.equal('RECEIPT_UNKNOWN');
  });

  it('gives a resident the proof of own receipts, and of nobody else\u2019s', async () => {
    const resident = await exchange.signIn('resident', ['suzuki']);
    const other = (await exchange.place('s1', 'sato', 'sell', 1200, 300)).body;
    const order = { type: 'place', participantId: 'suzuki', side: 'buy', priceSen: 1300, energyWh: 200 };
    const own = (await exchange.callAs(resident, 'POST', `/slots/${NOON}/commands`, order)).body;
    await exchange.advanceTo(gateClosureMs(NOON));

    const row = await exchange.app.get(Database).read((manager) => manager.findOneByOrFail(OutboxRecordRow, {}));
    const later = await exchange.signIn('resident', ['suzuki']);
    const ask = (sequence: number) => exchange.callAs(later, 'GET', `/slots/${NOON}/receipts/${sequence}`);
    expect(verifyReceipt(own, (await ask(own.sequence)).body, JSON.parse(row.record))).to.equal('PROVEN');
    expect((await ask(own.sequence - 2)).body.entry.command.type, 'the own enrolment').to.equal('enrol');
    for (const { sequence } of [other, { sequence: other.sequence - 2 }, { sequence: 999 }]) {
      expect((await ask(sequence)).body.code).to.equal('RECEIPT_UNKNOWN');
    }
  });

  it('tells after gate closure why two orders did not trade, and a resident of own ones only', async () => {
    await exchange.place('s1', 'sato', 'sell', 1200, 300);
    await exchange.place('b1', 'suzuki', 'buy', 1300, 100);
    await exchange.place('b2', 'tanaka', 'buy', 1100, 100);
    const why = (buy: number, sell: number) => `/slots/${NOON}/reasons?buy=${buy}&sell=${sell}`;
    expect((await exchange.call('GET', why(2, 0))).body.code).to.equal('EVIDENCE_NOT_READY');
    await exchange.advanceTo(gateClosureMs(NOON));
    expect((await exchange.call('GET', why(2, 0))).body).to.deep.equal({
      reason: 'PRICE_NOT_MET',
      text: 'The buyer, with any premium for the origin, pays less than the seller asks.',
    });
    expect((await exchange.call('GET', why(1, 0))).body.reason).to.equal(null);
    const tanaka = await exchange.signIn('resident', ['tanaka']);
    const asTanaka = async (buy: number, sell: number) =>
      (await exchange.callAs(tanaka, 'GET', why(buy, sell))).body.reason;
    expect(await asTanaka(2, 0)).to.equal('PRICE_NOT_MET');
    for (const [buy, sell] of [
      [1, 0],
      [7, 8],
    ] as const)
      expect(await asTanaka(buy, sell)).to.equal('ORDER_UNKNOWN');
  });

  it('goes on with the statistics from where it was asked last, also after a restart and the close', async () => {
    const statistics = async () => (await exchange.call('GET', `/slots/${NOON}/statistics`)).body;
    await exchange.place('s1', 'sato', 'sell', 1200, 300);
    expect(await statistics()).to.deep.include({ called: null });
    expect((await statistics()).sell).to.include({ depthWh: 300, tradedWh: 0 });
    await exchange.place('b1', 'suzuki', 'buy', 1300, 100);
    const [one, other] = await Promise.all([statistics(), statistics()]);
    expect(one.sell).to.include({ depthWh: 200, tradedWh: 100 });
    expect(other).to.deep.equal(one);
    await restart();
    expect(await statistics()).to.deep.equal(one);
    await exchange.advanceTo(gateClosureMs(NOON));
    const closed = await statistics();
    // 300 Wh at 12.00 yen, 100 Wh wanted at 13.00: the last offer that is needed sets the price.
    expect(closed.called).to.deep.equal({ priceSen: 1200, energyWh: 100 });
    expect(closed.sell).to.deep.equal(one.sell);
    expect(await statistics()).to.deep.equal(closed);
  });

  it('gathers orders before the opening, and calls them at one price', async () => {
    await exchange.app.close();
    await database.remove();
    database = await make();
    const gatherMs = 30 * MINUTE_MS;
    const openLeadMs = slotStartMs(NOON) - MORNING_MS;
    exchange = await startExchange(database.url, { gatherMs, openLeadMs });
    await enrol(exchange, ['sato', 'suzuki', 'tanaka']);
    await exchange.scheduler.tick();
    expect((await book()).phase).to.equal('preOpen');
    await exchange.place('s1', 'sato', 'sell', 1000, 300);
    await exchange.place('b1', 'suzuki', 'buy', 1400, 200);
    await exchange.place('b2', 'tanaka', 'buy', 1200, 200);
    expect((await exchange.call('GET', `/slots/${NOON}/trades`)).body).to.deep.equal([]);
    await exchange.advanceTo(MORNING_MS + gatherMs - 1);
    expect((await book()).phase).to.equal('preOpen');

    await exchange.advanceTo(MORNING_MS + gatherMs);
    expect((await book()).phase).to.equal('open');
    const trades = (await exchange.call('GET', `/slots/${NOON}/trades`)).body;
    expect(trades.map(({ buyOrderId, energyWh }: any) => [buyOrderId, energyWh])).to.deep.equal([
      [1, 200],
      [2, 100],
    ]);
    expect(new Set(trades.map(({ priceSen }: any) => priceSen)).size, 'one price').to.equal(1);
    expect((await book()).buy).to.deep.equal([{ priceSen: 1200, energyWh: 100, orders: 1 }]);
  });

  it('keeps the quotes of a market maker on both sides, also after trades', async () => {
    const maker = { participantId: 'retailer', meterId: 'plant-1', quoteWh: 500 };
    const crossed = await exchange.call('POST', '/participants', {
      ...maker,
      minSellPriceSen: 1400,
      maxBuyPriceSen: 1800,
    });
    expect(crossed.body.code).to.equal('BODY_INVALID');
    await exchange.call('POST', '/participants', { ...maker, minSellPriceSen: 1800, maxBuyPriceSen: 1400 });
    await exchange.scheduler.tick();
    const { buy, sell } = await book();
    expect(buy).to.deep.equal([{ priceSen: 1400, energyWh: 500, orders: 1 }]);
    expect(sell).to.deep.equal([{ priceSen: 1800, energyWh: 500, orders: 1 }]);
    await exchange.place('b1', 'suzuki', 'buy', 1800, 200);
    await exchange.scheduler.tick();
    expect((await book()).sell).to.deep.equal([{ priceSen: 1800, energyWh: 300, orders: 1 }]);
    const { body } = await exchange.call('GET', `/slots/${NOON}/statistics`);
    expect(body).to.include({ bestBidSen: 1400, bestAskSen: 1800, spreadSen: 400 });
    expect(body.sell).to.include({ depthWh: 300, tradedWh: 200 });
    expect((await exchange.call('GET', `/slots/${NOON + 9}/statistics`)).body.code).to.equal('SLOT_UNKNOWN');
    expect(exchange.market.position(NOON, 'retailer')).to.include({ soldWh: 200, boughtWh: 0, ordersEntered: 2 });
  });
});
