import { expect } from 'chai';
import { type ApiConfig, DEFAULT_OUTBOX_LIMITS } from '#api/config.js';
import { gateClosureMs, slotEndMs } from '#energy';
import type { SenderChain } from '#ledger';
import { faultyNode } from '../../libs/ledger/sender/faulty-node.js';
import { ModelChain } from '../../libs/ledger/sender/model-chain.js';
import { makeSqlite, type TestDatabase } from './databases.js';
import { enrol, NOON, reading, startExchange, type TestExchange } from './exchange.js';

const HOUR_MS = 3_600_000;
const LAST = NOON + 7;

describe('a chain that is away', () => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await makeSqlite();
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const start = async (chain: SenderChain, change: Partial<ApiConfig> = {}) => {
    exchange = await startExchange(database.url, {
      programme: { firstSlot: NOON, lastSlot: LAST },
      ledger: {
        chainId: 1,
        contract: '0x01',
        deployedAtBlock: 0,
        chain,
        signReadings: async () => `0x${'12'.repeat(65)}`,
        confirmations: 1,
      },
      ...change,
    });
    await enrol(exchange, ['sato', 'suzuki']);
    await exchange.scheduler.tick();
  };
  const place = (slot: number, participantId: string, side: 'buy' | 'sell') =>
    exchange.market.submit(slot, {
      type: 'place',
      participantId,
      side,
      priceSen: 1200,
      energyWh: 500,
    });
  const send = (slot: number, exportWh = 500, path = '/readings') =>
    exchange.call('POST', path, {
      readings: [reading('sato', exportWh, 0, slot), reading('suzuki', 0, 900, slot)],
    });
  const health = async () => (await exchange.call('GET', '/health')).body;
  const version = async (slot: number) => (await exchange.call('GET', `/slots/${slot}/settlement`)).body.version;

  it('for hours: trading and settlement go on, the health page says so, and everything is anchored when it is back', async () => {
    let isAway = true;
    const chain = new ModelChain();
    await start(faultyNode(chain, () => (isAway ? 'silent' : 'honest')));
    expect((await health()).status, 'stuck is told at once').to.equal('degraded');
    expect((await health()).anchor).to.not.have.property('alert');
    for (let slot = NOON; slot <= LAST; slot++) {
      await place(slot, 'sato', 'sell');
      await place(slot, 'suzuki', 'buy');
      await exchange.advanceTo(gateClosureMs(slot));
    }
    for (let slot = NOON; slot <= LAST; slot++) {
      await exchange.advanceTo(Math.max(exchange.clock.nowMs(), slotEndMs(slot)));
      await send(slot);
      await exchange.scheduler.tick();
    }
    const { status, anchor, problems, settlementBacklog } = await health();
    expect([status, problems, settlementBacklog.slots]).to.deep.equal(['degraded', [], 0]);
    expect(anchor).to.include({ pending: 16, sent: 0, confirmed: 0 });
    expect(anchor.stuck).to.include({ code: 'NODE_UNREACHABLE' });
    expect(anchor.alert.level).to.equal('warning');
    expect(anchor.alert.message).to.match(/^Nothing was anchored for \d+ minutes. NODE_UNREACHABLE/);

    isAway = false;
    await exchange.advanceTo(exchange.clock.nowMs() + HOUR_MS);
    expect(await health()).to.deep.include({
      status: 'ok',
      anchor: { pending: 0, sent: 0, confirmed: 16, connected: true },
    });
    expect(chain.batches.map((batch) => batch.phase)).to.deep.equal(['closed', 'settled']);
  });

  it('with a full outbox: closing and first settlements go on, corrections wait until there is room', async () => {
    let isAway = true;
    const chain = new ModelChain();
    await start(
      faultyNode(chain, () => (isAway ? 'silent' : 'honest')),
      {
        outboxLimits: { ...DEFAULT_OUTBOX_LIMITS, warnRecords: 1, maxRecords: 2 },
      },
    );
    await exchange.advanceTo(gateClosureMs(NOON));
    expect((await health()).anchor.alert).to.include({ level: 'warning' });
    await exchange.advanceTo(slotEndMs(NOON));
    await send(NOON);
    await exchange.scheduler.tick();
    expect((await health()).anchor.alert.level).to.equal('full');
    expect((await send(NOON, 400, '/readings/corrections')).status).to.equal(200);
    await exchange.scheduler.tick();
    expect(await version(NOON)).to.equal(1);

    const closed = (await health()).anchor.pending;
    await exchange.advanceTo(slotEndMs(NOON + 1));
    await send(NOON + 1);
    await exchange.scheduler.tick();
    expect(await version(NOON + 1), 'a first settlement').to.equal(1);
    expect((await health()).anchor.pending).to.be.greaterThan(closed);

    isAway = false;
    await exchange.advanceTo(exchange.clock.nowMs() + HOUR_MS);
    await exchange.scheduler.tick();
    expect(await version(NOON)).to.equal(2);
    expect(await health()).to.have.property('status', 'ok');
  });

  it('in that it never answers: gates close in time all the same', async () => {
    let hangUp = (): void => {};
    const hanging = new Promise<never>((_, reject) => {
      hangUp = () => reject(new Error('the connection was cut'));
    });
    let isStalled = false;
    let asked = 0;
    const model = new ModelChain();
    const stalling = new Proxy(model, {
      get(target, name) {
        if (!isStalled) return Reflect.get(target, name).bind(target);
        asked++;
        return () => hanging;
      },
    });
    const until = async (isSo: () => boolean) => {
      for (let turn = 0; turn < 10_000 && !isSo(); turn++) await new Promise(setImmediate);
      return isSo();
    };
    await start(stalling);
    isStalled = true;
    const first = exchange.scheduler.tick();
    const wasAsked = await until(() => asked > 0);
    exchange.clock.advanceTo(gateClosureMs(NOON));
    const second = exchange.scheduler.tick();
    const wasClosed = await until(() => !exchange.market.openSlots().includes(NOON));
    hangUp();
    await Promise.all([first, second]);
    expect([wasAsked, wasClosed]).to.deep.equal([true, true]);
  });
});
