import { expect } from 'chai';
import { SettlementService } from '#api/settlement/settlement.service.js';
import { slotEndMs } from '#energy';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, NOON, reading, startExchange, type TestExchange } from './exchange.js';

const NAMES = ['sato', 'suzuki'];
const LAST = NOON + 2;

onBothDatabases('slots that wait for their settlement', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  const start = () => startExchange(database.url, { programme: { firstSlot: NOON, lastSlot: LAST } });

  beforeEach(async () => {
    database = await make();
    exchange = await start();
    await enrol(exchange, NAMES);
    await exchange.scheduler.tick();
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const backlog = () => exchange.app.get(SettlementService).backlog();
  const deliver = async (slot: number) => {
    const readings = NAMES.map((name) => reading(name, 10, 20, slot));
    expect((await exchange.call('POST', '/readings', { readings })).status).to.equal(200);
    await exchange.scheduler.tick();
  };
  const restart = async () => {
    const nowMs = exchange.clock.nowMs();
    await exchange.app.close();
    exchange = await start();
    await exchange.advanceTo(nowMs);
  };

  it('are found however late their readings come, after later slots and across a restart', async () => {
    await exchange.advanceTo(slotEndMs(NOON + 1));
    expect(await backlog()).to.deep.equal({ slots: 2, oldestSlot: NOON });
    await deliver(NOON + 1);
    expect(await backlog()).to.deep.equal({ slots: 1, oldestSlot: NOON });
    await restart();
    expect(await backlog()).to.deep.equal({ slots: 1, oldestSlot: NOON });
    await deliver(NOON);
    expect(await backlog()).to.deep.equal({ slots: 0, oldestSlot: undefined });
    await exchange.advanceTo(slotEndMs(LAST));
    expect(await backlog()).to.deep.equal({ slots: 1, oldestSlot: LAST });
    await deliver(LAST);
    expect(await backlog()).to.deep.equal({ slots: 0, oldestSlot: undefined });
  });
});
