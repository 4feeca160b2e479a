import { expect } from 'chai';
import { Database } from '#api/database/database.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { GrantRow } from '#api/settlement/settlement.entities.js';
import { slotEndMs } from '#energy';
import { CORRECTION_DAYS } from '#joining';
import { MAX_GRANT_ID_LENGTH } from '#settlement';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, MORNING_MS, NOON, startExchange, type TestExchange } from './exchange.js';

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
});
