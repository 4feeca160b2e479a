import { expect } from 'chai';
import { billingAccountSchema } from '#api/billing/billing-account.js';
import { monthOf } from '#api/billing/month-of.js';
import { type Customer, type MadeStatement, type RunTerms, statementsOf } from '#api/billing/month-statements.js';
import { billingAccounts, billingSettings } from '#backtest/bill-community.js';
import { slotOf } from '#energy';
import { DEFAULT_SETTLEMENT_RATES, TEPCO_JURYO_DENTO_B, TEPCO_TEIATSU_DENRYOKU, tariffOf } from '#tariff';

const MONTH = monthOf('2026-07');
const SLOTS = 31 * 48;
/** 30 A of 従量電灯B, a month, in millisen. */
const BASIC = 93_525_000;
const [owned] = billingAccounts({ households: [{ householdId: 'hanako' }] }, 1);
const account = {
  ...billingAccountSchema.parse(owned!.account),
  tariffId: TEPCO_JURYO_DENTO_B.id,
  capacity: { unit: 'A' as const, amount: 30, isMeasured: false },
  payBy: 'debit' as const,
};
const customer: Customer = {
  participantId: 'hanako',
  fromSlot: slotOf('2026-06-01'),
  postings: [],
  account,
  previous: {},
  carriedInYen: { bill: 0, purchase: 0 },
};
const run: RunTerms = {
  month: MONTH,
  issuedDay: '2026-08-05',
  reason: null,
  settings: billingSettings(),
  prices: { fuel: { [TEPCO_JURYO_DENTO_B.id]: { sen: 0, source: 'test' } }, spot: {} },
  rates: DEFAULT_SETTLEMENT_RATES,
  tariffOf,
  nextSequence: { bill: 1, purchase: 1 },
};

/** What one half hour of the month took from neighbours and from the retailer. */
interface Taken {
  readonly slot: number;
  readonly neighbourWh: number;
  readonly residualWh: number;
}

/** The documents of a month in which nothing was taken but this. */
function documentsOf(
  { slot, neighbourWh, residualWh }: Taken,
  change: Partial<Customer> = {},
  terms: Partial<RunTerms> = {},
) {
  const series = { residualWh: new Array(SLOTS).fill(0), neighbourWh: new Array(SLOTS).fill(0) };
  series.neighbourWh[slot - MONTH.firstSlot] = neighbourWh;
  series.residualWh[slot - MONTH.firstSlot] = residualWh;
  const sum = (line: string, energyWh: number, priceSen: number) => ({
    account: 'participant:hanako',
    line,
    energyWh: BigInt(energyWh),
    amountMillisen: BigInt(-energyWh * priceSen),
  });
  const postings = [
    sum('tradedSupply', neighbourWh, 1400),
    sum('delivery', neighbourWh, 1044),
    sum('residualSupply', residualWh, 3640),
  ].filter(({ energyWh }) => energyWh > 0n);
  const ledger = {
    heads: new Map(),
    sums: postings,
    imports: new Map([['participant:hanako', series]]),
    meters: new Map([['hanako', { exportWh: 0, importWh: neighbourWh + residualWh, finality: '確定' as const }]]),
    traded: { bill: new Map(), purchase: new Map() },
    premiums: { bill: new Map(), purchase: new Map() },
  };
  return statementsOf({ ...customer, postings, ...change }, ledger, {
    ...run,
    nextSequence: { bill: 1, purchase: 1 },
    ...terms,
  });
}

/** What the bill charges for being connected: the basic charge and all that makes it less. */
function basicOf(taken: Taken, change: Partial<Customer> = {}): number {
  const [bill] = documentsOf(taken, change);
  const charges = bill!.statement.lines.find(({ code }) => code === 'retailCharge')!.details!;
  return charges
    .filter(({ code }) => ['basic', 'unusedHalf', 'proration'].includes(code))
    .reduce((total, { amountMillisen }) => total + amountMillisen, 0);
}

