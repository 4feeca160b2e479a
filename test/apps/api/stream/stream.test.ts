import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { SessionsService } from '#api/accounts/sessions.service.js';
import { MeteringService } from '#api/metering/metering.service.js';
import { StreamService } from '#api/stream/stream.service.js';
import { slotEndMs } from '#energy';
import { type Caller, enrol, NOON, reading, startExchange, type TestExchange } from '../exchange.js';
import { EventReader, type ReceivedEvent } from './event-reader.js';

describe('the event stream', () => {
  let exchange: TestExchange;
  let port: number;
  let readers: EventReader[];

  beforeEach(async () => {
    readers = [];
    exchange = await startExchange(':memory:');
    await enrol(exchange, ['sato', 'suzuki', 'tanaka']);
    await exchange.scheduler.tick();
    await exchange.app.listen(0, '127.0.0.1');
    port = Number(new URL(await exchange.app.getUrl()).port);
  });

  afterEach(async () => {
    for (const reader of readers) reader.cut();
    await exchange.app.close();
  });

  const listen = async (caller: Caller | undefined, lastId?: string) => {
    const reader = await EventReader.open(port, caller?.headers ?? {}, lastId);
    readers.push(reader);
    return reader;
  };
  const listening = async (caller: Caller, lastId?: string) => {
    const reader = await listen(caller, lastId);
    await reader.until(({ name }) => name === 'hello' || name === 'reset');
    return reader;
  };
  const place = (participantId: string, side: 'buy' | 'sell', energyWh: number) => {
    return exchange.market.submit(NOON, { type: 'place', participantId, side, priceSen: 1500, energyWh });
  };
  /** Suzuki buys from Sato. @returns the trade's sequence */
  const trade = async (energyWh = 100) => {
    await place('sato', 'sell', energyWh);
    const { events } = await place('suzuki', 'buy', energyWh);
    return events.find(({ type }) => type === 'trade')!.sequence;
  };
  const tradeOf = (sequence: number) => (event: ReceivedEvent) =>
    event.name === 'trade' && event.data.sequence === sequence;

  it('greets with the time and how fast it passes', async () => {
    const reader = await listening(await exchange.signIn('resident', ['sato']));
    expect(reader.status).to.equal(200);
    expect(reader.events).to.deep.equal([
      { id: reader.lastId, name: 'hello', data: { nowMs: exchange.clock.nowMs(), speed: 0, demonstration: false } },
    ]);
  });

  it('ends its line with itself: kept alive, it would hold a server that stops', async () => {
    const { headers } = await exchange.signIn('resident', ['sato']);
    const stream = await fetch(`http://127.0.0.1:${port}/api/stream`, { headers });
    expect(stream.headers.get('connection')).to.equal('close');
    await stream.body!.cancel();
  });

  it('tells everybody of a trade and the book, without saying whose it is', async () => {
    const reader = await listening(await exchange.signIn('researcher'));
    const sequence = await trade(300);
    const { data } = await reader.until(tradeOf(sequence));
    expect(data).to.deep.equal({ slot: NOON, sequence, priceSen: 1500, energyWh: 300 });
    // On a slow machine the order that waits for its counterpart is told by itself.
    const book = await reader.until(({ name, data }) => name === 'book' && data.sell.length === 0);
    expect(book.data).to.deep.include({ slot: NOON, phase: 'open', buy: [], sell: [] });
    expect(JSON.stringify(reader.events)).not.to.match(/sato|suzuki|ownTrade/);
  });

  it('tells a resident of their own side, and nobody else', async () => {
    const sato = await listening(await exchange.signIn('resident', ['sato']));
    const tanaka = await listening(await exchange.signIn('resident', ['tanaka']));
    const sequence = await trade();
    const own = { participantId: 'sato', slot: NOON, sequence, side: 'sell', priceSen: 1500, energyWh: 100 };
    expect((await sato.until(({ name }) => name === 'ownTrade')).data).to.deep.equal(own);
    await tanaka.until(tradeOf(sequence));
    expect(sato.named('ownTrade')).to.have.length(1);
    expect(tanaka.named('ownTrade')).to.deep.equal([]);
  });

  it('tells of settlements to all, of readings to staff alone', async () => {
    const resident = await listening(await exchange.signIn('resident', ['sato']));
    const operator = await exchange.signIn('operator');
    await exchange.scheduler.tick();
    await exchange.advanceTo(slotEndMs(NOON));
    const staff = await listening({ ...operator, headers: (await exchange.signIn('operator')).headers });
    const readings = ['sato', 'suzuki', 'tanaka'].map((id) => reading(id, 100, 0));
    await exchange.app.get(MeteringService).submit(readings);
    await exchange.scheduler.tick();
    expect((await resident.until(({ name }) => name === 'settled')).data).to.deep.equal({ slot: NOON, version: 1 });
    expect((await staff.until(({ name }) => name === 'readings')).data).to.deep.equal({ slot: NOON });
    expect(resident.named('readings')).to.deep.equal([]);
  });

  it('loses and doubles nothing, however often the line is cut', async () => {
    const caller = await exchange.signIn('resident', ['suzuki']);
    const sequences: number[] = [];
    const heard: number[] = [];
    let lastId: string | undefined;
    for (let cut = 0; cut < 12; cut++) {
      // Some happens while nobody listens, some while they do; the plug is pulled at once, whatever is under way.
      for (let n = 0; n < cut % 4; n++) sequences.push(await trade(10 + n));
      const reader = await listening(caller, lastId);
      expect(reader.named('reset')).to.deep.equal([]);
      for (let n = 0; n < 3; n++) sequences.push(await trade(20 + n));
      if (cut % 2 === 0) await reader.until(tradeOf(sequences.at(-1)!));
      reader.cut();
      lastId = reader.lastId;
      heard.push(...reader.named('trade').map(({ data }) => data.sequence));
    }
    const last = await listening(caller, lastId);
    heard.push(...last.named('trade').map(({ data }) => data.sequence));
    expect(heard).to.deep.equal(sequences);
  });

  it('says that it cannot tell what was missed in another run', async () => {
    const reader = await listening(await exchange.signIn('auditor'), 'otherrun/17');
    expect(reader.named('hello')).to.deep.equal([]);
    const again = await listening(await exchange.signIn('auditor'), reader.lastId);
    expect(again.named('reset')).to.deep.equal([]);
  });

  it('cuts a browser off that does not read, and goes on for the others', async () => {
    const stream = exchange.app.get(StreamService);
    const asleep = await listening(await exchange.signIn('ward'));
    const awake = await listening(await exchange.signIn('ward'));
    asleep.pause();
    for (let size = 0; stream.size === 2; size++) {
      stream.publish('everybody', 'test', { size, filling: 'x'.repeat(4_000_000) });
      await awake.until(({ name, data }) => name === 'test' && data.size === size);
    }
    expect(stream.size).to.equal(1);
    const sequence = await trade();
    await awake.until(tradeOf(sequence));
    const back = await listening(await exchange.signIn('ward'), asleep.lastId);
    await back.until(tradeOf(sequence));
    expect(back.named('reset')).to.deep.equal([]);
  });

  it('ends with the session', async () => {
    const caller = await exchange.signIn('resident', ['sato']);
    const reader = await listening(caller);
    const other = await listening(await exchange.signIn('resident', ['tanaka']));
    await exchange.app.get(SessionsService).endAll(caller.accountId);
    await exchange.app.get(StreamService).beat();
    await reader.ended();
    expect(reader.named('ended')).to.have.length(1);
    await other.until(({ name }) => name === 'time');
    expect(other.named('ended')).to.deep.equal([]);
  });

  it('refuses who is not signed in, and an account with too many windows', async () => {
    expect((await listen(undefined)).status).to.equal(401);
    const caller = await exchange.signIn('retailer');
    for (let n = 0; n < 12; n++) expect((await listen(caller)).status).to.equal(200);
    expect((await listen(caller)).status).to.equal(429);
    readers.at(-2)!.cut();
    while (exchange.app.get(StreamService).size === 12) await setImmediate();
    expect((await listen(caller)).status).to.equal(200);
  });
});
