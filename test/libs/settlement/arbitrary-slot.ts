import fc from 'fast-check';
import type { SettlementReading, SettlementRules, SettlementTrade } from '#settlement';

/** Small numbers, so that meters run dry in the middle of trades and many cases meet. */
const PARTICIPANTS = ['ann', 'ben', 'cho', 'dan', 'eve', 'fuji'];
const participantId = fc.constantFrom(...PARTICIPANTS);
const priceSen = fc.integer({ min: 0, max: 60 });

/** Trades in ascending sequence with gaps, never with oneself. */
export const trades: fc.Arbitrary<SettlementTrade[]> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 4 }),
      parties: fc.shuffledSubarray(PARTICIPANTS, { minLength: 2, maxLength: 2 }),
      priceSen,
      energyWh: fc.integer({ min: 1, max: 30 }),
    }),
    { maxLength: 12 },
  )
  .map((drafts) => {
    let sequence = 0;
    return drafts.map(({ gap, parties, priceSen, energyWh }) => {
      sequence += gap;
      return { sequence, buyerId: parties[0]!, sellerId: parties[1]!, priceSen, energyWh };
    });
  });

/** Readings of some of the participants, in any order. */
export const readings: fc.Arbitrary<SettlementReading[]> = fc.uniqueArray(
  fc.record({
    participantId,
    exportWh: fc.integer({ min: 0, max: 60 }),
    importWh: fc.integer({ min: 0, max: 60 }),
  }),
  { selector: (reading) => reading.participantId },
);

export const rules: fc.Arbitrary<SettlementRules> = fc.record({
  retailPriceSen: priceSen,
  postFitPriceSen: priceSen,
  wheelingPriceSen: priceSen,
  deliveryPriceSen: priceSen,
  deviationPolicy: fc.oneof(
    fc.constant({ name: 'waived' } as const),
    fc.record({
      name: fc.constant('fixedPrice' as const),
      shortfallPriceSen: priceSen,
      overPurchasePriceSen: priceSen,
    }),
  ),
});
