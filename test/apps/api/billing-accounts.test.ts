import { expect } from 'chai';
import { BillingAccountsService } from '#api/billing/billing-accounts.service.js';
import { billingAccounts } from '#backtest/bill-community.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, startExchange, type TestExchange } from './exchange.js';

onBothDatabases('billing accounts in a list', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  before(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato', 'baba', 'chiba']);
    const households = ['sato', 'baba'].map((householdId) => ({ householdId }));
    await exchange.app.get(BillingAccountsService).store(billingAccounts({ households }, 1));
  });

  after(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const list = async (query: string) => (await exchange.call('GET', `/billing/accounts?${query}`)).body;
  const idsOf = async (query: string) => (await list(query)).map(({ participantId }: any) => participantId);

  it('names everybody, the bank account masked, and nothing where none is stored', async () => {
    const [baba, chiba] = await list('');
    expect(chiba).to.deep.equal({ participantId: 'chiba', account: null });
    expect(baba.account.accountJa).to.match(/^実験銀行 本店 普通 \*{4}\d{3}$/);
    expect(Object.keys(baba.account).sort()).to.deep.equal(['accountJa', 'nameJa', 'payBy', 'tariffId']);
  });

  it('is searched by participant and name, narrowed to who has none, and paged', async () => {
    const { nameJa } = (await list(''))[0].account;
    expect(await idsOf(`search=${encodeURIComponent(nameJa)}`)).to.include('baba');
    expect(await idsOf('search=BA')).to.deep.equal(['baba', 'chiba']);
    expect(await idsOf('missing=true')).to.deep.equal(['chiba']);
    expect(await idsOf('limit=1')).to.deep.equal(['baba']);
    expect(await idsOf('limit=1&after=baba')).to.deep.equal(['chiba']);
    for (const query of ['limit=0', 'limit=201', 'missing=yes', `search=${'x'.repeat(101)}`]) {
      expect((await list(query)).code, query).to.equal('BODY_INVALID');
    }
  });
});
