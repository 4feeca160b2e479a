import { expect } from 'chai';
import type { CurrentAccount } from '#api/accounts/current-account.js';
import { OwnDataService } from '#api/joining/own-data.service.js';
import { gateClosureMs, SLOTS_PER_DAY } from '#energy';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Caller, enrol, NOON, startExchange, type TestExchange } from './exchange.js';

const DAY = '2026-05-18';

onBothDatabases('one’s own orders', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;
  let sato: Caller;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato', 'suzuki']);
    await exchange.scheduler.tick();
    sato = await exchange.signIn('resident', ['sato']);
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const orders = async (day = DAY, caller = sato) => exchange.callAs(caller, 'GET', `/account/orders/${day}`);

  it('are had with their ends, while the book is open and after it has closed, and after a restart', async () => {
    await exchange.place('a', 'sato', 'sell', 1500, 300);
    await exchange.place('b', 'suzuki', 'buy', 1500, 100);
    await exchange.place('c', 'sato', 'sell', 1600, 50);
    const open = (await orders()).body;
    expect(
      open.map(({ slot, participantId, priceSen, tradedWh, end }: any) => [
        slot,
        participantId,
        priceSen,
        tradedWh,
        end,
      ]),
    ).to.deep.equal([
      [NOON, 'sato', 1500, 100, null],
      [NOON, 'sato', 1600, 0, null],
    ]);
    await exchange.advanceTo(gateClosureMs(NOON));
    const closed = async () => (await orders()).body.map(({ end }: any) => [end.reason, end.unfilledWh]);
    const ends = [
      ['gateClosure', 200],
      ['gateClosure', 50],
    ];
    expect(await closed()).to.deep.equal(ends);
    const atMs = exchange.clock.nowMs();
    await exchange.app.close();
    exchange = await startExchange(database.url);
    exchange.clock.advanceTo(atMs);
    expect(await closed()).to.deep.equal(ends);
  });

  it('are not in the export, which says how to have them, in words and day by day', async () => {
    await exchange.place('a', 'sato', 'sell', 1500, 300);
    await exchange.place('b', 'sato', 'sell', 1600, 50);
    const { note, from, days } = (await exchange.callAs(sato, 'GET', '/account/data')).body.orders;
    expect(days).to.include(DAY);
    expect(days).to.deep.equal([...new Set(days)].sort());
    const had = [];
    for (const day of days) {
      const path = from.replace('/api', '').replace('YYYY-MM-DD', day);
      had.push(...(await exchange.callAs(sato, 'GET', path)).body);
    }
    expect(had.map(({ priceSen }: any) => priceSen)).to.deep.equal([1500, 1600]);
    for (const language of ['ja', 'en']) {
      expect(note[language]).to.include('YYYY-MM-DD').and.to.include('from').and.to.include('days');
    }
    // Who owns nothing has no days.
    const nobody = await exchange.signIn('resident');
    expect((await exchange.callAs(nobody, 'GET', '/account/data')).body.orders.days).to.deep.equal([]);
  });

  it('are of the days on which their household took part: the export names no other', async () => {
    await exchange.app.close();
    exchange = await startExchange(database.url, {
      programme: { firstSlot: NOON, lastSlot: NOON + 2 * SLOTS_PER_DAY },
    });
    expect((await exchange.call('POST', '/participants/sato/end', { reason: '転居', lastDay: DAY })).status).to.equal(
      200,
    );
    for (let slot = NOON; slot <= NOON + 2 * SLOTS_PER_DAY; slot += SLOTS_PER_DAY) {
      await exchange.advanceTo(gateClosureMs(slot));
    }
    const daysOf = async (id: string) => {
      const caller = await exchange.signIn('resident', [id]);
      return (await exchange.callAs(caller, 'GET', '/account/data')).body.orders.days;
    };
    expect(await daysOf('sato')).to.deep.equal([DAY]);
    expect(await daysOf('suzuki')).to.deep.equal([DAY, '2026-05-19', '2026-05-20']);
  });

  it('are nobody else’s: neither another’s nor family’s, and none of a day without any', async () => {
    await exchange.place('a', 'sato', 'sell', 1500, 300);
    const suzuki = await exchange.signIn('resident', ['suzuki']);
    const { email } = (await exchange.callAs(suzuki, 'GET', '/session')).body.account;
    const person = { email, displayName: 'Suzuki', participantIds: ['sato'] };
    expect((await exchange.callAs(sato, 'POST', '/account/family', person)).status).to.equal(204);
    expect((await orders(DAY, suzuki)).body).to.deep.equal([]);
    expect((await orders('2026-05-19')).body).to.deep.equal([]);
    expect((await orders('2026-02-30')).body.code).to.equal('DAY_INVALID');
  });

  it('are answered to an account one day at a time, and a year’s days before it has to wait', async () => {
    const [satoAccount, suzukiAccount] = ['sato', 'suzuki'].map(
      (id) =>
        ({ accountId: `account-${id}`, role: 'resident', ownedParticipantIds: [id] }) as unknown as CurrentAccount,
    );
    const ownData = exchange.app.get(OwnDataService);
    await exchange.place('a', 'sato', 'sell', 1500, 300);
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => 'answered',
        ({ code }) => code,
      );
    const [first, second, other] = await Promise.all([
      codeOf(ownData.orders(satoAccount!, DAY)),
      codeOf(ownData.orders(satoAccount!, DAY)),
      codeOf(ownData.orders(suzukiAccount!, DAY)),
    ]);
    expect([first, second, other]).to.deep.equal(['answered', 'TOO_MANY_ATTEMPTS', 'answered']);
    // One has been answered; what was refused does not count.
    for (let asked = 1; asked < 400; asked++)
      expect(await codeOf(ownData.orders(satoAccount!, '2026-05-19'))).to.equal('answered');
    const refused = await ownData.orders(satoAccount!, DAY).catch((error) => error);
    expect(refused).to.deep.include({ code: 'TOO_MANY_ATTEMPTS', details: { seconds: 30 } });
    expect(await codeOf(ownData.orders(suzukiAccount!, DAY))).to.equal('answered');
    expect((await orders()).status, 'another account').to.equal(200);
  }).timeout(60_000);
});
