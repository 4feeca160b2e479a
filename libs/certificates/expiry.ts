import { type RateTable, rateAt } from '#energy';

/** The last day on which energy of a calendar year may be used: `monthDay` so many years later. */
export interface ExpiryRule {
  readonly yearsLater: number;
  /** `MM-DD`. */
  readonly monthDay: string;
}

/** When certificates expire, by the day of generation. */
export const EXPIRY_RULES: RateTable<ExpiryRule> = [
  {
    fromDay: '2021-01-01',
    value: { yearsLater: 1, monthDay: '06-30' },
    source:
      'B8: auctions of a calendar year run from August to the May after it [ST: enehub] H; usable to the end of that June [OK] L',
  },
];

/** Last day on which a certificate of a day's energy may be used. @throws IchienError RATE_UNKNOWN, DAY_INVALID */
export function expiryOf(generatedDay: string): string {
  const { yearsLater, monthDay } = rateAt(EXPIRY_RULES, generatedDay).value;
  return `${Number(generatedDay.slice(0, 4)) + yearsLater}-${monthDay}`;
}
