import { expect } from 'chai';
import { IchienError } from '#energy';
import {
  type Grant,
  MAX_SETTLEMENT_PRICE_SEN,
  MAX_SLOT_GRANTS,
  MAX_SLOT_READINGS,
  MAX_SLOT_TRADES,
  type SettlementErrorCode,
  type SettlementReading,
  type SettlementRules,
  type SettlementTrade,
  settleSlot,
} from '#settlement';
import { exampleReadings, exampleRules, exampleTrades } from './example-slot.js';

function tooMany<Item>(count: number): readonly Item[] {
  return new Array<Item>(count);
}

describe('settleSlot refuses', () => {
  const [first, second] = exampleTrades as [SettlementTrade, SettlementTrade];
  const secondTrade = (change: Partial<SettlementTrade>) => () =>
    settleSlot([first, { ...second, ...change }], exampleReadings, exampleRules);
  const extraReading = (reading: SettlementReading) => () =>
    settleSlot(exampleTrades, [...exampleReadings, reading], exampleRules);
  const otherRules = (change: object) => () =>
    settleSlot(exampleTrades, exampleReadings, { ...exampleRules, ...change } as SettlementRules);

  const fixedPrice = { name: 'fixedPrice', shortfallPriceSen: 1, overPurchasePriceSen: 1 };
  const grant: Grant = {
    grantId: 'dr-1',
    line: 'flexibilityReward',
    from: 'platform',
    to: 'participant:baba',
    energyWh: 10,
    pay: { priceSen: 5 },
  };
  const granted =
    (...changes: object[]) =>
    () =>
      settleSlot(
        exampleTrades,
        exampleReadings,
        exampleRules,
        changes.map((change) => ({ ...grant, ...change })),
      );

  const cases: [what: string, act: () => unknown, code: SettlementErrorCode, names: string][] = [
    ['a trade given twice', secondTrade({ sequence: 3 }), 'TRADE_OUT_OF_ORDER', 'Trade 3 follows trade 3'],
    ['trades in descending order', secondTrade({ sequence: 2 }), 'TRADE_OUT_OF_ORDER', 'Trade 2 follows trade 3'],
    ['a fractional sequence', secondTrade({ sequence: 5.5 }), 'TRADE_SEQUENCE_INVALID', '5.5'],
    ['a negative sequence', secondTrade({ sequence: -1 }), 'TRADE_SEQUENCE_INVALID', '-1'],
    ['a sequence that is no number', secondTrade({ sequence: Number.NaN }), 'TRADE_SEQUENCE_INVALID', 'NaN'],
    ['a trade of 0 Wh', secondTrade({ energyWh: 0 }), 'TRADE_ENERGY_INVALID', 'Trade 5 carries 0 Wh'],
    ['a trade of negative energy', secondTrade({ energyWh: -1 }), 'TRADE_ENERGY_INVALID', 'Trade 5 carries -1 Wh'],
    ['a trade of fractional energy', secondTrade({ energyWh: 0.5 }), 'TRADE_ENERGY_INVALID', 'Trade 5 carries 0.5 Wh'],
    ['a trade above 100 kWh', secondTrade({ energyWh: 100_001 }), 'TRADE_ENERGY_INVALID', 'Trade 5 carries 100001 Wh'],
    ['a fractional price', secondTrade({ priceSen: 14.2 }), 'TRADE_PRICE_INVALID', 'Trade 5 has the price 14.2'],
    ['a negative price', secondTrade({ priceSen: -1 }), 'TRADE_PRICE_INVALID', 'Trade 5 has the price -1'],
    [
      'a price above the limit',
      secondTrade({ priceSen: MAX_SETTLEMENT_PRICE_SEN + 1 }),
      'TRADE_PRICE_INVALID',
      'Trade 5 has the price 100001',
    ],
    ['a trade with oneself', secondTrade({ buyerId: 'sato' }), 'TRADE_WITH_ONESELF', 'Trade 5 has sato on both sides'],
    ['a buyer without an id', secondTrade({ buyerId: '' }), 'PARTICIPANT_ID_INVALID', 'Trade 5 names'],
    [
      'a seller with an endless id',
      secondTrade({ sellerId: 'x'.repeat(65) }),
      'PARTICIPANT_ID_INVALID',
      'Trade 5 names',
    ],
    [
      'two readings of one participant, even equal ones',
      extraReading(exampleReadings[1]!),
      'READING_DUPLICATE',
      'baba has more than one reading',
    ],
    [
      'a reading without a participant',
      extraReading({ participantId: '', exportWh: 0, importWh: 0 }),
      'PARTICIPANT_ID_INVALID',
      'A reading names',
    ],
    [
      'a negative export',
      extraReading({ participantId: 'eto', exportWh: -1, importWh: 0 }),
      'READING_ENERGY_INVALID',
      'The export of eto is -1 Wh',
    ],
    [
      'a fractional import',
      extraReading({ participantId: 'eto', exportWh: 0, importWh: 0.1 }),
      'READING_ENERGY_INVALID',
      'The import of eto is 0.1 Wh',
    ],
    [
      'an absurd import',
      extraReading({ participantId: 'eto', exportWh: 0, importWh: 100_001 }),
      'READING_ENERGY_INVALID',
      'The import of eto is 100001 Wh',
    ],
    ['a fractional rate', otherRules({ wheelingPriceSen: 9.44 }), 'RULE_PRICE_INVALID', 'wheelingPriceSen is 9.44'],
    ['a missing rate', otherRules({ retailPriceSen: undefined }), 'RULE_PRICE_INVALID', 'retailPriceSen is undefined'],
    [
      'a negative deviation price',
      otherRules({ deviationPolicy: { name: 'fixedPrice', shortfallPriceSen: 0, overPurchasePriceSen: -1 } }),
      'RULE_PRICE_INVALID',
      'overPurchasePriceSen is -1',
    ],
    [
      'an unknown deviation policy',
      otherRules({ deviationPolicy: { name: 'imbalance' } }),
      'DEVIATION_POLICY_UNKNOWN',
      '"imbalance"',
    ],
    [
      'a tax that is no percentage',
      otherRules({ deviationPolicy: { name: 'imbalancePrice', taxPercent: 101 } }),
      'RULE_VALUE_INVALID',
      'taxPercent is 101 percent',
    ],
    [
      'a fractional imbalance price',
      otherRules({
        deviationPolicy: { name: 'imbalancePrice', taxPercent: 10 },
        imbalancePrice: { shortagePriceSen: 8.91, surplusPriceSen: 9, taxIncluded: true },
      }),
      'RULE_PRICE_INVALID',
      '8.91',
    ],
    [
      'a tolerance above what was traded',
      otherRules({ deviationPolicy: { ...fixedPrice, tolerance: { percentOfTraded: 101 } } }),
      'RULE_VALUE_INVALID',
      'tolerance is 101 percent',
    ],
    [
      'a fractional tolerance',
      otherRules({ deviationPolicy: { ...fixedPrice, tolerance: { energyWh: 0.5 } } }),
      'RULE_VALUE_INVALID',
      'tolerance is 0.5 Wh',
    ],
    ['an unknown pool', otherRules({ pool: { name: 'equal' } }), 'POOL_UNKNOWN', '"equal"'],
    ['a pool without a price', otherRules({ pool: { name: 'proRata' } }), 'RULE_PRICE_INVALID', 'poolPriceSen'],
    ['a negative fee', otherRules({ platformFeePriceSen: -1 }), 'RULE_PRICE_INVALID', 'platformFeePriceSen is -1'],
    ['a fractional accrual', otherRules({ fundAccrualPriceSen: 0.1 }), 'RULE_PRICE_INVALID', 'fundAccrualPriceSen'],
    ['a grant given twice', granted({}, {}), 'GRANT_DUPLICATE', 'dr-1 is given more than once'],
    ['a grant without an id', granted({ grantId: '' }), 'GRANT_INVALID', 'has no usable id'],
    ['a grant with a space in its id', granted({ grantId: 'dr 1' }), 'GRANT_INVALID', 'dr 1'],
    ['a grant on another line', granted({ line: 'tradedSale' }), 'GRANT_INVALID', 'has the line tradedSale'],
    ['a grant of a participant', granted({ from: 'participant:baba' }), 'GRANT_INVALID', 'is paid by participant:baba'],
    ['a reward for the retailer', granted({ to: 'retailer' }), 'GRANT_INVALID', 'goes from platform to retailer'],
    ['a grant of negative energy', granted({ energyWh: -1 }), 'GRANT_INVALID', 'is for -1 Wh'],
    ['a negative grant', granted({ pay: { amountMillisen: -1 } }), 'GRANT_INVALID', 'pays -1 millisen'],
    ['a grant at a fractional price', granted({ pay: { priceSen: 0.5 } }), 'GRANT_INVALID', 'pays 0.5 sen/kWh'],
    [
      'a grant of nothing for nothing',
      granted({ energyWh: 0, pay: { priceSen: 5 } }),
      'GRANT_INVALID',
      'is for nothing',
    ],
    [
      'more grants than the limit',
      () => settleSlot([], [], exampleRules, tooMany(MAX_SLOT_GRANTS + 1)),
      'INPUT_TOO_LARGE',
      '500001 grants',
    ],
    [
      'more trades than the limit',
      () => settleSlot(tooMany(MAX_SLOT_TRADES + 1), [], exampleRules),
      'INPUT_TOO_LARGE',
      '500001 trades',
    ],
    [
      'more readings than the limit',
      () => settleSlot([], tooMany(MAX_SLOT_READINGS + 1), exampleRules),
      'INPUT_TOO_LARGE',
      '500001 readings',
    ],
  ];

  for (const [what, act, code, names] of cases) {
    it(`${what}: ${code}`, () => {
      expect(act).to.throw(IchienError, names).with.property('code', code);
    });
  }
});
