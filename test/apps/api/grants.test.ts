import { expect } from 'chai';
import { DataSource } from 'typeorm';
import { Database } from '#api/database/database.js';
import { GrantColumns1764600005800 } from '#api/database/migrations/1764600005800-grant-columns.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { GrantRow } from '#api/settlement/settlement.entities.js';
import { dayOf, slotEndMs } from '#energy';
import { CORRECTION_DAYS, type Role } from '#joining';
import { MAX_GRANT_ID_LENGTH } from '#settlement';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, MORNING_MS, NOON, startExchange, type TestExchange } from './exchange.js';

const MONTH = dayOf(NOON).slice(0, 7);
const DAY_MS = 86_400_000;
const REWARD = {
  grantId: 'dr-7.sato',
  line: 'flexibilityReward',
  from: 'retailer',
  to: 'participant:sato',
  energyWh: 50,
  pay: { priceSen: 3000 },
};
const ACCRUAL = {
  grantId: 'shop',
  line: 'fundAccrual',
  from: 'platform',
  to: 'fund',
  energyWh: 0,
  pay: { amountMillisen: 5 },
};

const LATE = {
  participantId: 'late',
  meterId: 'meter-late',
  householdKey: 'f'.padStart(64, '0'),
  mode: 'balanced',
  minSellPriceSen: 850,
  maxBuyPriceSen: 2596,
  automatic: false,
  quoteWh: null,
} as const;

