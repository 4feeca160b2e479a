import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Caller, startExchange, type TestExchange } from './exchange.js';

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');

onBothDatabases('contract documents', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;
  let hanako: Caller;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    hanako = await exchange.signIn('resident');
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const publish = (name: string, text: string) =>
    exchange.call('POST', '/joining/documents', { name, title: `${name} の書類`, text });
  const agree = (who: Caller, texts: readonly string[]) =>
    exchange.callAs(who, 'POST', '/joining/agreements', { documents: texts.map(sha256Of) });
  const agreements = async (who = hanako) => (await exchange.callAs(who, 'GET', '/joining/agreements')).body;
  const versions = async () =>
    (await exchange.call('GET', '/joining/documents/versions')).body.map(({ name, version, agreedCount }: any) => [
      name,
      version,
      agreedCount,
    ]);

  it('are listed in all versions without texts, the newest first, with how many agreed; each is there by its hash', async () => {
    for (const [name, text] of [
      ['terms', 'a'],
      ['important-matters', 'b'],
      ['terms', 'c'],
    ] as const) {
      await publish(name, text);
    }
    const jiro = await exchange.signIn('resident');
    expect((await agree(hanako, ['b', 'c'])).status).to.equal(204);
    expect((await agree(jiro, ['c', 'b'])).status).to.equal(204);
    expect(await versions()).to.deep.equal([
      ['important-matters', 1, 2],
      ['terms', 2, 2],
      ['terms', 1, 0],
    ]);
    const { body } = await exchange.callAs(hanako, 'GET', `/joining/documents/${sha256Of('a')}`);
    expect(body).to.include({ name: 'terms', version: 1, text: 'a', sha256: sha256Of('a') });
    const unknown = await exchange.callAs(hanako, 'GET', `/joining/documents/${sha256Of('x')}`);
    expect([unknown.status, unknown.body.code]).to.deep.equal([404, 'DOCUMENT_UNKNOWN']);
    expect((await exchange.callAs(hanako, 'GET', '/joining/documents/x')).status).to.equal(400);
  });

  it('in a further version are asked for anew; what was agreed to before is still said, and nothing is recorded twice', async () => {
    expect(await agreements()).to.deep.equal([]);
    await publish('terms', 'first');
    await publish('privacy', 'data');
    expect((await agreements()).map(({ name, agreed }: any) => [name, agreed])).to.deep.equal([
      ['privacy', null],
      ['terms', null],
    ]);
    await agree(hanako, ['first', 'data']);
    await publish('terms', 'second');
    const [privacy, terms] = await agreements();
    expect(privacy.agreed.sha256).to.equal(privacy.newest.sha256);
    expect(terms.agreed).to.include({ sha256: sha256Of('first'), version: 1, title: 'terms の書類' });
    expect(terms.newest).to.include({ sha256: sha256Of('second'), version: 2 });
    expect((await agree(hanako, ['first', 'data'])).body.code, 'not what was replaced').to.equal('DOCUMENTS_DIFFER');
    expect((await agree(hanako, ['second'])).body.code, 'all of them').to.equal('DOCUMENTS_DIFFER');
    for (let times = 0; times < 3; times++) expect((await agree(hanako, ['second', 'data'])).status).to.equal(204);
    expect((await agreements())[1].agreed.sha256).to.equal(sha256Of('second'));
    const { consents } = (await exchange.callAs(hanako, 'GET', '/account/data')).body;
    expect(consents).to.have.length(3);
  });

  it('may be as long as is said, in Japanese too, and are no more than can be agreed to', async () => {
    expect((await publish('long', '電'.repeat(40_000))).status).to.equal(201);
    expect((await publish('longer', '電'.repeat(40_001))).status).to.equal(400);
    for (let count = 1; count < 20; count++) expect((await publish(`d${count}`, `${count}`)).status).to.equal(201);
    expect((await publish('d20', '20')).body.code).to.equal('DOCUMENT_LIMIT_REACHED');
    expect((await publish('d19', 'a further version')).status).to.equal(201);
    const all = (await exchange.callAs(hanako, 'GET', '/joining/documents')).body.map(({ text }: any) => text);
    expect((await agree(hanako, all)).status).to.equal(204);
  });
});
