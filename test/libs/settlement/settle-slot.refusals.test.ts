import { expect } from 'chai';
import { IchienError } from '#energy';
import {
  MAX_SETTLEMENT_PRICE_SEN,
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
