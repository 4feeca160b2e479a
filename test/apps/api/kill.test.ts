import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { generate } from 'otplib';
import { openDataSource } from '#api/database/data-source.js';
import { JournalRow, MarketSlot, TradeRow } from '#api/market/market.entities.js';
import { anchoredTrade } from '#api/provenance/provenance.service.js';
import { type JournalEntry, replayJournal } from '#auction';
import { makeSqlite, type TestDatabase } from './databases.js';

/** Orders in flight at a time, and how often the server is killed in their midst. */
const CLIENTS = 8;
const KILLS = 3;
/** Orders to be acknowledged before each kill; more are on their way when it comes. */
const ACKNOWLEDGED_BEFORE_KILL = 120;

interface Server {
  readonly process: ChildProcess;
  readonly url: string;
  /** Printed by an exchange that has no operator yet. */
  readonly setupToken: string | undefined;
}

const PASSWORD = 'four calm words here';

/** Starts the real server, as `npm start` does, and waits until it says where it listens. */
async function startServer(dataDir: string): Promise<Server> {
  const child = spawn(process.execPath, ['dist/apps/api/main.js'], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout!) {
    output += chunk;
    const url = /listens at (http:\/\/[^ ]+)/.exec(output)?.[1];
    if (url !== undefined) {
      child.stdout!.resume();
      const setupToken = /with this token: (\S+)/.exec(output)?.[1];
      return { process: child, url: url.replace('[::1]', '127.0.0.1'), setupToken };
    }
  }
  throw new Error(`The server ended before it listened: ${output}`);
}

/** Posts as a browser does: with its cookie, and from the server's own page. */
async function post(url: string, body: object, cookie = ''): Promise<{ status: number; body: any; cookie: string }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin, ...(cookie !== '' && { cookie }) },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  const given = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), cookie: given };
}

/** The first run of `npm start`: the operator is set up, enrols its second factor, and invites who will trade. */
async function firstRun({ url, setupToken }: Server, participantIds: readonly string[]): Promise<string> {
  const person = (email: string) => ({ email, displayName: email });
  const setup = { token: setupToken, password: PASSWORD, ...person('operator@example.jp') };
  expect((await post(`${url}/api/setup`, setup)).status).to.equal(204);
  const half = await post(`${url}/api/session`, { email: 'operator@example.jp', password: PASSWORD });
  const { secret } = (await post(`${url}/api/session/authenticator`, {}, half.cookie)).body;
  const { cookie } = await post(`${url}/api/session/code`, { code: await generate({ secret }) }, half.cookie);
  for (const participantId of participantIds) {
    const limits = { minSellPriceSen: 850, maxBuyPriceSen: 2500, automatic: false };
    const newcomer = { participantId, meterId: `meter-${participantId}`, ...limits };
    expect((await post(`${url}/api/participants`, newcomer, cookie)).status).to.equal(201);
  }
  const trader = { ...person('trader@example.jp'), role: 'resident', participantIds };
  expect((await post(`${url}/api/accounts`, trader, cookie)).status).to.equal(201);
  const notices = await (await fetch(`${url}/api/notices`, { headers: { cookie } })).json();
  const [{ token }] = notices as [{ token: string }];
  await post(`${url}/api/password`, { token, password: PASSWORD });
  return (await post(`${url}/api/session`, { email: 'trader@example.jp', password: PASSWORD })).cookie;
}

describe('kill -9 in the midst of orders', function () {
  this.timeout(180_000);

  let database: TestDatabase;
  let server: Server | undefined;

  beforeEach(async () => {
    database = await makeSqlite();
  });

  afterEach(async () => {
    if (server?.process.exitCode === null && server.process.signalCode === null) {
      server.process.kill('SIGKILL');
      await once(server.process, 'exit');
    }
    await database.remove();
  });

  it('loses no acknowledged order, and the books equal a replay of the journal', async () => {
    const dataDir = database.url.replace(/\/test\.sqlite$/, '');
    const acknowledged = new Map<string, number>();
    let slot = 0;
    let next = 0;
    let cookie = '';

    for (let kill = 0; kill < KILLS; kill++) {
      server = await startServer(dataDir);
      const { url, process: child } = server;
      if (kill === 0) {
        cookie = await firstRun(server, ['sato', 'suzuki']);
        const { openSlots } = (await (await fetch(`${url}/api/slots`, { headers: { cookie } })).json()) as {
          openSlots: number[];
        };
        // The slot that closes last: no gate closes while the test runs.
        slot = openSlots.at(-1)!;
      }

      const exited = once(child, 'exit');
      const target = acknowledged.size + ACKNOWLEDGED_BEFORE_KILL;
      const client = async () => {
        for (;;) {
          const number = next++;
          const side = number % 2 === 0 ? 'sell' : 'buy';
          const order = {
            type: 'place',
            clientOrderId: `order-${number}`,
            participantId: side === 'sell' ? 'sato' : 'suzuki',
            side,
            // Every other pair crosses, so that trades are in flight as well.
            priceSen: side === 'sell' ? 1000 + (number % 40) : 1000 + ((number * 7) % 40),
            energyWh: 100 + (number % 13),
          };
          try {
            const { status, body } = await post(`${url}/api/slots/${slot}/commands`, order, cookie);
            if (status !== 200) return;
            acknowledged.set(order.clientOrderId, body.sequence);
          } catch {
            return; // The server is gone: this order was never acknowledged.
          }
          if (acknowledged.size >= target && child.exitCode === null) child.kill('SIGKILL');
        }
      };
      await Promise.all(Array.from({ length: CLIENTS }, client));
      await exited;
    }
    expect(acknowledged.size).to.be.at.least(100);

    server = await startServer(dataDir);
    const book = await (await fetch(`${server.url}/api/slots/${slot}/book`, { headers: { cookie } })).json();
    server.process.kill('SIGKILL');
    await once(server.process, 'exit');

    const dataSource = await openDataSource(`${dataDir}/ichien.sqlite`);
    const stored = await dataSource.manager.find(JournalRow, { where: { slot }, order: { sequence: 'ASC' } });
    const { rules } = await dataSource.manager.findOneByOrFail(MarketSlot, { slot });
    const trades = await dataSource.manager.find(TradeRow, { where: { slot }, order: { sequence: 'ASC' } });
    await dataSource.destroy();
    const journal: JournalEntry[] = stored.map((row) => ({ sequence: row.sequence, command: JSON.parse(row.command) }));

    const placed = new Map<string, number>();
    for (const { sequence, clientOrderId } of stored) {
      if (clientOrderId !== null) placed.set(clientOrderId, sequence);
    }
    for (const [clientOrderId, sequence] of acknowledged) {
      expect(placed.get(clientOrderId), `acknowledged ${clientOrderId}`).to.equal(sequence);
    }
    const replayed = replayJournal(JSON.parse(rules), journal);
    expect(book).to.include({ slot, sequence: replayed.book.sequence });
    expect(book).to.deep.include({ buy: replayed.book.depth('buy', 20), sell: replayed.book.depth('sell', 20) });
    expect(trades.map(anchoredTrade)).to.deep.equal(replayed.trades);
    expect(trades.length).to.be.greaterThan(10);
    const types = journal.map(({ command }) => command.type);
    expect(types.filter((type) => type === 'enrol')).to.have.length(2);
    expect(new Set(types)).to.deep.equal(new Set(['enrol', 'place']));
  });
});