onBothDatabases('grants of a half hour', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url, {}, MORNING_MS);
    await enrol(exchange, ['sato', 'suzuki']);
    await exchange.scheduler.tick();
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const give = (grants: readonly object[], slot = NOON) => exchange.call('POST', `/slots/${slot}/grants`, { grants });
  const stored = () => exchange.app.get(Database).read((manager) => manager.count(GrantRow));
  const refusalOf = async (grants: readonly object[], slot = NOON) => {
    const { status, body } = await give(grants, slot);
    return [status, body.code, body.details?.row];
  };

  it('come after it, from retailer and operator, and are paid once however often they are sent', async () => {
    expect(await refusalOf([REWARD])).to.deep.equal([422, 'GRANT_EARLY', undefined]);
    await exchange.advanceTo(slotEndMs(NOON));
    const retailer = await exchange.signIn('retailer');
    const both = { grants: [REWARD, ACCRUAL] };
    const answers = await Promise.all([
      exchange.callAs(retailer, 'POST', `/slots/${NOON}/grants`, both),
      give(both.grants),
      give([ACCRUAL, { ...REWARD, grantId: 'dr-7.suzuki', to: 'points:suzuki' }]),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    expect(answers.reduce((sum, { body }) => sum + body.stored, 0)).to.equal(3);
    expect(await stored()).to.equal(3);
  });

  it('with the longest id are posted', async () => {
    await exchange.advanceTo(slotEndMs(NOON));
    const grantId = 'x'.repeat(MAX_GRANT_ID_LENGTH);
    expect((await give([{ ...REWARD, grantId }])).body).to.deep.equal({ stored: 1 });
    await exchange.advanceTo(slotEndMs(NOON) + DAY_MS);
    const { entries } = (await exchange.call('GET', '/ledger/accounts/participant:sato/entries')).body;
    expect(entries.map(({ cause, amountMillisen }: any) => [cause, amountMillisen])).to.deep.equal([
      [`grant:${grantId}`, 150_000],
    ]);
  });

  it('are refused whole, naming the row', async () => {
    await exchange.advanceTo(slotEndMs(NOON));
    await give([REWARD]);
    const other = { ...REWARD, grantId: 'dr-8' };
    for (const [bad, status, code] of [
      [{ ...REWARD, energyWh: 51 }, 409, 'GRANT_CHANGED'],
      [{ ...other, to: 'participant:nobody' }, 422, 'GRANT_RECEIVER_REFUSED'],
      [{ ...other, to: 'points:nobody' }, 422, 'GRANT_RECEIVER_REFUSED'],
      [{ ...other, to: 'retailer' }, 422, 'GRANT_INVALID'],
      [{ ...other, to: `participant:${'x'.repeat(65)}` }, 422, 'GRANT_INVALID'],
      [{ ...other, grantId: 'x'.repeat(MAX_GRANT_ID_LENGTH + 1) }, 422, 'GRANT_INVALID'],
      [{ ...other, energyWh: 0.5 }, 422, 'GRANT_INVALID'],
      [ACCRUAL, 422, 'GRANT_DUPLICATE'],
    ] as const) {
      expect(await refusalOf([ACCRUAL, bad]), code).to.deep.equal([status, code, 2]);
    }
    expect(await stored()).to.equal(1);
  });

  it('are for half hours that were opened, in which the household took part, and that are not final', async () => {
    await exchange.advanceTo(slotEndMs(NOON));
    expect(await refusalOf([REWARD], NOON - 480)).to.deep.equal([404, 'SLOT_UNKNOWN', undefined]);
    await exchange.app.get(ParticipantsService).register([{ ...LATE, fromSlot: NOON + 1 }]);
    expect(await refusalOf([{ ...REWARD, to: 'participant:late' }])).to.deep.equal([422, 'GRANT_RECEIVER_REFUSED', 1]);
    exchange.clock.advanceTo(slotEndMs(NOON) + (CORRECTION_DAYS + 1) * DAY_MS);
    expect(await refusalOf([REWARD])).to.deep.equal([422, 'SLOT_FINAL', undefined]);
    expect(await stored()).to.equal(0);
  });

  it('are listed by month, with their sums and the version that posted each, page by page', async () => {
    await exchange.advanceTo(slotEndMs(NOON));
    const points = { ...REWARD, grantId: 'dr-7.suzuki', to: 'points:suzuki', from: 'platform', energyWh: 0 };
    await give([REWARD, ACCRUAL, { ...points, pay: { amountMillisen: 7 } }]);
    const list = (path: string) => exchange.call('GET', `/grants/${path}`);
    const first = (await list(`rewards/${MONTH}?limit=1`)).body;
    expect(first.sums).to.deep.equal([
      { payer: 'platform', count: 1, amountMillisen: '7' },
      { payer: 'retailer', count: 1, amountMillisen: '150000' },
    ]);
    expect(first.grants).to.deep.equal([
      {
        slot: NOON,
        grantId: 'dr-7.sato',
        payer: 'retailer',
        receiver: 'participant:sato',
        energyWh: 50,
        amountMillisen: 150_000,
        grantedAtMs: slotEndMs(NOON),
        cause: 'grant:dr-7.sato',
        postedVersion: null,
      },
    ]);
    await exchange.advanceTo(slotEndMs(NOON) + DAY_MS);
    const second = (await list(`rewards/${MONTH}?limit=1&after=${first.next}`)).body;
    expect(second.grants).to.have.length(1);
    expect(second.grants[0]).to.include({ receiver: 'points:suzuki', postedVersion: 1 });
    expect((await list(`rewards/${MONTH}?after=${second.next}`)).body).to.deep.include({
      grants: [],
      next: null,
    });
    expect((await list('rewards/2026-04')).body).to.deep.include({ sums: [], grants: [], next: null });
    for (const after of ['x', `${NOON}.`, `${NOON}.a b`]) {
      expect((await list(`rewards/${MONTH}?after=${encodeURIComponent(after)}`)).status, after).to.equal(400);
    }
    expect((await list(`rewards/${MONTH}?limit=201`)).status).to.equal(400);
  });

  it('are listed to the retailer where it pays, and to the ward where the fund gets them, without their Wh', async () => {
    await exchange.advanceTo(slotEndMs(NOON));
    await give([REWARD, ACCRUAL, { ...ACCRUAL, grantId: 'sun', from: 'retailer', energyWh: 3, pay: { priceSen: 2 } }]);
    const idsOf = async (role: Role, kind: string) => {
      const { body } = await exchange.callAs(await exchange.signIn(role), 'GET', `/grants/${kind}/${MONTH}`);
      return body.grants?.map(({ grantId, energyWh }: any) => `${grantId} ${energyWh}`) ?? body.code;
    };
    expect(await idsOf('retailer', 'rewards')).to.deep.equal(['dr-7.sato 50']);
    expect(await idsOf('retailer', 'fund')).to.deep.equal(['sun undefined']);
    expect(await idsOf('ward', 'fund')).to.deep.equal(['shop undefined', 'sun undefined']);
    expect(await idsOf('ward', 'rewards')).to.equal('ROLE_NOT_ALLOWED');
  });

  it('are shown to the household, in money and in points, where its month is', async () => {
    await exchange.advanceTo(slotEndMs(NOON));
    await give([REWARD, { ...REWARD, grantId: 'dr-8', to: 'points:sato', energyWh: 7 }]);
    await exchange.advanceTo(slotEndMs(NOON) + DAY_MS);
    const sato = await exchange.signIn('resident', ['sato']);
    for (const span of ['day', 'month']) {
      const path = `/resident/points/sato/series?span=${span}&at=${dayOf(NOON)}`;
      const { body } = await exchange.callAs(sato, 'GET', path);
      expect(body.rewards, span).to.deep.equal({ moneyMillisen: 150_000, pointsMillisen: 21_000 });
      expect(body.total.receivedMillisen, span).to.equal(150_000);
    }
  });

  it('of before the columns are listed as those of after', async () => {
    await exchange.advanceTo(slotEndMs(NOON));
    await give([REWARD, ACCRUAL]);
    const listed = async () => [
      (await exchange.call('GET', `/grants/rewards/${MONTH}`)).body,
      (await exchange.call('GET', `/grants/fund/${MONTH}`)).body,
    ];
    const before = await listed();
    const dataSource = exchange.app.get(DataSource);
    const runner = dataSource.createQueryRunner();
    const migration = new GrantColumns1764600005800();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    expect(await listed()).to.deep.equal(before);
  });
});
