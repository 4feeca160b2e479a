import { expect } from 'chai';
import { type BillInput, bankDayAt, billOf, chargesOf, type PurchaseInput, purchaseOf } from '#billing';
import { levyLine, priceMonth, TEPCO_JURYO_DENTO_B } from '#tariff';
import { codeOf, expectCode } from '../error-code.js';
import { billInput, buyerPostings, charges, issuer, payment, purchaseInput, sellerPostings } from './example-month.js';

const yenOf = (statement: ReturnType<typeof billOf>) =>
  statement.lines.map(({ code, amountYen, residualMillisen }) => [code, amountYen, residualMillisen]);

describe('billOf', () => {
  it('is the worked example of docs/billing.md', () => {
    const bill = billOf(billInput());
    expect(bill.number).to.equal('B-202607-000123');
    expect([bill.meteredWh, bill.meteredKwh]).to.deep.equal([300_400, 300]);
    expect(yenOf(bill)).to.deep.equal([
      ['tradedSupply', 1_727, 50_003],
      ['delivery', 1_258, 2_000],
      ['overPurchase', 1, 50_000],
      ['retailCharge', 6_473, 85_000],
      ['renewableLevy', 1_254, 0],
    ]);
    expect(bill.tax).to.deep.equal({ ratePercent: 10, grossYen: 10_712, taxYen: 973 });
    expect([bill.totalYen, bill.balance.payableYen, bill.baseline!.gainYen]).to.deep.equal([10_713, 10_713, 1_604]);
    expect(bill.superseded).to.deep.equal([{ line: 'residualSupply', energyWh: 179_900, exactMillisen: 654_836_000 }]);
  });

  it('bills what no neighbour supplied by the ledger where the tariff does not price it', () => {
    const bill = billOf(billInput({ residualPricedBy: 'ledger', charges: charges.slice(-1) }));
    expect(bill.superseded).to.deep.equal([]);
    expect(yenOf(bill).find(([code]) => code === 'residualSupply')).to.deep.equal(['residualSupply', 6_548, 36_000]);
  });

  it("floors the tariff's charges together and the levy alone (B11, B12)", () => {
    // 300 kWh at 30 A: 935.25 + 3,576.00 + 6,552.00 + levy 1,254 = 12,317.25: published rules give 12,317 yen.
    const energy = { ...charges[2]!, quantity: '180', amountMillisen: 655_200_000 };
    const bill = billOf(
      billInput({
        postings: [{ account: 'participant:hanako', line: 'residualSupply', energyWh: 300_000, amountMillisen: -1 }],
        meteredWh: 300_000,
        origins: [],
        charges: [charges[0]!, charges[1]!, energy, charges[4]!],
      }),
    );
    expect(bill.totalYen).to.equal(12_317);
    expect(bill.tax).to.deep.equal({ ratePercent: 10, grossYen: 12_317, taxYen: 1_119 });
    expect(bill.baseline!.gainYen).to.equal(0);
  });

  it('a discount lowers the tax, points do not', () => {
    const bill = billOf(
      billInput({ discounts: [{ labelJa: '紹介割引', amountYen: 500 }], payment: { ...payment, pointsUsedYen: 213 } }),
    );
    expect([bill.totalYen, bill.tax.grossYen, bill.tax.taxYen]).to.deep.equal([10_213, 10_212, 928]);
    expect(bill.balance).to.deep.equal({ payableYen: 10_000, carriedOutYen: 0 });
  });

  it('says no word of renewable energy without a certificate (trap 0.4)', () => {
    const { labels } = billOf(billInput());
    expect(labels.map(({ line, energyWh, textJa }) => [line, energyWh, textJa])).to.deep.equal([
      ['tradedSupply', 120_500, '世田谷区産 太陽光（環境価値: 確定前）'],
      ['residualSupply', 179_900, '電気'],
    ]);
    expect(labels.flatMap(({ notesJa }) => notesJa).join()).to.include('価値はありません');
    const unnamed = billOf(billInput({ origins: [] })).labels;
    expect(unnamed.map(({ textJa }) => textJa)).to.deep.equal(['太陽光（環境価値: 確定前）', '電気']);
  });

  it('a loss against the baseline is a loss', () => {
    const baseline = { nameJa: '従量電灯B', amountYen: 10_000, source: 'B11' };
    expect(billOf(billInput({ baseline })).baseline!.gainYen).to.equal(-713);
    expect(purchaseOf(purchaseInput({ baseline })).baseline!.gainYen).to.equal(-5_673);
  });

  it('takes a priced month of the tariff library', () => {
    const line = { label: { ja: '電力量料金', en: 'energy' }, amountMillisen: 12, source: 'table' };
    const lines = [
      { ...line, kind: 'energy' as const, quantity: 1_500, unit: 'Wh' as const },
      { ...line, kind: 'levy' as const, quantity: 1, unit: 'kWh' as const, unitPriceSen: 418 },
    ];
    const shown = { labelJa: '電力量料金', unit: 'kWh', amountMillisen: 12, source: 'table' };
    expect(chargesOf(lines)).to.deep.equal([
      { ...shown, code: 'energy', quantity: '1.500' },
      { ...shown, code: 'levy', quantity: '1', unitPriceSen: 418, isFlooredAlone: true },
    ]);
  });

  it("prices the retailer's part by a real tariff, and the levy on all that was used", () => {
    const { lines, totalYen } = priceMonth(TEPCO_JURYO_DENTO_B, {
      billingMonth: '2026-07',
      fromDay: '2026-07-01',
      toDay: '2026-07-31',
      contract: { capacity: { unit: 'A', amount: 30 } },
      use: { usageKwh: 180 },
      fuelAdjustmentSen: -123,
    });
    const retail = lines.filter(({ kind }) => kind !== 'levy');
    const bill = billOf(billInput({ charges: chargesOf([...retail, levyLine(300, '2026-07')]) }));
    const yen = new Map(bill.lines.map(({ code, amountYen }) => [code, amountYen]));
    expect([yen.get('retailCharge'), yen.get('renewableLevy')]).to.deep.equal([6_473, 1_254]);
    expect(yen.get('retailCharge')! + Math.floor(180 * 4.18)).to.equal(totalYen);
  });

  it('refuses what it cannot answer for', () => {
    const posting = buyerPostings[0]!;
    const withPosting = (change: object) => ({ postings: [{ ...posting, ...change }] });
    const withCharge = (change: object) => ({ charges: [{ ...charges[0]!, ...change }] });
    const refused: [code: string, change: Partial<BillInput>][] = [
      ['ACCOUNT_FOREIGN', withPosting({ account: 'participant:hanak' })],
      ['ACCOUNT_FOREIGN', withPosting({ account: 'retailer' })],
      ['LINE_UNKNOWN', withPosting({ line: 'wheeling' })],
      ['LINE_UNKNOWN', withPosting({ line: 'toString' })],
      ['POSTING_INVALID', withPosting({ energyWh: 0.5 })],
      ['POSTING_INVALID', withPosting({ amountMillisen: Number.NaN })],
      ['POSTING_INVALID', withPosting({ energyWh: -1 })],
      ['POSTING_INVALID', withPosting({ amountMillisen: 2n ** 60n })],
      ['AMOUNT_OUT_OF_RANGE', withPosting({ amountMillisen: -(2 ** 52) })],
      ['ENERGY_MISMATCH', { meteredWh: 300_401 }],
      ['ENERGY_MISMATCH', { postings: buyerPostings.slice(1) }],
      ['ENERGY_INVALID', { meteredWh: -1 }],
      ['PERIOD_INVALID', { period: { fromDay: '2026-07-31', toDay: '2026-07-01' } }],
      ['PERIOD_INVALID', { month: '2026-08' }],
      ['DAY_INVALID', { issuedDay: '2026-02-30' }],
      ['DAY_ORDER_INVALID', { issuedDay: '2026-07-31' }],
      ['DAY_ORDER_INVALID', { payment: { ...payment, dueDay: '2026-08-04' } }],
      ['PAYMENT_INVALID', { payment: { ...payment, dueDay: '2026-08-29' } }],
      ['VERSION_INVALID', { version: 0 }],
      ['STATEMENT_NUMBER_INVALID', { sequence: 1_000_000 }],
      ['REGISTRATION_NUMBER_INVALID', { issuer: { ...issuer, registrationNumber: 'T1123456789012' } }],
      ['SUPPLY_POINT_INVALID', { addressee: { ...billInput().addressee, supplyPointId: '03' } }],
      ['CHARGE_INVALID', withCharge({ quantity: '1e3' })],
      ['CHARGE_INVALID', withCharge({ amountMillisen: 0.1 })],
      ['CHARGE_INVALID', withCharge({ unitPriceSen: 0.1 })],
      ['CHARGE_INVALID', withCharge({ source: '' })],
      ['CHARGE_INVALID', { charges: [...charges, charges.at(-1)!] }],
      ['CHARGE_INVALID', { charges: charges.slice(-1) }],
      ['TEXT_INVALID', { noticesJa: ['a\tb'] }],
      ['TEXT_INVALID', { costParts: [{ labelJa: '', amountMillisen: 1, source: 'B6' }] }],
      ['CHARGE_INVALID', { costParts: [{ labelJa: '託送', amountMillisen: 0.5, source: 'B6' }] }],
      ['INPUT_TOO_LARGE', { charges: new Array(201).fill(charges[0]) }],
      ['INPUT_TOO_LARGE', { postings: new Array(100_001).fill(posting) }],
      ['AMOUNT_OUT_OF_RANGE', { discounts: [{ labelJa: '割引', amountYen: 0 }] }],
      ['PAYMENT_INVALID', { payment: { ...payment, pointsUsedYen: 10_714 } }],
      ['PAYMENT_INVALID', { payment: { ...payment, rule: { minimumYen: 0 } } }],
      ['LABEL_MISMATCH', { origins: [{ line: 'tradedSupply', energyWh: 1, facts: { power: 'renewable' } }] }],
      ['LABEL_MISMATCH', { origins: [{ line: 'delivery', energyWh: 1, facts: { power: 'renewable' } }] }],
      ['LABEL_MISMATCH', { origins: [{ line: 'tradedSupply', energyWh: 0.5, facts: { power: 'renewable' } }] }],
      ['LABEL_FACT_MISSING', { origins: [{ line: 'tradedSupply', energyWh: 120_500, facts: { power: 'FIT' } }] }],
      ['RATE_UNKNOWN', { month: '2019-08', period: { fromDay: '2019-08-01', toDay: '2019-08-31' } }],
    ];
    for (const [code, change] of refused) {
      expect(
        codeOf(() => billOf(billInput(change))),
        JSON.stringify([code, change], (_, value) => (typeof value === 'bigint' ? String(value) : value)).slice(0, 200),
      ).to.equal(code);
    }
  });

  it('refuses invisible and overlong texts by name, and takes rare names', () => {
    const name = (nameJa: string) => billInput({ addressee: { ...billInput().addressee, nameJa } });
    for (const bad of [
      '',
      '　 ',
      '成城\n花子',
      'a\u0000',
      '\u202e子花',
      '花\u200b子',
      '\ud800',
      '\ue000',
      'あ'.repeat(201),
    ]) {
      const error = expectCode('TEXT_INVALID', () => billOf(name(bad)));
      expect(error.message).to.include('addressee');
    }
    for (const good of ['𠮷野 髙子', '葛󠄀城 一', "O'Neil <b>", 'あ'.repeat(200), '😀']) {
      expect(billOf(name(good)).addressee.nameJa).to.equal(good);
    }
  });
});

