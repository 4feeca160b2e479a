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

  it('show a resident their own purchases, sales and surplus, and nobody what a neighbour sent out', async () => {
    const seenBy = async (...ids: string[]) =>
      (await exchange.callAs(await exchange.signIn('resident', ids), 'GET', `/slots/${NOON}/certificates`)).body;
    const suzuki = await seenBy('suzuki');
    expect(brief(suzuki.certificates)).to.deep.equal([[pseudonym('suzuki'), 300, pseudonym('sato')]]);
    expect(suzuki.sums).to.deep.equal({ households: 3, allocatedWh: null, surplusWh: null });
    expect(brief((await seenBy('sato')).certificates)).to.have.length(3);
    expect(brief((await seenBy('suzuki', 'tanaka')).certificates)).to.have.length(2);
    expect((await seenBy()).certificates).to.deep.equal([]);
  });

  it('show those outside sums alone, and of few households none', async () => {
    for (const role of ['ward', 'gridOperator', 'wholesaler', 'researcher'] as const) {
      const { body } = await exchange.callAs(await exchange.signIn(role), 'GET', `/slots/${NOON}/certificates`);
      expect(body.certificates, role).to.deep.equal([]);
      expect(body.sums, role).to.deep.equal({ households: 3, allocatedWh: null, surplusWh: null });
    }
    for (const role of ['retailer', 'auditor'] as const) {
      const { body } = await exchange.callAs(await exchange.signIn(role), 'GET', `/slots/${NOON}/certificates`);
      expect(body.certificates, role).to.have.length(3);
      expect(body.sums, role).to.deep.equal({ households: 3, allocatedWh: 450, surplusWh: 150 });
    }
  });

  it('show those outside the sums of ten households', async () => {
    const [many, ids] = [await make(), Array.from({ length: 10 }, (_, index) => `home-${index}`)];
    const ward = await startExchange(many.url);
    await enrol(ward, ids);
    await ward.scheduler.tick();
    await ward.advanceTo(slotEndMs(NOON));
    await ward.call('POST', '/readings', { readings: ids.map((id) => reading(id, 100, 0)) });
    await ward.advanceTo(slotEndMs(NOON) + HOUR_MS);
    const { body } = await ward.callAs(await ward.signIn('ward'), 'GET', `/slots/${NOON}/certificates`);
    expect(body.certificates).to.deep.equal([]);
    expect(body.sums).to.deep.equal({ households: 10, allocatedWh: 0, surplusWh: 1000 });
    await ward.app.close();
    await many.remove();
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
