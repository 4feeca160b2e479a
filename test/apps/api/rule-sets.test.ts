import { expect } from 'chai';
import { openDataSource } from '#api/database/data-source.js';
import { RuleSetRow } from '#api/rules/rule-set.entity.js';
import { gateClosureMs, slotEndMs, slotOf } from '#energy';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, MORNING_MS, NOON, startExchange, type TestExchange } from './exchange.js';

const DAY_MS = 24 * 3_600_000;
const TODAY = '2026-05-15';
/** Nobody can trade it yet: books open 26 hours before their half hour. */
const EARLIEST = '2026-05-17';
const FIXED = { deviationPolicy: { name: 'fixedPrice', shortfallPriceSen: 2000, overPurchasePriceSen: 500 } };
const POOL = { deviationPolicy: { name: 'waived' }, pool: { name: 'proRata', priceSen: 1200 } };

onBothDatabases('rule sets that an operator enters', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url, {}, MORNING_MS - 3 * DAY_MS);
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const enter = (fromDay: string, rules: object, source = '運営協議会 5月14日') =>
    exchange.call('POST', '/rule-sets', { fromDay, source, rules });
  const table = async (): Promise<any[]> => (await exchange.call('GET', '/operations/rules')).body.ruleSets;
  const shown = async () =>
    (await table()).map(({ version, fromDay, untilDay, state }) => [version, fromDay, untilDay, state]);
  const restart = async () => {
    const nowMs = exchange.clock.nowMs();
    await exchange.app.close();
    exchange = await startExchange(database.url, {}, nowMs);
  };

  it('hold from their day on, and stand in a dated table with what holds now; also after a restart', async () => {
    expect(await shown()).to.deep.equal([['waived-1', '2024-04-01', null, 'inForce']]);
    const { status, body } = await enter('2026-06-01', FIXED);
    expect(status).to.equal(201);
    expect(body).to.deep.include({ version: 'rules-1', fromDay: '2026-06-01', rules: FIXED });
    expect((await enter('2026-05-18', POOL)).body.version).to.equal('rules-2');
    const expected = [
      ['waived-1', '2024-04-01', '2026-05-17', 'inForce'],
      ['rules-2', '2026-05-18', '2026-05-31', 'coming'],
      ['rules-1', '2026-06-01', null, 'coming'],
    ];
    expect(await shown()).to.deep.equal(expected);
    await restart();
    expect(await shown()).to.deep.equal(expected);
    expect((await table())[2]).to.include({ source: '運営協議会 5月14日', enteredAtMs: exchange.clock.nowMs() });
    exchange.clock.advanceTo(MORNING_MS);
    expect((await shown()).map(([version, , , state]) => [version, state])).to.deep.equal([
      ['waived-1', 'past'],
      ['rules-2', 'inForce'],
      ['rules-1', 'coming'],
    ]);
  });

  it('settle the half hours of their days, and no half hour before them', async () => {
    await enrol(exchange, ['sato', 'suzuki']);
    await enter('2026-05-18', FIXED);
    exchange.clock.advanceTo(MORNING_MS);
    await exchange.scheduler.tick();
    for (const [participantId, side] of [
      ['sato', 'sell'],
      ['suzuki', 'buy'],
    ]) {
      const order = { type: 'place', clientOrderId: side, participantId, side, priceSen: 1500, energyWh: 400 };
      expect((await exchange.call('POST', `/slots/${NOON}/commands`, order)).status).to.equal(200);
    }
    for (const ms of [gateClosureMs(NOON), slotEndMs(NOON)]) {
      exchange.clock.advanceTo(ms);
      await exchange.scheduler.tick();
    }
    const reading = (id: string, exportWh: number, importWh: number) => {
      return { meterId: `meter-${id}`, slot: NOON, exportWh, importWh };
    };
    await exchange.call('POST', '/readings', { readings: [reading('sato', 300, 0), reading('suzuki', 0, 400)] });
    await exchange.scheduler.tick();
    const { body } = await exchange.call('GET', `/slots/${NOON}/settlement`);
    expect(body).to.include({ ruleVersion: 'rules-1' });
    expect(body.rules.deviationPolicy).to.deep.equal(FIXED.deviationPolicy);
    const shortfall = body.postings.find(
      (each: any) => each.account === 'participant:sato' && each.line === 'shortfall',
    );
    expect(shortfall).to.include({ energyWh: 100, amountMillisen: -100 * 2000 });
    // It is settled: its day takes no other rules, now or when a correction comes.
    expect((await enter('2026-05-18', POOL)).body.code).to.equal('RULE_SET_TOO_EARLY');
  });

  it('are refused for days that are past, or that somebody can have traded', async () => {
    for (const day of ['2020-01-01', TODAY, '2026-05-16']) {
      const { status, body } = await enter(day, FIXED);
      expect(status, day).to.equal(409);
      expect(body, day).to.include({ code: 'RULE_SET_TOO_EARLY' });
      expect(body.details, day).to.deep.equal({ fromDay: day, earliestDay: EARLIEST });
    }
    expect((await exchange.call('GET', '/operations/rules')).body.earliestRuleDay).to.equal(EARLIEST);
    expect((await enter(EARLIEST, FIXED)).status).to.equal(201);
    // The first book of the day is open exactly until the day is no longer free.
    const opensMs = slotOf(EARLIEST) * 1_800_000 - 26 * 3_600_000;
    exchange.clock.advanceTo(opensMs - 1);
    expect((await enter(EARLIEST, POOL)).status).to.equal(201);
    exchange.clock.advanceTo(opensMs);
    expect((await enter(EARLIEST, FIXED)).body.code).to.equal('RULE_SET_TOO_EARLY');
  });

  it('are replaced, not changed, until their day can be traded; the same again changes nothing', async () => {
    await enter('2026-06-01', FIXED);
    expect((await enter('2026-06-01', FIXED)).body.version).to.equal('rules-1');
    expect((await enter('2026-06-01', POOL)).body.version).to.equal('rules-2');
    expect(await shown()).to.deep.equal([
      ['waived-1', '2024-04-01', '2026-05-31', 'inForce'],
      ['rules-1', '2026-06-01', null, 'replaced'],
      ['rules-2', '2026-06-01', null, 'coming'],
    ]);
    const store = await openDataSource(database.url);
    const refused = async (work: Promise<unknown>) => String(await work.catch((error: unknown) => error));
    expect(await refused(store.manager.update(RuleSetRow, { entry: 1 }, { source: 'x' }))).to.include('append-only');
    expect(await refused(store.manager.delete(RuleSetRow, { entry: 1 }))).to.include('append-only');
    await store.destroy();
  });

  it('are refused when nothing could be settled by them', async () => {
    const waived = { name: 'waived' };
    for (const rules of [
      {},
      { deviationPolicy: { name: 'harsh' } },
      { deviationPolicy: { name: 'fixedPrice', shortfallPriceSen: 1 } },
      { deviationPolicy: waived, pool: { name: 'on' } },
      { deviationPolicy: waived, retailPriceSen: 1 },
    ]) {
      expect((await enter('2026-06-01', rules)).status, JSON.stringify(rules)).to.equal(400);
    }
    for (const [rules, code] of [
      [{ deviationPolicy: waived, platformFeePriceSen: -1 }, 'RULE_PRICE_INVALID'],
      [{ deviationPolicy: waived, fundAccrualPriceSen: 1.5 }, 'RULE_PRICE_INVALID'],
      [{ deviationPolicy: waived, pool: { name: 'proRata', priceSen: 100_001 } }, 'RULE_PRICE_INVALID'],
      [{ deviationPolicy: { name: 'imbalancePrice', taxPercent: 101 } }, 'RULE_VALUE_INVALID'],
      [{ deviationPolicy: { ...FIXED.deviationPolicy, tolerance: { percentOfTraded: 101 } } }, 'RULE_VALUE_INVALID'],
    ] as const) {
      expect((await enter('2026-06-01', rules)).body.code, JSON.stringify(rules)).to.equal(code);
    }
    expect((await enter('2026-02-30', POOL)).body.code).to.equal('DAY_INVALID');
    for (const bad of ['tomorrow', '2026-6-1', '']) expect((await enter(bad, POOL)).status, bad).to.equal(400);
    for (const source of ['', ' ', 'a\nb', 'x'.repeat(101)]) {
      expect((await enter('2026-06-01', POOL, source)).status, source).to.equal(400);
    }
    expect(await shown()).to.have.length(1);
  });

  it('stand in the audit log with who and when', async () => {
    const operator = await exchange.signIn('operator');
    const rules = { fromDay: '2026-06-01', source: 'x', rules: FIXED };
    await exchange.callAs(operator, 'POST', '/rule-sets', rules);
    const entries: any[] = (await exchange.callAs(operator, 'GET', '/audit')).body;
    expect(entries.map(({ action, accountId }) => [action, accountId])).to.deep.equal([
      ['POST /api/rule-sets', operator.accountId],
      ['POST /api/rule-sets', operator.accountId],
    ]);
    expect(JSON.parse(entries[1].subject).outcome).to.equal('done');
  });
});
