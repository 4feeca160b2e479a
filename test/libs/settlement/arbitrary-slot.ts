import fc from 'fast-check';
import type { Grant, ImbalancePrice, SettlementReading, SettlementRules, SettlementTrade } from '#settlement';

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

const tolerance = fc.oneof(
  fc.record({ energyWh: fc.integer({ min: 0, max: 20 }) }),
  fc.record({ percentOfTraded: fc.integer({ min: 0, max: 100 }) }),
);

/** Published, or not yet. */
export const imbalancePrice: fc.Arbitrary<ImbalancePrice | undefined> = fc.option(
  fc.record({ shortagePriceSen: priceSen, surplusPriceSen: priceSen, taxIncluded: fc.boolean() }),
  { nil: undefined },
);

export const rules: fc.Arbitrary<SettlementRules> = fc.record(
  {
    retailPriceSen: priceSen,
    postFitPriceSen: priceSen,
    wheelingPriceSen: priceSen,
    deliveryPriceSen: priceSen,
    platformFeePriceSen: priceSen,
    fundAccrualPriceSen: priceSen,
    imbalancePrice,
    pool: fc.oneof(
      fc.constant({ name: 'off' } as const),
      fc.record({ name: fc.constant('proRata' as const), priceSen }),
    ),
    deviationPolicy: fc.oneof(
      fc.constant({ name: 'waived' } as const),
      fc.record(
        {
          name: fc.constant('fixedPrice' as const),
          shortfallPriceSen: priceSen,
          overPurchasePriceSen: priceSen,
          tolerance,
        },
        { requiredKeys: ['name', 'shortfallPriceSen', 'overPurchasePriceSen'] },
      ),
      fc.record(
        { name: fc.constant('imbalancePrice' as const), taxPercent: fc.constantFrom(0, 8, 10), tolerance },
        { requiredKeys: ['name', 'taxPercent'] },
      ),
    ),
  },
  {
    requiredKeys: ['retailPriceSen', 'postFitPriceSen', 'wheelingPriceSen', 'deliveryPriceSen', 'deviationPolicy'],
  },
) as fc.Arbitrary<SettlementRules>;

/** Rewards in money and in points, and accruals, each with an id of its own. */
export const grants: fc.Arbitrary<Grant[]> = fc
  .array(
    fc.record({
      to: fc.oneof(
        participantId.map((id) => ({ line: 'flexibilityReward' as const, to: `participant:${id}` })),
        participantId.map((id) => ({ line: 'flexibilityReward' as const, to: `points:${id}` })),
        fc.constant({ line: 'fundAccrual' as const, to: 'fund' }),
      ),
      from: fc.constantFrom('retailer', 'gridCompany', 'platform'),
      energyWh: fc.integer({ min: 1, max: 30 }),
      pay: fc.oneof(fc.record({ priceSen }), fc.record({ amountMillisen: fc.integer({ min: 0, max: 900 }) })),
    }),
    { maxLength: 3 },
  )
  .map((drafts) => drafts.map(({ to, ...draft }, at) => ({ grantId: `event-${at}`, ...to, ...draft }) as Grant));
