import { expect } from 'chai';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Caller, enrol, startExchange, type TestExchange } from './exchange.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';

onBothDatabases('owners of supply points', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;
  let hanako: Caller;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato', 'suzuki']);
    await exchange.scheduler.tick();
    hanako = await exchange.signIn('resident', ['suzuki']);
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const share = (method: 'PUT' | 'DELETE', accountId: string, participantId: string) =>
    exchange.call(method, `/accounts/${accountId}/participants/${participantId}`);
  const held = async () => (await exchange.callAs(hanako, 'GET', '/session')).body.account.participants;
  const order = async () => {
    const [slot] = (await exchange.call('GET', '/slots')).body.openSlots;
    const placed = { type: 'place', participantId: 'sato', side: 'sell', priceSen: 1200, energyWh: 100 };
    return (await exchange.callAs(hanako, 'POST', `/slots/${slot}/commands`, placed)).status;
  };

  it('an operator links one to an account, which acts for it at once, and ends that at once', async () => {
    expect(await order()).to.equal(404);
    expect((await share('PUT', hanako.accountId, 'sato')).status).to.equal(204);
    expect((await share('PUT', hanako.accountId, 'sato')).status, 'said twice').to.equal(204);
    expect(await held()).to.deep.equal([
      { participantId: 'sato', access: 'owner' },
      { participantId: 'suzuki', access: 'owner' },
    ]);
    expect(await order()).to.equal(200);
    expect((await share('DELETE', hanako.accountId, 'sato')).status).to.equal(204);
    expect(await held()).to.deep.equal([{ participantId: 'suzuki', access: 'owner' }]);
    expect(await order()).to.equal(404);
    expect((await share('DELETE', hanako.accountId, 'sato')).body.code).to.equal('PARTICIPANT_UNKNOWN');
  });

  it('makes an owner of who saw it as family, and keeps the name that it gave', async () => {
    const owner = await exchange.signIn('resident', ['sato']);
    const { email } = (await exchange.callAs(hanako, 'GET', '/session')).body.account;
    const person = { email, displayName: 'Hanako', participantIds: ['sato'] };
    expect((await exchange.callAs(owner, 'POST', '/account/family', person)).status).to.equal(204);
    expect((await exchange.callAs(hanako, 'PUT', '/resident/points/sato/name', { name: 'Home' })).status).to.equal(204);
    expect(await order()).to.equal(404);
    expect((await share('PUT', hanako.accountId, 'sato')).status).to.equal(204);
    expect(await order()).to.equal(200);
    const { supplyPointNames } = (await exchange.callAs(hanako, 'GET', '/account/data')).body;
    expect(supplyPointNames.find(({ participantId }: any) => participantId === 'sato')).to.include({
      name: 'Home',
      access: 'owner',
    });
  });

  it('refuses accounts and supply points that are not there, closed or erased', async () => {
    const codeOf = async (accountId: string, participantId: string) =>
      (await share('PUT', accountId, participantId)).body.code;
    expect(await codeOf(NOBODY, 'sato')).to.equal('ACCOUNT_UNKNOWN');
    expect(await codeOf(hanako.accountId, 'nobody')).to.equal('PARTICIPANT_UNKNOWN');
    const [{ dueAtMs }] = (await exchange.callAs(hanako, 'POST', '/account/erasure', { understood: 'destroy my key' }))
      .body;
    exchange.clock.advanceTo(dueAtMs + 1);
    expect((await exchange.call('POST', '/joining/erasures/suzuki')).status).to.equal(204);
    const other = await exchange.signIn('resident', ['sato']);
    expect(await codeOf(other.accountId, 'suzuki')).to.equal('PARTICIPANT_ERASED');
    expect(await codeOf(hanako.accountId, 'sato'), 'erased with its only supply point').to.equal('ACCOUNT_UNKNOWN');
  });

  it('lists the devices of one meter among all', async () => {
    for (const name of ['sato', 'suzuki'])
      await exchange.call('POST', '/devices', { meterId: `meter-${name}`, label: name });
    const labels = async (query: string) =>
      (await exchange.call('GET', `/devices${query}`)).body.map(({ label }: any) => label).sort();
    expect(await labels('')).to.deep.equal(['sato', 'suzuki']);
    expect(await labels('?meterId=meter-sato')).to.deep.equal(['sato']);
    expect(await labels('?meterId=none')).to.deep.equal([]);
  });
});
