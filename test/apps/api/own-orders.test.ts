import { expect } from 'chai';
import type { CurrentAccount } from '#api/accounts/current-account.js';
import { OwnDataService } from '#api/joining/own-data.service.js';
import { gateClosureMs } from '#energy';
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