describe('the statements of one participant', () => {
  const slot = slotOf('2026-07-20', 25);
  const nothing = { slot, neighbourWh: 0, residualWh: 0 };
  const fromNeighbours = { slot, neighbourWh: 2000, residualWh: 0 };

  it('a month without use owes half of the basic charge; one bought wholly from neighbours owes all of it', () => {
    expect(basicOf(nothing)).to.equal(BASIC / 2);
    expect(basicOf(fromNeighbours)).to.equal(BASIC);
    expect(basicOf({ slot, neighbourWh: 0, residualWh: 2000 })).to.equal(BASIC);
  });

  it('of a part of a month as well, cut to the sen', () => {
    const fromSlot = slotOf('2026-07-16', 30);
    const part = (full: number) => Math.floor((full * 16) / 31 / 1000) * 1000;
    expect(basicOf(nothing, { fromSlot })).to.equal(part(BASIC / 2));
    expect(basicOf(fromNeighbours, { fromSlot })).to.equal(part(BASIC));
  });

  it('what the contract says of the power factor and of discounts stands on the bill', () => {
    const terms = TEPCO_TEIATSU_DENRYOKU.terms.at(-1)!;
    const { basic } = terms.value;
    if (basic.kind !== 'capacity') throw new Error('by kW');
    const value = { ...terms.value, fuelAdjusted: false, basic: { ...basic, powerFactorAdjusted: true } };
    const menu = { ...TEPCO_TEIATSU_DENRYOKU, terms: [{ ...terms, value }] };
    const contract = {
      tariffId: menu.id,
      capacity: { unit: 'kW' as const, amount: 10, isMeasured: false },
      powerFactorPercent: 90,
      discounts: [{ labelJa: 'セット割', amountYen: 100 }],
    };
    const [bill] = documentsOf(fromNeighbours, { account: { ...account, ...contract } }, { tariffOf: () => menu });
    const [plain] = documentsOf(
      fromNeighbours,
      { account: { ...account, ...contract, discounts: [] } },
      { tariffOf: () => menu },
    );
    const charges = bill!.statement.lines.find(({ code }) => code === 'retailCharge')!.details;
    expect(charges.find(({ code }) => code === 'powerFactor')).to.include({
      quantity: '90',
      amountMillisen: -basic.perUnitSen * 10 * 1000 * 0.05,
    });
    expect(bill!.statement.totalYen).to.equal(plain!.statement.totalYen - 100);
    expect(bill!.statement.baseline!.gainYen).to.equal(plain!.statement.baseline!.gainYen);
  });

  /** Way, payable and carried yen of each document. */
  const paid = (taken: Taken, change: Partial<Customer> = {}) =>
    documentsOf(taken, change).map(({ kind, way, statement: { balance, payment } }) => ({
      kind,
      way,
      payment,
      ...balance,
    }));
  const left = { leaving: { leftDay: '2026-07-10', lastDay: '2026-07-20' } };

  it('the month in which a household leaves owes its days and carries nothing on', () => {
    expect(basicOf(fromNeighbours, left)).to.equal(Math.floor((BASIC * 20) / 31 / 1000) * 1000);
    const [bill] = documentsOf(fromNeighbours, left);
    expect(bill!.statement.period).to.deep.equal({ fromDay: '2026-07-01', toDay: '2026-07-20' });
    const owing = { carriedInYen: { bill: -5000, purchase: 0 } };
    const { totalYen } = bill!.statement;
    expect(paid(fromNeighbours, owing)[0]).to.include({ way: 'debit', payableYen: 0 });
    const [final] = paid(fromNeighbours, { ...left, ...owing });
    expect(final).to.include({ way: 'transfer', payableYen: totalYen - 5000, carriedOutYen: 0 });
    expect(final!.payableYen).to.be.lessThan(0);
    expect(final!.payment).to.include({ methodJa: '口座振込', dueDay: '2026-08-31', isFinal: true });
  });

  it('what is left of sales is paid at the end though nothing was sold, and collected if it is owed', () => {
    const rest = (purchase: number) => ({ carriedInYen: { bill: 0, purchase } });
    expect(paid(fromNeighbours, rest(700))).to.have.length(1);
    expect(paid(fromNeighbours, { ...left, ...rest(700) })[1]).to.include({ way: 'transfer', payableYen: 700 });
    const owed = paid(fromNeighbours, { ...left, ...rest(-700) })[1];
    expect(owed).to.include({ kind: 'purchase', way: 'debit', payableYen: -700, carriedOutYen: 0 });
    expect(owed!.payment.methodJa).to.equal('口座振替');
  });

  it('a correction after a household has left is paid by itself', () => {
    const [{ sequence, statement }] = documentsOf(fromNeighbours) as [MadeStatement];
    const previous = { bill: { sequence, statement } };
    const less = { ...fromNeighbours, neighbourWh: 1000 };
    const corrected = (leftDay: string) =>
      documentsOf(
        less,
        { previous, leaving: { leftDay, lastDay: '2026-07-31' } },
        { issuedDay: '2026-09-10', reason: '訂正' },
      )[0]!;
    expect(corrected('2026-09-11').adjustment!.balance.payableYen).to.equal(0);
    const { adjustment, way } = corrected('2026-08-20');
    expect(adjustment!.balance).to.deep.equal({ payableYen: adjustment!.totalYen, carriedOutYen: 0 });
    expect(way).to.equal('transfer');
  });
});
