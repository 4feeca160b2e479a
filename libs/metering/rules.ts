import { type DatedRate, type RateTable, rateAt } from '#energy';

/** The limits and rules by which readings are checked, estimated and substituted. */
export interface MeteringRules {
  /** Percent above the rated power of plant or contract at which a half hour becomes impossible. */
  readonly marginPercent: number;
  /** A register that shows more than so many times its highest half hour of the past `reviewDays`, and more than the floor. */
  readonly spikeTimes: number;
  readonly spikeFloorWh: number;
  readonly reviewDays: number;
  /** So many half hours without a single Wh in either register: the meter may be stuck. */
  readonly stuckSlots: number;
  /** Koma without sun anywhere in Japan at any time of the year: from, past midnight, up to and with. */
  readonly nightFromKoma: number;
  readonly nightToKoma: number;
  /** How far a fixed-time value may stand from its half hour, ms. */
  readonly maxSkewMs: number;
  /** The longest gap of the registers over which their difference is spread evenly, slots. */
  readonly maxInterpolatedSlots: number;
  /** Similar days: how many days back, how many of them at most are averaged, how few are enough. */
  readonly similarWithinDays: number;
  readonly similarMost: number;
  readonly similarFewest: number;
}

/** The rules, with the first day on which they hold. */
export const METERING_RULES: RateTable<MeteringRules> = [
  {
    fromDay: '2024-04-01',
    value: {
      marginPercent: 10,
      spikeTimes: 3,
      spikeFloorWh: 1_000,
      reviewDays: 14,
      stuckSlots: 96,
      nightFromKoma: 42,
      nightToKoma: 7,
      maxSkewMs: 60_000,
      maxInterpolatedSlots: 4,
      similarWithinDays: 28,
      similarMost: 4,
      similarFewest: 2,
    },
    source:
      '[INF]: no published rule for P2P readings was found; ours, to be agreed with the retailer. Night: between 20:30 and ' +
      '03:30 the sun is below the horizon from Nemuro (sunrise in June about 03:40) to Yonaguni (sunset about 19:40) [OK] M',
  },
];

/** The rules of a day. @throws IchienError RATE_UNKNOWN before the table begins; DAY_INVALID */
export function meteringRulesAt(day: string): DatedRate<MeteringRules> {
  return rateAt(METERING_RULES, day);
}

/** True if a koma lies in the stated night. */
export function isNight(koma: number, { nightFromKoma, nightToKoma }: MeteringRules): boolean {
  return koma >= nightFromKoma || koma <= nightToKoma;
}
