import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { AuditEntry } from '#api/audit/audit-entry.entity.js';
import { openDataSource } from '#api/database/data-source.js';
import { type RunningLedger, startLedger } from '#api/ledger.js';
import { AnchorService } from '#api/provenance/anchor.service.js';
import { hashOfEntry } from '#ledger';
import { audit } from '../../../apps/auditor/audit.js';
import { makeSqlite, type TestDatabase } from './databases.js';
import { type Caller, enrol, MORNING_MS, startExchange, type TestExchange } from './exchange.js';

const DAY_MS = 24 * 3_600_000;

describe('the audit log’s head on chain', function () {
  this.timeout(120_000);
  let folder: string;
  let ledger: RunningLedger;
  let database: TestDatabase;
  let exchange: TestExchange;
  let operator: Caller;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ichien-audit-'));
    ledger = await startLedger({ statePath: join(folder, 'chain.json'), entropy: new Uint8Array(16).fill(9) });
    database = await makeSqlite();
    exchange = await startExchange(database.url, { ledger: ledger.connection }, MORNING_MS - 10 * DAY_MS);
    await enrol(exchange, ['sato']);
    operator = await exchange.signIn('operator');
  });

  after(async () => {
    await exchange.app.close();
    await ledger.stop();
    await database.remove();
    rmSync(folder, { recursive: true });
  });

  /** Something that staff do: two entries. */
  const act = () => exchange.callAs(operator, 'GET', '/notices');
  const nextDay = async () => {
    exchange.clock.advanceTo(exchange.clock.nowMs() + DAY_MS);
    operator = await exchange.signIn('operator');
    await exchange.scheduler.tick();
    for (let round = 0; round < 1000; round++) {
      const { pending, sent } = await exchange.app.get(AnchorService).advance();
      if (pending + sent === 0) return;
      await setTimeout(5);
    }
    throw new Error('The chain of the test does not confirm.');
  };
  const heads = async (): Promise<any[]> => (await exchange.callAs(operator, 'GET', '/audit/anchors')).body;
  /** What the auditor's command line says, with a key that an auditor made. */
  const auditor = async () => {
    const person = await exchange.signIn('auditor');
    const { key } = (await exchange.callAs(person, 'POST', '/account/keys', { label: 'audit' })).body;
    const keyFile = join(folder, 'key');
    writeFileSync(keyFile, key);
    const place = ['--rpc', ledger.rpcUrl, '--contract', ledger.connection.contract, '--area', '13112'];
    let out = '';
    const print = (text: string) => {
      out += text;
    };
    const args = ['log', '--exchange', await exchange.app.getUrl(), ...place, '--key-file', keyFile];
    const code = await audit(args, { print, printError: print, pause: async () => {} });
    return { code, out };
  };

  it('is fixed once a day if staff did anything, and the auditor finds the log to agree with it', async () => {
    await exchange.scheduler.tick();
    await act();
    await exchange.scheduler.tick();
    expect(await heads(), 'the day is not over').to.deep.equal([]);
    await nextDay();
    expect(await heads()).to.have.length(1);
    expect((await heads())[0]).to.include({ day: '2026-05-09', sequence: 2, inLog: true, state: 'confirmed' });
    await nextDay();
    expect(await heads(), 'nobody did anything').to.have.length(1);
    await act();
    await nextDay();
    expect((await heads()).map(({ day, sequence }) => [day, sequence])).to.deep.equal([
      ['2026-05-11', 4],
      ['2026-05-09', 2],
    ]);
    await exchange.app.listen(0, '127.0.0.1');
    // Making the auditor's key is itself written down: two entries that are not fixed yet.
    expect(await auditor()).to.deep.equal({
      code: 0,
      out: 'VERIFIED: 6 entries, 2 heads on chain, fixed up to entry 4.\n',
    });
  });

  it('shows that the log was rewritten, although the new one is unbroken', async () => {
    const store = await openDataSource(database.url);
    for (const verb of ['update', 'delete']) await store.query(`DROP TRIGGER audit_entry_no_${verb}`);
    const entries = await store.manager.find(AuditEntry, { order: { sequence: 'ASC' } });
    let previousHash = entries[0]!.previousHash;
    for (const entry of entries) {
      const forged = { ...entry, previousHash, ...(entry.sequence === 3 && { accountId: 'somebody-else' }) };
      const hash = hashOfEntry(forged);
      await store.manager.update(AuditEntry, { sequence: entry.sequence }, { ...forged, hash });
      previousHash = hash;
    }
    await store.destroy();
    expect(
      (await exchange.callAs(operator, 'GET', '/audit/head')).body.brokenAt,
      'the chain alone says nothing',
    ).to.equal(null);
    expect((await heads()).map(({ sequence, inLog }) => [sequence, inLog])).to.deep.equal([
      [4, false],
      [2, true],
    ]);
    const { code, out } = await auditor();
    expect(code).to.equal(1);
    expect(out).to.include('DIFFERS: 2026-05-11: entry 4 was fixed on chain and has another hash in the log');
  });

  it('shows that the end of the log was cut off', async () => {
    const store = await openDataSource(database.url);
    await store.query('DELETE FROM audit_entry WHERE sequence > 3');
    await store.destroy();
    const { code, out } = await auditor();
    expect(code).to.equal(1);
    expect(out).to.match(/entry 4 was fixed on chain and is not in the log|entry \d+ does not follow/);
  });

  it('the auditor is told what is missing on its command line', async () => {
    const run = async (...args: string[]) => {
      let out = '';
      const print = (text: string) => {
        out += text;
      };
      return [await audit(['log', ...args], { print, printError: print, pause: async () => {} }), out] as const;
    };
    const [code, out] = await run('--rpc', 'http://localhost:1');
    expect(code).to.equal(2);
    expect(out).to.include('--exchange is missing');
    const given = ['--exchange', 'http://localhost:1', '--rpc', 'http://localhost:1'];
    expect((await run(...given))[1]).to.include('--contract is missing');
    expect((await run(...given, '--contract', `0x${'1'.repeat(40)}`))[1]).to.include('--area is missing');
    expect((await run(...given, '--from', '2026-05-01'))[1]).to.include('--from does not go with log');
  });
});
