import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';

/** Within this time a handful of homes lives its first day and trades in the second. */
const MAX_WAIT_MS = 120_000;

/** The first trade that a stream of events tells. */
async function firstTrade(stream: ReadableStream<Uint8Array>): Promise<any> {
  let text = '';
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text += part;
    const [, data] = /^event: trade\ndata: (.*)\n/m.exec(text) ?? [];
    if (data !== undefined) return JSON.parse(data);
  }
  throw new Error('The stream ended without a trade.');
}

describe('npm run demo', function () {
  this.timeout(MAX_WAIT_MS + 60_000);

  let folder: string;
  let demo: ChildProcessWithoutNullStreams | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
  });

  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });

  const run = (...options: string[]) =>
    spawn(process.execPath, ['dist/apps/demo/main.js', '--data', join(folder, 'demo'), '--port', '0', ...options]);
  const stop = async () => {
    if (demo === undefined || demo.exitCode !== null) return;
    const exited = once(demo, 'exit');
    demo.kill('SIGINT');
    await exited;
  };
  /** Starts it with a handful of homes. @returns what the terminal shows until it lives */
  const start = async (...options: string[]) => {
    demo = run('--sellers', '3', '--buyers', '2', '--past-days', '0', '--seconds-per-slot', '1', ...options);
    const shown: string[] = [];
    for await (const line of createInterface({ input: demo.stdout })) {
      shown.push(line);
      if (line.startsWith('Half hours pass')) break;
    }
    const text = shown.join('\n');
    const url = /Portal: (\S+)/.exec(text)?.[1] ?? '';
    const password = /password: (\S+)/.exec(text)?.[1] ?? '';
    return { url, password, emails: [...text.matchAll(/\S+@demo\.example/g)].map(([email]) => email) };
  };
  const signIn = async (url: string, email: string, password: string) => {
    const answer = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ email, password }),
    });
    return {
      status: answer.status,
      body: (await answer.json()) as any,
      cookie: answer.headers.get('set-cookie')?.split(';')[0],
    };
  };
  const state = () => JSON.parse(readFileSync(join(folder, 'demo', 'demo.json'), 'utf8'));

  it('serves the portal and lets every role sign in; its days pass, end at Ctrl-C and go on at the next start', async () => {
    const { url, password, emails } = await start();
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    expect(page.status).to.equal(200);
    expect(await page.text()).to.include('<html lang="ja"');

    const roles = new Set<string>();
    for (const email of emails) {
      const { status, body } = await signIn(url, email, password);
      expect(status, email).to.equal(200);
      expect(body.step, email).to.equal('signedIn');
      roles.add(body.account.role);
    }
    expect([...roles]).to.have.members([
      ...['resident', 'operator', 'retailer', 'auditor', 'ward', 'gridOperator', 'wholesaler', 'researcher'],
    ]);

    // Time passes: the stream says how late it is and how fast it goes.
    const { cookie } = await signIn(url, 'operator@demo.example', password);
    const stream = await fetch(`${url}/api/stream`, { headers: { cookie: cookie! } });
    const hello = new TextDecoder().decode((await stream.body!.getReader().read()).value);
    expect(hello).to.match(/event: hello\ndata: \{"nowMs":\d+,"speed":\d+/);

    await stop();
    expect(demo!.exitCode).to.equal(0);
    const stopped = state();
    const again = await start();
    expect(again.password).to.equal(password);
    expect((await signIn(again.url, 'seller@demo.example', password)).status).to.equal(200);
    expect(state().nowMs).to.be.at.least(stopped.nowMs);
    await stop();

    const fresh = await start('--fresh');
    expect(fresh.password).not.to.equal(password);
  });

  it('trades: its books are open, the stream tells each trade, and the slot shows it', async () => {
    const { url, password } = await start('--past-days', '1');
    const { cookie } = await signIn(url, 'operator@demo.example', password);
    const get = async (path: string) =>
      (await (await fetch(`${url}/api${path}`, { headers: { cookie: cookie! } })).json()) as any;
    const signal = AbortSignal.timeout(MAX_WAIT_MS);
    const stream = await fetch(`${url}/api/stream`, { headers: { cookie: cookie! }, signal });
    const trade = await firstTrade(stream.body!);
    expect(trade).to.have.property('slot').that.is.a('number');
    const { openSlots } = await get('/slots');
    expect(openSlots).to.not.be.empty;
    const trades = await get(`/slots/${trade.slot}/trades`);
    expect(trades).to.not.be.empty;
    for (const { priceSen, energyWh } of trades) {
      expect(priceSen).to.be.within(1, 5000);
      expect(energyWh).to.be.greaterThan(0);
    }
    const { buy, sell } = await get(`/slots/${openSlots.at(-1)}/book`);
    expect([buy, sell]).to.satisfy(([one, other]: any) => Array.isArray(one) && Array.isArray(other));
  });

  it('refuses a folder that holds something else, and options that mean nothing', async () => {
    const refusal = async (...options: string[]) => {
      const refused = run(...options);
      let text = '';
      refused.stderr.on('data', (chunk) => {
        text += chunk;
      });
      const [code] = await once(refused, 'close');
      return { code, text };
    };
    writeFileSync(join(folder, 'mine.txt'), '');
    const inUse = await refusal('--data', folder);
    expect(inUse.code).to.equal(1);
    expect(inUse.text).to.match(/^DATA_IN_USE: .*--data/);
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).to.equal('');
    for (const options of [['--port', 'x'], ['--sellers', '0'], ['--seconds-per-slot', '0.5'], ['--what']]) {
      expect((await refusal(...options)).text, options.join(' ')).to.match(/^OPTION_INVALID: /);
    }
  });
});
