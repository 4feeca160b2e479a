import { expect } from 'chai';
import { networkOf } from '#api/accounts/network-of.js';
import { hashPassword, isOutdated, isPassword } from '#api/accounts/password.js';
import { readEnvironment } from '#api/environment.js';
import { DEFAULT_BOOK_RULES } from '#auction';
import { expectCode } from '../../libs/error-code.js';
import { makeSqlite, type TestDatabase } from './databases.js';
import { startExchange, type TestExchange } from './exchange.js';

const HTTPS = 'https://ichien.example';

/** What a page comes with, be there one or not. */
async function pageHeadersOf({ app }: TestExchange): Promise<Record<string, string | undefined>> {
  const { headers } = await app.inject({ method: 'GET', url: '/' });
  return headers as Record<string, string | undefined>;
}

describe('what stands before every route', () => {
  let database: TestDatabase;
  let exchange: TestExchange;

  before(async () => {
    database = await makeSqlite();
    exchange = await startExchange(database.url, { publicOrigin: HTTPS });
  });

  after(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const signIn = (headers: Record<string, string>) =>
    exchange.callAs({ accountId: '', headers }, 'POST', '/session', { email: 'a@b.jp', password: 'x' });

  it('tells the browser to run only what is ours, frame nothing, keep nothing', async () => {
    const headers = await pageHeadersOf(exchange);
    const policy = headers['content-security-policy']!.split(';');
    for (const rule of [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      expect(policy).to.include(rule);
    }
    expect(headers['content-security-policy']).not.to.match(/'unsafe-(inline|eval)'/);
    expect(headers['strict-transport-security']).to.include('max-age=31536000');
    expect(headers['x-content-type-options']).to.equal('nosniff');
  });

  it('tells the browser to run, frame and keep nothing of what the API answers', async () => {
    const { headers } = await exchange.callAs(undefined, 'GET', '/health/status');
    expect(headers).to.include({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    const refused = await exchange.callAs(undefined, 'GET', '/nothing');
    expect(refused.headers).to.have.property('content-security-policy');
  });

  it('lets the page ask us, and the nodes that were named: nothing else', async () => {
    const rules = async (change: Parameters<typeof startExchange>[1]) => {
      const named = await makeSqlite();
      const other = await startExchange(named.url, change);
      const headers = await pageHeadersOf(other);
      await other.app.close();
      await named.remove();
      return headers['content-security-policy']!.split(';').find((rule: string) => rule.startsWith('connect-src'));
    };
    const ledger = (rpcUrl: string) => ({ rpcUrl, chainId: 1, contract: '0x01' }) as never;
    expect(await rules({})).to.equal("connect-src 'self'");
    expect(await rules({ ledger: ledger('https://rpc.example/key-of-ours?x=1') })).to.equal(
      "connect-src 'self' https://rpc.example",
    );
    expect(await rules({ ledger: ledger('http://10.0.0.7:8545') }), 'within our network').to.equal(
      "connect-src 'self'",
    );
    const publicNodeOrigins = ['https://a.example', 'http://localhost:8545'];
    expect(await rules({ ledger: ledger('https://rpc.example'), publicNodeOrigins })).to.equal(
      "connect-src 'self' https://a.example http://localhost:8545",
    );
    expect(await rules({ ledger: ledger('https://rpc.example'), publicNodeOrigins: [] })).to.equal(
      "connect-src 'self'",
    );
  });

  it('takes changes from the one origin that people see', async () => {
    expect((await signIn({ origin: HTTPS })).body.code).to.equal('SIGN_IN_REFUSED');
    for (const origin of ['http://ichien.example', 'https://ichien.example.evil.example', 'http://localhost']) {
      expect((await signIn({ origin })).body.code, origin).to.equal('ORIGIN_FOREIGN');
    }
  });

  it('bounds bodies, but for the routes that take files', async () => {
    const large = { readings: 'x'.repeat(100_000) };
    expect((await exchange.callAs(undefined, 'POST', '/session', large)).status).to.equal(413);
    expect((await exchange.callAs(undefined, 'POST', '/readings', large)).status).to.equal(401);
    const text = { accountId: '', headers: { 'content-type': 'text/plain' } };
    const answer = await exchange.app.inject({
      method: 'POST',
      url: '/api/session',
      headers: text.headers,
      payload: '{}',
    });
    expect(answer.statusCode).to.be.within(400, 415);
  });
});

describe('the network that a caller is slowed down with', () => {
  it('is an IPv4 address, also when it is written as IPv6', () => {
    expect(networkOf('192.0.2.7')).to.equal('192.0.2.7');
    expect(networkOf('::ffff:192.0.2.7')).to.equal('192.0.2.7');
  });

  it('is the /64 of an IPv6 address, however it is written', () => {
    const network = '2001:db8:0:1::/64';
    for (const address of [
      '2001:db8:0:1::1',
      '2001:0db8:0000:0001:ffff::2',
      '2001:db8::1:0:0:0:9',
      '2001:db8:0:1::1%eth0',
    ]) {
      expect(networkOf(address), address).to.equal(network);
    }
    expect(networkOf('2001:db8:0:2::1')).not.to.equal(network);
    expect(networkOf('::1')).to.equal('0:0:0:0::/64');
  });
});

describe('a password', () => {
  it('is known again, also typed on another keyboard; another is not, and nobody’s never is', async () => {
    const hash = await hashPassword('が四つの言葉');
    expect(hash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await isPassword('か\u3099四つの言葉', hash)).to.equal(true);
    expect(await isPassword('が四つの言葉 ', hash)).to.equal(false);
    expect(await isPassword('', null)).to.equal(false);
    expect(await hashPassword('が四つの言葉')).not.to.equal(hash);
    expect([isOutdated(hash), isOutdated(hash.replace('t=2', 't=1'))]).to.deep.equal([false, true]);
  });
});

describe('PUBLIC_NODE_ORIGINS', () => {
  it('are origins that fit into the policy', () => {
    const nodes = (PUBLIC_NODE_ORIGINS: string) => readEnvironment({ PUBLIC_NODE_ORIGINS }).publicNodeOrigins;
    expect(readEnvironment({}).publicNodeOrigins).to.equal(undefined);
    expect(nodes('')).to.deep.equal([]);
    expect(nodes('https://a.example, http://localhost:8545')).to.deep.equal([
      'https://a.example',
      'http://localhost:8545',
    ]);
    for (const bad of ['http://a.example', 'https://a.example/', "https: 'unsafe-eval'", 'https://a.example;x', '*']) {
      expectCode('CONFIG_INVALID', () => nodes(bad));
    }
  });
});

describe('PUBLIC_ORIGIN', () => {
  it('is an origin over TLS, or this machine', () => {
    for (const origin of [HTTPS, 'https://ichien.example:8443', 'http://localhost:3000', 'http://127.0.0.1:3000']) {
      expect(readEnvironment({ PUBLIC_ORIGIN: origin }).publicOrigin).to.equal(origin);
    }
    for (const origin of [
      'http://ichien.example',
      `${HTTPS}/portal`,
      'ichien.example',
      'ftp://localhost',
      `${HTTPS}/`,
    ]) {
      expectCode('CONFIG_INVALID', () => readEnvironment({ PUBLIC_ORIGIN: origin }));
    }
  });
});

describe('the rules of the books in the environment', () => {
  it('are the default, or narrower; orders may be gathered for a call', () => {
    expect(readEnvironment({}).bookRules).to.deep.equal(DEFAULT_BOOK_RULES);
    expect(readEnvironment({}).gatherMs).to.equal(0);
    const { bookRules, gatherMs } = readEnvironment({
      ...{ BOOK_MIN_PRICE_SEN: '800', BOOK_MAX_PRICE_SEN: '3000', BOOK_MAX_ORDER_WH: '5000', BOOK_MAX_ORDERS: '50' },
      GATHER_MINUTES: '30',
    });
    const narrower = { minPriceSen: 800, maxPriceSen: 3000, maxOrderWh: 5000, maxOrdersPerParticipant: 50 };
    expect(bookRules).to.deep.equal(narrower);
    expect(gatherMs).to.equal(30 * 60_000);
  });

  it('are refused where they are none', () => {
    for (const wrong of [
      { BOOK_MAX_PRICE_SEN: '5001' },
      { BOOK_MIN_PRICE_SEN: '3000', BOOK_MAX_PRICE_SEN: '2000' },
      { BOOK_MAX_ORDER_WH: '0' },
      { GATHER_MINUTES: '-1' },
    ]) {
      expectCode('CONFIG_INVALID', () => readEnvironment(wrong));
    }
  });
});
