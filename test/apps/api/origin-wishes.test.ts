import { expect } from 'chai';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { gateClosureMs, SLOTS_PER_DAY } from '#energy';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Caller, enrol, NOON, reading, startExchange, type TestExchange } from './exchange.js';

const SOLAR = { area: '13112', sourceType: 'solar' };
const WISH = { wantedOrigin: 'solar', originKind: 'hard', originPremiumSen: 200 } as const;

onBothDatabases('wishes for an origin', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;
  let suzuki: Caller;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato', 'suzuki', 'tanaka'], true);
    await deliver((slot) => [reading('suzuki', 0, 500, slot)]);
    const facts = { fromDay: '2026-05-01', plantW: 4000, solarOnly: true };
    expect((await exchange.call('POST', '/meters/meter-sato/facts', facts)).status).to.be.lessThan(300);
    suzuki = await exchange.signIn('resident', ['suzuki']);
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const deliver = async (readingsIn: (slot: number) => object[]) => {
    const readings = [1, 2, 3].flatMap((days) => readingsIn(NOON - days * SLOTS_PER_DAY));
    expect((await exchange.call('POST', '/readings', { readings })).status).to.equal(200);
  };
  const settingsPath = '/resident/points/suzuki/settings';
  const stored = async () => {
    const form = (await exchange.callAs(suzuki, 'GET', settingsPath)).body;
    const { mode, minSellPriceSen, maxBuyPriceSen, automatic, wantedOrigin, originKind, originPremiumSen } = form;
    return { mode, minSellPriceSen, maxBuyPriceSen, automatic, wantedOrigin, originKind, originPremiumSen };
  };
  const wish = async (changes: object) => {
    const seen = await stored();
    const answer = await exchange.callAs(suzuki, 'PUT', settingsPath, { ...seen, ...changes, seen });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  };
  const originsOf = (participantId: string) =>
    exchange.market.position(NOON, participantId)?.orders.map(({ origin }) => origin);

  it('stand on the orders that agents place, against what is registered of each seller', async () => {
    await wish(WISH);
    await deliver((slot) => [reading('tanaka', 1000, 0, slot), reading('sato', 300, 0, slot)]);
    await exchange.scheduler.tick();
    await exchange.advanceTo(gateClosureMs(NOON) - 1);
    const journal = (await exchange.call('GET', `/slots/${NOON}/journal`)).body;
    const stated = journal.flatMap(({ command: { type, side, origin } }: any) =>
      type === 'place' ? [{ side, origin }] : [],
    );
    expect(stated).to.deep.include({ side: 'buy', origin: { sourceType: 'solar', kind: 'hard', premiumSen: 200 } });
    expect(stated).to.deep.include({ side: 'sell', origin: SOLAR });
    expect(stated).to.deep.include({ side: 'sell', origin: { area: '13112' } });
    const traded = (participantId: string) => exchange.market.position(NOON, participantId);
    expect(traded('sato'), 'the sun').to.include({ soldWh: 300 });
    expect(traded('tanaka'), 'whatever it is').to.include({ soldWh: 0 });
    expect(traded('suzuki'), 'who would rather have less').to.include({ boughtWh: 300 });
  });

  it('that change take back what rests with the old one, and nothing else', async () => {
    await exchange.scheduler.tick();
    expect(originsOf('suzuki')).to.deep.equal([undefined]);
    await wish({ ...WISH, wantedOrigin: 'area' });
    expect(originsOf('suzuki')).to.deep.equal([]);
    await exchange.advanceTo(gateClosureMs(NOON) - 30 * 60_000);
    const [order] = originsOf('suzuki')!;
    expect(order).to.deep.equal({ area: '13112', kind: 'hard', premiumSen: 200 });
    await wish({});
    expect(originsOf('suzuki'), 'the same again changes nothing').to.deep.equal([order]);
  });

  it('show on the buyer\u2019s trade what they cost, and to nobody else', async () => {
    await wish({ automatic: false });
    await exchange.market.open(NOON);
    const origin = { sourceType: 'solar', kind: 'soft', premiumSen: 150 };
    await exchange.place('b1', 'suzuki', 'buy', 1000, 100, { origin });
    await exchange.place('s1', 'tanaka', 'sell', 1000, 40);
    await exchange.place('s2', 'sato', 'sell', 1100, 60, { origin: SOLAR });
    const trades = async (who: Caller, point: string) =>
      (await exchange.callAs(who, 'GET', `/resident/points/${point}/trades`)).body.trades
        .filter(({ sequence }: any) => sequence !== null)
        .map(({ priceSen, premiumSen }: any) => [priceSen, premiumSen]);
    expect(await trades(suzuki, 'suzuki')).to.deep.equal([
      [1150, 150],
      [1000, 0],
    ]);
    const sato = await exchange.signIn('resident', ['sato']);
    expect(await trades(sato, 'sato')).to.deep.equal([[1150, null]]);
    const own = async (who: Caller) => (await exchange.callAs(who, 'GET', '/account/data')).body.trades;
    expect((await own(suzuki)).map(({ premiumSen }: any) => premiumSen)).to.have.members([150, 0]);
    expect(JSON.stringify(await own(sato))).to.not.include('premiumSen');
  });

  it('are a resident\u2019s own data, and begin as the mode has it', async () => {
    await wish(WISH);
    const { participants } = (await exchange.callAs(suzuki, 'GET', '/account/data')).body;
    expect(participants[0]).to.include(WISH);
    const newcomer = { minSellPriceSen: 850, maxBuyPriceSen: 2596, mode: 'green' };
    await exchange.call('POST', '/participants', { ...newcomer, participantId: 'ito', meterId: 'meter-ito' });
    expect(exchange.app.get(ParticipantsService).get('ito')).to.include({
      wantedOrigin: 'solar',
      originKind: 'soft',
      originPremiumSen: 100,
    });
  });
});
