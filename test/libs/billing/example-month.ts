import type { BillInput, Issuer, MonthPosting, Payment, PurchaseInput, TariffCharge } from '#billing';

/** Invented names, numbers and accounts; the check digit is right. */
export const issuer: Issuer = {
  nameJa: 'みどり町でんき株式会社',
  addressJa: '東京都みどり区中央一丁目2番3号',
  contactJa: 'お問い合わせ 0120-000-000（平日9時〜17時）',
  registrationNumber: 'T7123456789012',
};

export const payment: Payment = {
  methodJa: '口座振替',
  accountJa: 'みどり銀行 中央支店 普通 ****567',
  dueDay: '2026-08-27',
  carriedInYen: 0,
  rule: { minimumYen: 1 },
  isFinal: false,
};

const BUYER = 'participant:hanako';
const SELLER = 'participant:taro';

/** 120.500 kWh of neighbours (two versions of one trade), 179.900 kWh of the retailer, 1 kWh too much bought. */
export const buyerPostings: readonly MonthPosting[] = [
  { account: BUYER, line: 'tradedSupply', energyWh: 100_000, amountMillisen: -142_000_000 },
  { account: BUYER, line: 'tradedSupply', energyWh: 21_000, amountMillisen: -31_500_003 },
  { account: BUYER, line: 'tradedSupply', energyWh: -500, amountMillisen: 750_000 },
  { account: BUYER, line: 'delivery', energyWh: 120_500, amountMillisen: -125_802_000 },
  { account: BUYER, line: 'residualSupply', energyWh: 179_900, amountMillisen: -654_836_000 },
  { account: BUYER, line: 'overPurchase', energyWh: 1_000, amountMillisen: -150_000 },
];

/** What TEPCO's 従量電灯B at 30 A charges for 180 kWh, and the levy on 300 kWh (japan-market.md B7, B11). */
export const charges: readonly TariffCharge[] = [
  {
    code: 'basic',
    labelJa: '基本料金（30 A）',
    quantity: '3',
    unit: '×10 A',
    unitPriceSen: 31_175,
    amountMillisen: 93_525_000,
    source: 'B11',
  },
  {
    code: 'energy',
    labelJa: '電力量料金 1段（120 kWhまで）',
    quantity: '120',
    unit: 'kWh',
    unitPriceSen: 2_980,
    amountMillisen: 357_600_000,
    source: 'B11',
  },
  {
    code: 'energy',
    labelJa: '電力量料金 2段（120〜300 kWh）',
    quantity: '60',
    unit: 'kWh',
    unitPriceSen: 3_640,
    amountMillisen: 218_400_000,
    source: 'B11',
  },
  {
    code: 'fuelAdjustment',
    labelJa: '燃料費調整額',
    quantity: '180',
    unit: 'kWh',
    unitPriceSen: -123,
    amountMillisen: -22_140_000,
    source: 'invented',
  },
  {
    code: 'levy',
    labelJa: '再エネ賦課金',
    quantity: '300',
    unit: 'kWh',
    unitPriceSen: 418,
    amountMillisen: 125_400_000,
    isFlooredAlone: true,
    source: 'B7',
  },
];

/** A buyer's July. */
export function billInput(change: Partial<BillInput> = {}): BillInput {
  return {
    sequence: 123,
    version: 1,
    month: '2026-07',
    period: { fromDay: '2026-07-01', toDay: '2026-07-31' },
    issuedDay: '2026-08-05',
    issuer,
    addressee: { participantId: 'hanako', nameJa: '成城 花子', supplyPointId: '0300001234567890123456' },
    postings: buyerPostings,
    meteredWh: 300_400,
    charges,
    residualPricedBy: 'tariff',
    origins: [
      {
        line: 'tradedSupply',
        energyWh: 120_500,
        facts: { power: 'renewable', place: { ja: '世田谷区', en: 'Setagaya' } },
      },
    ],
    costParts: [
      { labelJa: '託送料金相当額（300.400 kWh × 9.44円）', amountMillisen: 283_577_600, source: 'B6' },
      { labelJa: 'うち 電源開発促進税相当額（300.400 kWh × 0.413円）', amountMillisen: 12_406_520, source: 'B6' },
    ],
    baseline: {
      nameJa: '全量を従量電灯Bで買った場合',
      amountYen: 12_317,
      source: '東京電力エナジーパートナー 従量電灯B 30 A、300 kWh、燃料費調整なし',
    },
    payment,
    ...change,
  };
}

/** Sold 250.120 kWh to neighbours, 88.880 kWh to the retailer; 2 kWh short; one reward. */
export const sellerPostings: readonly MonthPosting[] = [
  { account: SELLER, line: 'tradedSale', energyWh: 250_120n, amountMillisen: 355_170_407n },
  { account: SELLER, line: 'residualSale', energyWh: 88_880n, amountMillisen: 75_548_000n },
  { account: SELLER, line: 'shortfall', energyWh: 2_000, amountMillisen: -2_468_001 },
  { account: SELLER, line: 'flexibilityReward', energyWh: 3_000, amountMillisen: 4_500_000 },
];

/** A seller's July. */
export function purchaseInput(change: Partial<PurchaseInput> = {}): PurchaseInput {
  return {
    sequence: 45,
    version: 1,
    month: '2026-07',
    period: { fromDay: '2026-07-01', toDay: '2026-07-31' },
    issuedDay: '2026-08-05',
    issuer,
    addressee: { participantId: 'taro', nameJa: '砧 太郎', supplyPointId: '0300009876543210987654' },
    postings: sellerPostings,
    meteredWh: 339_000,
    environmentalValueOwner: 'retailer',
    confirmByDay: '2026-08-19',
    baseline: {
      nameJa: '全量を再エネ買取標準プランで売った場合',
      amountYen: 2_881,
      source: '339.000 kWh × 8.50円',
    },
    payment: { ...payment, methodJa: '口座振込', dueDay: '2026-08-31' },
    ...change,
  };
}
