import { expect } from 'chai';
import { gateClosureMs } from '#energy';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, NOON, startExchange, type TestExchange } from './exchange.js';

onBothDatabases('market', (make) => {
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

  const cancel = (orderId: number, participantId: string) =>
    exchange.call('POST', `/slots/${NOON}/commands`, { type: 'cancel', orderId, participantId });
  const journalLength = async () => (await exchange.call('GET', `/slots/${NOON}/journal`)).body.length;

  it('matches at the resting price and answers with the events', async () => {
    await exchange.place('s1', 'sato', 'sell', 1200, 500);
    const { status, body } = await exchange.place('b1', 'suzuki', 'buy', 1500, 300);
    expect(status).to.equal(200);
    expect(body.events.map(({ type }: { type: string }) => type)).to.deep.equal(['accepted', 'trade']);
    expect(body.events[1]).to.include({ buyOrderId: 1, sellOrderId: 0, priceSen: 1200, energyWh: 300 });

    const book = await exchange.call('GET', `/slots/${NOON}/book`);
    expect(book.body.sell).to.deep.equal([{ priceSen: 1200, energyWh: 200, orders: 1 }]);
    expect(book.body.buy).to.deep.equal([]);
    const trades = await exchange.call('GET', `/slots/${NOON}/trades`);
    expect(trades.body).to.deep.equal([
      { sequence: body.events[1].sequence, buyOrderId: 1, sellOrderId: 0, priceSen: 1200, energyWh: 300 },
    ]);
  });

  it('shows no participant in the journal, the book or the trades', async () => {
    await exchange.place('s1', 'sato', 'sell', 1200, 500);
    await exchange.place('b1', 'suzuki', 'buy', 1500, 300);
    for (const page of ['journal', 'book', 'trades']) {
      const { body } = await exchange.call('GET', `/slots/${NOON}/${page}`);
      expect(JSON.stringify(body)).to.not.match(/sato|suzuki/);
    }
  });

  it('cancels what rests', async () => {
    await exchange.place('s1', 'sato', 'sell', 1200, 500);
    const { body } = await cancel(0, 'sato');
    expect(body.events).to.deep.include({
      type: 'cancelled',
      sequence: body.sequence + 1,
      orderId: 0,
      remainingWh: 500,
    });
    expect((await exchange.call('GET', `/slots/${NOON}/book`)).body.sell).to.deep.equal([]);
  });

  it('refuses bad commands with a code each, and keeps them out of the journal', async () => {
    const cases: [string, Promise<{ status: number; body: any }>][] = [
      ['PRICE_OFF_TICK', exchange.place('x', 'sato', 'sell', 1200.5, 500)],
      ['PRICE_OUT_OF_BAND', exchange.place('x', 'sato', 'sell', 0, 500)],
      ['PRICE_OUT_OF_BAND', exchange.place('x', 'sato', 'sell', 5001, 500)],
      ['ENERGY_NOT_POSITIVE', exchange.place('x', 'sato', 'sell', 1200, 0)],
      ['ENERGY_NOT_POSITIVE', exchange.place('x', 'sato', 'sell', 1200, -5)],
      ['ENERGY_NOT_WHOLE', exchange.place('x', 'sato', 'sell', 1200, 0.5)],
      ['ENERGY_TOO_LARGE', exchange.place('x', 'sato', 'sell', 1200, 1e12)],
      ['SIDE_INVALID', exchange.place('x', 'sato', 'swap', 1200, 500)],
      ['ORDER_ID_INVALID', cancel(-1, 'sato')],
      ['ORDER_ID_INVALID', cancel(0.5, 'sato')],
      ['ORDER_ID_INVALID', exchange.place("x'; DROP TABLE trade", 'sato', 'sell', 1200, 500)],
      ['PARTICIPANT_UNKNOWN', exchange.place('x', 'nobody', 'sell', 1200, 500)],
      ['BODY_INVALID', exchange.call('POST', `/slots/${NOON}/commands`, { type: 'place' })],
      ['BODY_INVALID', exchange.call('POST', `/slots/${NOON}/commands`, '{"type":')],
      ['BODY_INVALID', exchange.call('POST', `/slots/${NOON}/commands`, { type: 'close' })],
      ['BODY_INVALID', exchange.call('GET', '/slots/noon/book')],
      ['SLOT_UNKNOWN', exchange.call('GET', `/slots/${NOON + 1}/book`)],
      [
        'SLOT_UNKNOWN',
        exchange.call('POST', `/slots/${NOON + 1}/commands`, { type: 'cancel', orderId: 0, participantId: 'sato' }),
      ],
    ];
    for (const [code, answer] of cases) {
      const { status, body } = await answer;
      expect(body.code, body.message).to.equal(code);
      expect(status).to.be.within(400, 499);
      expect(body.message.length, code).to.be.greaterThan(20);
    }
    expect(await journalLength()).to.equal(0);
  });

  it('refuses what the book refuses; the refusals stand in the journal and nothing else changes', async () => {
    await exchange.place('s1', 'sato', 'sell', 1200, 500);
    for (const [code, status, answer] of [
      ['ORDER_NOT_YOURS', 403, () => cancel(0, 'suzuki')],
      ['ORDER_UNKNOWN', 404, () => cancel(1, 'sato')],
    ] as const) {
      const { status: got, body } = await answer();
      expect(body.code).to.equal(code);
      expect(got).to.equal(status);
    }
    // Two enrolments, the order and what was refused.
    expect(await journalLength()).to.equal(5);
    expect((await exchange.call('GET', `/slots/${NOON}/book`)).body.sell).to.deep.equal([
      { priceSen: 1200, energyWh: 500, orders: 1 },
    ]);
  });

  it('refuses a number that no journal can carry, keeps it out of the journal and goes on', async () => {
    await exchange.place('s1', 'sato', 'sell', 1200, 500);
    for (const orderId of [2 ** 32, 2 ** 53 - 1]) {
      const { status, body } = await cancel(orderId, 'sato');
      expect([status, body.code]).to.deep.equal([422, 'ORDER_ID_INVALID']);
    }
    expect((await cancel(0, 'sato')).status).to.equal(200);
    expect(await journalLength(), 'an enrolment, the order and its end').to.equal(3);
  });

  it('refuses an order that its client sends again, and says which one it is, also after a restart', async () => {
    const first = (await exchange.place('mine-1', 'sato', 'sell', 1200, 500)).body;
    const { orderId } = first.events[0];
    for (let again = 0; again < 2; again++) {
      const { status, body } = await exchange.place('mine-1', 'sato', 'sell', 1200, 500);
      expect([status, body.code]).to.deep.equal([409, 'ORDER_DUPLICATE']);
      expect(body.details).to.include({ orderId, sequence: first.sequence });
      await exchange.app.close();
      exchange = await startExchange(database.url);
    }
    expect(await journalLength(), 'an enrolment and the order').to.equal(2);
    expect((await exchange.place('mine-1', 'suzuki', 'sell', 1300, 100)).status, 'another has the same id').to.equal(
      200,
    );
    // What was refused was never entered: its id is free.
    expect((await exchange.place('mine-2', 'sato', 'sell', 0, 500)).status).to.equal(422);
    expect((await exchange.place('mine-2', 'sato', 'sell', 1200, 500)).status).to.equal(200);
    const evidence = JSON.stringify((await exchange.call('GET', `/slots/${NOON}/journal`)).body);
    expect(evidence).not.to.match(/mine/);
  });

  it('of two equal orders that come at once, takes one', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => exchange.place('once', 'sato', 'sell', 1200, 500)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409, 409]);
    expect((await exchange.call('GET', `/slots/${NOON}/book`)).body.sell).to.have.deep.members([
      { priceSen: 1200, energyWh: 500, orders: 1 },
    ]);
  });

  it('enters orders without an own id as often as they come', async () => {
    const order = { type: 'place', participantId: 'sato', side: 'sell', priceSen: 1200, energyWh: 500 };
    const sent = [1, 2].map(() => exchange.call('POST', `/slots/${NOON}/commands`, order));
    const orderIds = (await Promise.all(sent)).map(({ body }) => body.events[0].orderId);
    expect(orderIds).to.deep.equal([0, 1]);
  });

  it('takes no order from gate closure on, even before the scheduler has closed the book', async () => {
    exchange.clock.advanceTo(gateClosureMs(NOON));
    expect((await exchange.place('late', 'sato', 'sell', 1200, 500)).body.code).to.equal('SLOT_NOT_OPEN');
    await exchange.scheduler.tick();
    const { status, body } = await exchange.place('later', 'sato', 'sell', 1200, 500);
    expect([status, body.code]).to.deep.equal([409, 'SLOT_NOT_OPEN']);
  });

  it('rebuilds the books from the journal when it starts again', async () => {
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        index % 2 === 0
          ? exchange.place(`s${index}`, 'sato', 'sell', 1000 + index, 100 + index)
          : exchange.place(`b${index}`, 'suzuki', 'buy', 970 + index, 150),
      ),
    );
    const { body } = await exchange.place('last', 'sato', 'sell', 4000, 1);
    await cancel(body.events[0].orderId, 'sato');
    const before = (await exchange.call('GET', `/slots/${NOON}/book`)).body;
    const position = exchange.market.position(NOON, 'sato');
    expect(position!.soldWh).to.be.greaterThan(0);
    await exchange.app.close();
    exchange = await startExchange(database.url);
    expect((await exchange.call('GET', `/slots/${NOON}/book`)).body).to.deep.equal(before);
    expect(exchange.market.position(NOON, 'sato')).to.deep.equal(position);
    expect((await exchange.place('s0', 'sato', 'sell', 1000, 100)).body.code).to.equal('ORDER_DUPLICATE');
  });

  it('limits the commands of one participant, so that the journal cannot be filled', async () => {
    await Promise.all(Array.from({ length: 1000 }, () => cancel(99, 'sato')));
    expect((await cancel(99, 'sato')).body.code).to.equal('COMMAND_LIMIT_REACHED');
    expect((await exchange.place('b1', 'suzuki', 'buy', 1200, 100)).status).to.equal(200);
  });
});
