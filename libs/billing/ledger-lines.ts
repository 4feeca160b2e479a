import type { LabelPower } from '#certificates';
import type { StatementKind, TaxClass } from './types.js';

/** How a statement shows a line of the ledger. */
interface LedgerLineRule {
  readonly kind: StatementKind;
  readonly labelJa: string;
  readonly taxClass: TaxClass;
  /** True: its Wh are part of what the meter showed. False: they were metered nowhere, or are counted on another line. */
  readonly isMetered: boolean;
  /** What its energy is if nothing more is known of it; none: the line needs no label. */
  readonly power?: LabelPower;
}

/**
 * The participants' lines of `#settlement`, in the order of a statement. That deviations and rewards bear no consumption tax is
 * [INF]: the one is compensation (消費税法基本通達 5-2-5), the other no purchase of electricity; have it read by a tax adviser.
 */
export const LEDGER_LINES = {
  tradedSupply: {
    kind: 'bill',
    labelJa: 'ご近所の電気',
    taxClass: 'standard',
    isMetered: true,
    power: 'renewable',
  },
  poolSupply: {
    kind: 'bill',
    labelJa: '地域プールの電気',
    taxClass: 'standard',
    isMetered: true,
    power: 'renewable',
  },
  delivery: { kind: 'bill', labelJa: 'ご近所の電気のお届け料', taxClass: 'standard', isMetered: false },
  residualSupply: {
    kind: 'bill',
    labelJa: '足りない分の電気',
    taxClass: 'standard',
    isMetered: true,
    power: 'other',
  },
  overPurchase: { kind: 'bill', labelJa: '買いすぎた分の精算', taxClass: 'outOfScope', isMetered: false },
  tradedSale: { kind: 'purchase', labelJa: 'ご近所へ売った電気', taxClass: 'standard', isMetered: true },
  poolSale: { kind: 'purchase', labelJa: '地域プールへ売った電気', taxClass: 'standard', isMetered: true },
  residualSale: {
    kind: 'purchase',
    labelJa: '電力会社が買い取った電気',
    taxClass: 'standard',
    isMetered: true,
  },
  shortfall: { kind: 'purchase', labelJa: '足りなかった分の精算', taxClass: 'outOfScope', isMetered: false },
  flexibilityReward: {
    kind: 'purchase',
    labelJa: '節電・充放電のご協力',
    taxClass: 'outOfScope',
    isMetered: false,
  },
} as const satisfies Readonly<Record<string, LedgerLineRule>>;

/** A line of the ledger that a participant's account can have. */
export type LedgerLine = keyof typeof LEDGER_LINES;

/** In the order of a statement. */
export const LEDGER_LINE_ORDER = Object.keys(LEDGER_LINES) as LedgerLine[];

/** How a line is shown. */
export function ledgerLineRule(line: LedgerLine): LedgerLineRule {
  return LEDGER_LINES[line];
}

/** True if a participant's account can have the line. */
export function isLedgerLine(line: string): line is LedgerLine {
  return Object.hasOwn(LEDGER_LINES, line);
}
