import { type RateTable, rateAt } from '#energy';
import { assertDay } from './assert-day.js';
import type { Certificate, ValueKind } from './types.js';

/** Who counts a certificate. */
export const SCHEMES = ['RE100', 'CDP', 'SBT'] as const;

/** One of {@link SCHEMES}. */
export type Scheme = (typeof SCHEMES)[number];

/** What a scheme asks for. */
export interface EligibilityRule {
  readonly kinds: readonly ValueKind[];
  /** A non-fossil certificate must be tracked, or a non-FIT one bought bilaterally. */
  readonly needsTracking: boolean;
  /** Plants count while younger than so many years, if limited. */
  readonly plantAgeLimitYears?: number;
}

const ALL_KINDS = ['nfc', 'jCredit', 'green'] as const;
const EVERYTHING = [
  {
    fromDay: '2021-01-01',
    value: { kinds: ALL_KINDS, needsTracking: false },
    source: 'TKY-18: accepted for all three certificates (S:004 L1216-1241) H',
  },
];

/** What schemes ask for, by the day of generation. */
export const ELIGIBILITY_RULES: Readonly<Record<Scheme, RateTable<EligibilityRule>>> = {
  RE100: [
    {
      fromDay: '2021-01-01',
      value: { kinds: ALL_KINDS, needsTracking: true },
      source: 'TKY-18: NFC only if tracked, or bilateral non-FIT (S:004 L1216-1241) H',
    },
    {
      fromDay: '2024-01-01',
      value: { kinds: ALL_KINDS, needsTracking: true, plantAgeLimitYears: 15 },
      source:
        'Technical criteria of 2022-10: plants of 15 years and more do not count in contracts from 2024-01 [ST: tmi.gr.jp 2023/14282; renewable-ei.org 20250404] H; the free 15 % of consumption and first off-takers are not modelled',
    },
  ],
  CDP: EVERYTHING,
  SBT: EVERYTHING,
};

/** Why a certificate does not count. */
export type Ineligibility =
  | 'noValue'
  | 'notRenewable'
  | 'kindNotAccepted'
  | 'expired'
  | 'notTracked'
  | 'plantAgeUnknown'
  | 'plantTooOld';

/** The part of a certificate that schemes look at. */
export type EligibilitySubject = Pick<Certificate, 'value' | 'support' | 'startsAt' | 'expiresDay' | 'commissionedDay'>;

/** True if a scheme counts the certificate on a day. @throws as {@link ineligibilityOf} */
export function isEligible(certificate: EligibilitySubject, scheme: Scheme, day: string): boolean {
  return ineligibilityOf(certificate, scheme, day) === undefined;
}

/**
 * Why a scheme does not count the certificate, or undefined if it does.
 *
 * @param day on which it is used, JST `YYYY-MM-DD`
 * @throws IchienError RATE_UNKNOWN before the scheme's table begins; DAY_INVALID
 */
export function ineligibilityOf(
  { value, support, startsAt, expiresDay, commissionedDay }: EligibilitySubject,
  scheme: Scheme,
  day: string,
): Ineligibility | undefined {
  assertDay(day);
  const generatedDay = startsAt.slice(0, 10);
  const { kinds, needsTracking, plantAgeLimitYears } = rateAt(ELIGIBILITY_RULES[scheme], generatedDay).value;
  if (value === undefined || value.allocatedDay > day) return 'noValue';
  if (!value.isRenewable) return 'notRenewable';
  if (!kinds.includes(value.kind)) return 'kindNotAccepted';
  if (day > expiresDay) return 'expired';
  const isTraceable = value.isTracked || (value.isBilateral && support !== 'FIT');
  if (needsTracking && value.kind === 'nfc' && !isTraceable) return 'notTracked';
  if (plantAgeLimitYears === undefined) return undefined;
  if (commissionedDay === undefined) return 'plantAgeUnknown';
  assertDay(commissionedDay);
  return generatedDay >= yearsLater(commissionedDay, plantAgeLimitYears) ? 'plantTooOld' : undefined;
}

/** The same month and day so many years later, to compare with; 29 February stays as it is. */
function yearsLater(day: string, years: number): string {
  return `${Number(day.slice(0, 4)) + years}${day.slice(4)}`;
}
