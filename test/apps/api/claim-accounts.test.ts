import { expect } from 'chai';
import { Database } from '#api/database/database.js';
import { ClaimAccountRow } from '#api/participants/claim-account.entity.js';
import { deriveClaimAccounts } from '#api/participants/derive-claim-accounts.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { claimAccountOf } from '#ledger';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, startExchange, type TestExchange } from './exchange.js';

const NAMES = ['sato', 'suzuki', 'tanaka'];

onBothDatabases('claim accounts', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, NAMES);
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const participants = () => exchange.app.get(ParticipantsService);
  const stored = () =>
    exchange.app.get(Database).read((manager) => manager.find(ClaimAccountRow, { order: { participantId: 'ASC' } }));
  const expected = (name: string) => claimAccountOf(participants().keyOf(name));

  it('are stored sealed, once, and are the same after a restart', async () => {
    await Promise.all([participants().deriveClaimAccounts(), participants().deriveClaimAccounts()]);
    await participants().deriveClaimAccounts();
    const rows = await stored();
    expect(rows.map(({ participantId }) => participantId)).to.deep.equal(NAMES);
    for (const { participantId, account } of rows) expect(account).to.not.include(expected(participantId).slice(2));
    await exchange.app.close();
    exchange = await startExchange(database.url);
    for (const name of NAMES) expect(participants().claimAccountOf(name)).to.equal(expected(name));
    await participants().deriveClaimAccounts();
    expect(await stored()).to.deep.equal(rows);
  });

  it('are derived for who joined since, and asked for before they are stored', async () => {
    expect(participants().claimAccountOf('sato')).to.equal(expected('sato'));
    await participants().deriveClaimAccounts();
    await enrol(exchange, ['yamada']);
    await participants().deriveClaimAccounts();
    expect((await stored()).map(({ participantId }) => participantId)).to.deep.equal([...NAMES, 'yamada']);
  });

  it('go with the key', async () => {
    await participants().deriveClaimAccounts();
    await enrol(exchange, ['yamada']);
    for (const name of ['sato', 'yamada']) {
      const erased = await exchange.app
        .get(Database)
        .transaction((manager) => participants().eraseWithin(manager, name));
      erased();
    }
    await participants().deriveClaimAccounts();
    expect((await stored()).map(({ participantId }) => participantId)).to.deep.equal(['suzuki', 'tanaka']);
    expect(() => participants().claimAccountOf('sato')).to.throw('The key of sato is destroyed.');
  });
});

describe('claim accounts in a thread of their own', () => {
  it('are those that are derived here, in their order, whatever the batches', async () => {
    const keys = new Uint8Array(5 * 32).map((_, at) => 1 + (at >> 5));
    const [here] = await batchesOf(deriveClaimAccounts(keys));
    const there = await batchesOf(deriveClaimAccounts(keys, { fewKeys: 0, batch: 2 }));
    expect(there.map((accounts) => accounts.length)).to.deep.equal([2, 2, 1]);
    expect(there.flat()).to.deep.equal(here);
  });
});

async function batchesOf(accounts: AsyncIterable<readonly string[]>): Promise<(readonly string[])[]> {
  const batches: (readonly string[])[] = [];
  for await (const batch of accounts) batches.push(batch);
  return batches;
}