describe('purchaseOf', () => {
  it('is the worked example of docs/billing.md', () => {
    const purchase = purchaseOf(purchaseInput());
    expect(yenOf(purchase)).to.deep.equal([
      ['tradedSale', 3_551, 70_407],
      ['residualSale', 755, 48_000],
      ['shortfall', -24, -68_001],
      ['flexibilityReward', 45, 0],
    ]);
    expect([purchase.totalYen, purchase.tax.grossYen, purchase.tax.taxYen]).to.deep.equal([4_327, 4_306, 391]);
    const { creditableYen, notCreditableYen, step } = purchase.purchase!;
    expect([creditableYen, notCreditableYen, step.standing]).to.deep.equal([312, 79, 'enacted']);
  });

  it('follows the dated input-tax steps of unregistered sellers (0.7)', () => {
    const inMonth = (month: string, change: Partial<PurchaseInput> = {}) => {
      const year = Number(month.slice(0, 4)) + 1;
      const days = { issuedDay: `${year}-12-01`, confirmByDay: `${year}-12-15` };
      const period = { fromDay: `${month}-01`, toDay: `${month}-30` };
      const due = { ...payment, dueDay: bankDayAt(`${year}-12-28`, 'next') };
      return purchaseOf(purchaseInput({ month, period, payment: due, ...days, ...change })).purchase!;
    };
    const steps = ['2026-09', '2026-10', '2028-09', '2028-10', '2030-09', '2030-10', '2031-09', '2031-10'].map(
      (month) => {
        const { step, creditableYen } = inMonth(month);
        return [month, step.creditablePercent, step.standing, creditableYen];
      },
    );
    expect(steps).to.deep.equal([
      ['2026-09', 80, 'enacted', 312],
      ['2026-10', 70, 'outline', 273],
      ['2028-09', 70, 'outline', 273],
      ['2028-10', 50, 'outline', 195],
      ['2030-09', 50, 'outline', 195],
      ['2030-10', 30, 'outline', 117],
      ['2031-09', 30, 'outline', 117],
      ['2031-10', 0, 'outline', 0],
    ]);
    const registered = inMonth('2031-10', { sellerRegistrationNumber: 'T7123456789012' });
    expect([registered.creditableYen, registered.notCreditableYen]).to.deep.equal([391, 0]);
  });

  it('passes nothing on unless the policy says so, and then says how much', () => {
    expect(purchaseOf(purchaseInput()).lines.some(({ code }) => code === 'inputTaxShare')).to.equal(false);
    const shared = purchaseOf(purchaseInput({ policy: { name: 'deductShare', sharePercent: 50 } }));
    expect(yenOf(shared).at(-1)).to.deep.equal(['inputTaxShare', -39, 0]);
    expect([shared.totalYen, shared.tax.grossYen, shared.tax.taxYen]).to.deep.equal([4_288, 4_267, 387]);
    const person = { sellerRegistrationNumber: 'T1000000000000', sellerIsPerson: true } as const;
    const registered = purchaseOf(purchaseInput({ policy: { name: 'deductShare', sharePercent: 100 }, ...person }));
    expect(registered.totalYen).to.equal(4_327);
  });

  it('puts the reward of a household that sells nothing on its bill', () => {
    const reward = { ...sellerPostings[3]!, account: 'participant:hanako' };
    const bill = billOf(billInput({ postings: [...buyerPostings, reward], rewardsOn: 'bill' }));
    expect(yenOf(bill).find(([code]) => code === 'flexibilityReward')).to.deep.equal(['flexibilityReward', -45, 0]);
    expect(bill.totalYen).to.equal(10_668);
  });

  it('refuses what it cannot answer for', () => {
    const refused: [code: string, change: Partial<PurchaseInput>][] = [
      [
        'PERIOD_CROSSES_RATE',
        {
          month: '2026-10',
          period: { fromDay: '2026-09-30', toDay: '2026-10-01' },
          issuedDay: '2026-10-05',
          confirmByDay: '2026-10-19',
          payment: { ...payment, dueDay: '2026-10-30' },
        },
      ],
      ['REGISTRATION_NUMBER_INVALID', { sellerRegistrationNumber: '7123456789012' }],
      ['REGISTRATION_NUMBER_INVALID', { sellerRegistrationNumber: 'T1000000000000' }],
      ['POLICY_INVALID', { policy: { name: 'deductShare', sharePercent: 0 } }],
      ['POLICY_INVALID', { policy: { name: 'deductShare', sharePercent: 12.5 } }],
      ['DAY_ORDER_INVALID', { confirmByDay: '2026-08-04' }],
      ['PAYMENT_INVALID', { payment: { ...payment, pointsUsedYen: 1 } }],
      ['ENERGY_MISMATCH', { meteredWh: 0 }],
    ];
    for (const [code, change] of refused) {
      expect(
        codeOf(() => purchaseOf(purchaseInput(change))),
        code,
      ).to.equal(code);
    }
  });
});
