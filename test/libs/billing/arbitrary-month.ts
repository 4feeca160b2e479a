import fc from 'fast-check';
import type { MonthPosting } from '#billing';

const HOUSEHOLDS = ['ann', 'ben', 'cho'];
const BILL_LINES = ['tradedSupply', 'poolSupply', 'delivery', 'residualSupply', 'overPurchase'];
const SALE_LINES = ['tradedSale', 'poolSale', 'residualSale', 'shortfall', 'flexibilityReward'];
/** Lines whose Wh the household's own meter showed. */
export const METERED = {
  bill: ['tradedSupply', 'poolSupply', 'residualSupply'],
  purchase: ['tradedSale', 'poolSale', 'residualSale'],
} as const;

/** A posting with the sign that settlement gives its line. */
function postingOf(household: string, line: string, energyWh: number, millisen: number): MonthPosting {
  const pays = BILL_LINES.includes(line) || line === 'shortfall';
  return { account: `participant:${household}`, line, energyWh, amountMillisen: pays ? -millisen : millisen };
}

/** Postings of some households, some of them taken back in part, with the retailer's side between them. */
export const monthPostings: fc.Arbitrary<MonthPosting[]> = fc
  .array(
    fc.record({
      household: fc.constantFrom(...HOUSEHOLDS),
      line: fc.constantFrom(...BILL_LINES, ...SALE_LINES),
      energyWh: fc.integer({ min: 0, max: 5_000 }),
      millisen: fc.integer({ min: 0, max: 20_000_000 }),
      takenBackPercent: fc.constantFrom(0, 0, 50, 100),
    }),
    { maxLength: 40 },
  )
  .map((drafts) =>
    drafts.flatMap(({ household, line, energyWh, millisen, takenBackPercent }) => {
      const part = (value: number) => Math.trunc((value * takenBackPercent) / 100);
      const posting = postingOf(household, line, energyWh, millisen);
      const back = postingOf(household, line, -part(energyWh), -part(millisen));
      const retailer = { ...posting, account: 'retailer', amountMillisen: -Number(posting.amountMillisen) };
      return takenBackPercent === 0 ? [posting, retailer] : [posting, retailer, back];
    }),
  );
