import { expect } from 'chai';
import { ParticipantsService } from '#api/participants/participants.service.js';
import type { Certificate } from '#certificates';
import { gateClosureMs, slotEndMs } from '#energy';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, NOON, reading, startExchange, type TestExchange } from './exchange.js';

const HOUR_MS = 3_600_000;

onBothDatabases('certificates over HTTP', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  before(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato', 'suzuki', 'tanaka']);
    await exchange.scheduler.tick();
    await exchange.place('s1', 'sato', 'sell', 1200, 500);
    await exchange.place('b1', 'suzuki', 'buy', 1500, 300);
    await exchange.place('b2', 'tanaka', 'buy', 1400, 300);
    await exchange.advanceTo(gateClosureMs(NOON));
    await exchange.advanceTo(slotEndMs(NOON));
  });

  after(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const certificates = () => exchange.call('GET', `/slots/${NOON}/certificates`);
  const pseudonym = (id: string) => exchange.app.get(ParticipantsService).pseudonymsOf(NOON).of(id);
  const brief = (all: Certificate[]) => all.map(({ owner, energyWh, device }) => [owner, energyWh, device]);

  it('are refused before the slot is settled', async () => {
    const { status, body } = await certificates();
    expect([status, body.code]).to.deep.equal([404, 'SETTLEMENT_UNKNOWN']);
    expect((await exchange.call('GET', '/slots/x/certificates')).status).to.be.within(400, 422);
  });

  it('follow from the settlement: buyers and device under pseudonyms, surplus for the retailer', async () => {
    const readings = [reading('sato', 600, 0), reading('suzuki', 0, 300), reading('tanaka', 0, 150)];
    await exchange.call('POST', '/readings', { readings });
    await exchange.advanceTo(slotEndMs(NOON) + HOUR_MS);
    const { status, body } = await certificates();
    expect(status).to.equal(200);
    expect(brief(body.certificates)).to.deep.equal([
      [pseudonym('suzuki'), 300, pseudonym('sato')],
      [pseudonym('tanaka'), 150, pseudonym('sato')],
      ['retailer', 150, pseudonym('sato')],
    ]);
    expect(body.certificates[0]).to.include({ support: 'postFit', issuedDay: '2026-05-18', areaId: 13112 });
    expect(body.certificates[0]).not.to.have.property('value');
    expect(body.notes).to.have.length(2);
    expect(JSON.stringify(body)).not.to.match(/sato|suzuki|tanaka/);
  });

  it('follow a correction under the same ids', async () => {
    const before = (await certificates()).body;
    await exchange.call('POST', '/readings/corrections', { readings: [reading('sato', 400, 0)] });
    await exchange.advanceTo(slotEndMs(NOON) + 2 * HOUR_MS);
    const { body } = await certificates();
    expect([before.version, body.version]).to.deep.equal([1, 2]);
    expect(brief(body.certificates)).to.deep.equal([
      [pseudonym('suzuki'), 300, pseudonym('sato')],
      [pseudonym('tanaka'), 100, pseudonym('sato')],
    ]);
    const ids = ({ certificates }: { certificates: Certificate[] }) => certificates.map(({ id }) => id);
    expect(ids(body)).to.deep.equal(ids(before).slice(0, 2));
  });
});
