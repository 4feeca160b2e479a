import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type RunningLedger, startLedger } from '#api/ledger.js';
import { gateClosureMs, slotEndMs } from '#energy';
import { evidenceFileOf } from '#ledger';
import { audit, EXIT_DIFFERENT, EXIT_VERIFIED } from '../../../apps/auditor/audit.js';
import { jsonRpc, verifyKwh } from '../../../libs/ledger/browser/index.js';
import { makeSqlite, type TestDatabase } from './databases.js';
import { enrol, NOON, reading, startExchange, type TestExchange } from './exchange.js';

describe('evidence over HTTP', function () {
  this.timeout(120_000);
  let folder: string;
  let ledger: RunningLedger;
  let database: TestDatabase;
  let exchange: TestExchange;
  let url: string;
  let headers: Record<string, string>;
  let keyFile: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ichien-evidence-'));
    ledger = await startLedger({ entropy: new Uint8Array(16).fill(13), statePath: join(folder, 'chain.json') });
    database = await makeSqlite();
    exchange = await startExchange(database.url, { ledger: ledger.connection });
    await enrol(exchange, ['sato', 'suzuki', 'tanaka']);
    await exchange.scheduler.tick();
    await exchange.place('s1', 'sato', 'sell', 1200, 500);
    await exchange.place('b1', 'suzuki', 'buy', 1500, 300);
    await exchange.place('b2', 'tanaka', 'buy', 1400, 300);
    await exchange.advanceTo(gateClosureMs(NOON));
    exchange.clock.advanceTo(slotEndMs(NOON));
    const readings = [reading('sato', 450, 0), reading('suzuki', 0, 300), reading('tanaka', 0, 200)];
    await exchange.call('POST', '/readings', { readings });
    await exchange.scheduler.tick();
    await exchange.app.listen(0, '127.0.0.1');
    url = `${await exchange.app.getUrl()}/api/evidence`;
    const auditor = await exchange.signIn('auditor');
    const { key } = (await exchange.callAs(auditor, 'POST', '/account/keys', { label: 'nightly audit' })).body;
    headers = { authorization: `Bearer ${key}` };
    keyFile = join(folder, 'key');
    await writeFile(keyFile, `${key}\n`);
  });

  after(async () => {
    await exchange.app.close();
    await database.remove();
    await ledger.stop();
    await rm(folder, { recursive: true });
  });

  const run = async (...args: string[]) => {
    let out = '';
    const print = (text: string) => {
      out += text;
    };
    const code = await audit([...args, '--rpc', ledger.rpcUrl], { print, printError: print, pause: async () => {} });
    return { code, out };
  };

  it('is verified by the auditor from its URL alone', async () => {
    const { code, out } = await run(
      '--evidence',
      `${url}/manifest.json?from=${NOON}&to=${NOON}`,
      '--key-file',
      keyFile,
    );
    expect(out).to.include('1 of 1 slots');
    expect(code).to.equal(EXIT_VERIFIED);
  });

  it('is verified as a bundle of a day, and differs with one Wh changed', async () => {
    const text = await (await fetch(`${url}/bundle.json?from=${NOON - 24}&to=${NOON + 23}`, { headers })).text();
    const file = join(folder, 'day.json');
    await writeFile(file, text);
    expect((await run('--evidence', file)).code).to.equal(EXIT_VERIFIED);
    await writeFile(file, text.replace('"energyWh":450', '"energyWh":451'));
    expect((await run('--evidence', file)).code).to.equal(EXIT_DIFFERENT);
  });

  it('is one slot’s file by its number and by its name', async () => {
    const [byNumber, byName] = await Promise.all(
      [`/evidence/${NOON}`, `/evidence/${evidenceFileOf(NOON)}`].map((path) => exchange.call('GET', path)),
    );
    expect(byName!.status).to.equal(200);
    expect(byName!.body).to.deep.equal(byNumber!.body);
    expect((await exchange.call('GET', '/evidence/2026-02-30-koma-01.json')).status).to.be.within(400, 422);
  });

  it('is verified by buyer and seller for one trade, as a browser does', async () => {
    const { trades } = (await exchange.call('GET', `/evidence/${NOON}`)).body;
    expect(trades).to.have.length(2);
    const place = { chainId: ledger.connection.chainId, address: ledger.connection.contract };
    let allocatedWh = 0;
    for (const { sequence } of trades) {
      for (const side of ['buy', 'sell']) {
        for (const neighbours of [false, true]) {
          const path = `${url}/${NOON}/trades/${sequence}?side=${side}&neighbours=${neighbours}`;
          const evidence = await (await fetch(path, { headers })).text();
          const verification = await verifyKwh({ evidence, node: jsonRpc(ledger.rpcUrl), ...place });
          expect(verification.findings).to.deep.equal([]);
          expect(verification.isShownOnce).to.equal(neighbours);
          if (side === 'buy' && neighbours) allocatedWh += verification.settlement!.allocatedWh;
        }
      }
    }
    expect(allocatedWh).to.equal(450);
  });

  it('shows a resident no leaf beside the own: it could be the partner’s, whose pseudonym the trade tells', async () => {
    const { trades } = (await exchange.call('GET', `/evidence/${NOON}`)).body;
    const resident = await exchange.signIn('resident', ['sato']);
    const ask = (more: string) =>
      exchange.callAs(resident, 'GET', `/evidence/${NOON}/trades/${trades[0].sequence}?side=sell${more}`);
    expect((await ask('')).status).to.equal(200);
    const { status, body } = await ask('&neighbours=true');
    expect([status, body.code]).to.deep.equal([403, 'ROLE_NOT_ALLOWED']);
  });

  it('is not handed out for one trade before its records are confirmed', async () => {
    const { status, body } = await exchange.call('GET', `/evidence/${NOON + 1}/trades/5?side=buy`);
    expect([status, body.code]).to.deep.equal([404, 'EVIDENCE_NOT_READY']);
  });

  it('is refused for a trade that is not there and a side that does not exist', async () => {
    const answer = async (path: string) => {
      const { status, body } = await exchange.call('GET', `/evidence/${NOON}/trades/${path}`);
      return [status, body.code];
    };
    expect(await answer('999?side=buy')).to.deep.equal([404, 'TRADE_UNKNOWN']);
    expect((await answer('5?side=both'))[0]).to.be.within(400, 422);
    expect((await answer('x?side=buy'))[0]).to.be.within(400, 422);
  });
});
