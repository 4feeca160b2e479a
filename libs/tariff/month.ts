import type { TariffText } from './tariff.js';

/** What a supply point has agreed on. */
export interface SupplyContract {
  /** Contract current, capacity or power, in whole units (B12: rounded at the first decimal). See `contractPowerKw`. */
  readonly capacity?: { readonly unit: 'A' | 'kVA' | 'kW'; readonly amount: number };
  /** Whole percent of the month (B12); 100 if its tariff doesn't ask for it. */
  readonly powerFactorPercent?: number;
  /** 賦課金減免 by METI's certification: 0, 20, 40 or 80. */
  readonly levyReductionPercent?: number;
}

/** What was used, either half hour by half hour, or in total where the half hours are not known. */
export type PeriodUse =
  /** Wh of each half hour in order, from koma 1 of the first day to koma 48 of the last: none may be missing. */
  | { readonly energyWhBySlot: readonly number[] }
  /** 確定使用量, whole kWh. */
  | { readonly usageKwh: number };

/** Part of a month that a period is charged for. See `prorationOf`. */
export interface Proration {
  readonly days: number;
  readonly ofDays: number;
}

/** A discount, a surcharge or a support of the month; negative lowers the bill. One of the two prices. */
export interface Adjustment {
  readonly label: TariffText;
  readonly amountSen?: number;
  readonly perKwhSen?: number;
  readonly source: string;
}

/** One supply point's billing period. Days are JST, `YYYY-MM-DD`. */
export interface MonthUse {
  /** 何月分, `YYYY-MM`: the month of the meter reading, for readings on the 1st the month that was used. Chooses the levy. */
  readonly billingMonth: string;
  readonly fromDay: string;
  /** Last day, included. */
  readonly toDay: string;
  readonly contract: SupplyContract;
  readonly use: PeriodUse;
  /** Others supplied energy by this connection too: it was used, even where nothing of it is priced here. */
  readonly suppliedByOthers?: boolean;
  /** The month's fuel adjustment, sen/kWh, of either sign. */
  readonly fuelAdjustmentSen?: number;
  /** JEPX area price of each half hour of the period in order, sen/kWh, tax excluded. */
  readonly marketPriceSenBySlot?: readonly number[];
  readonly proration?: Proration;
  readonly adjustments?: readonly Adjustment[];
}

/** What a line is for, in the order of the bill. */
export const BILL_LINE_KINDS = [
  'basic',
  'powerFactor',
  'unusedHalf',
  'proration',
  'energy',
  'minimumMonth',
  'fuelAdjustment',
  'adjustment',
  'levy',
] as const;

/** One of {@link BILL_LINE_KINDS}. */
export type BillLineKind = (typeof BILL_LINE_KINDS)[number];

/** One line of a bill. */
export interface BillLine {
  readonly kind: BillLineKind;
  readonly label: TariffText;
  readonly quantity: number;
  readonly unit: 'contract' | 'A' | 'kVA' | 'kW' | 'percent' | 'day' | 'kWh' | 'Wh';
  /** sen a unit, where `quantity x unitPriceSen` is the amount (the levy's before it is floored). */
  readonly unitPriceSen?: number;
  /** Exact; the levy's is floored to the yen (TKY-24). */
  readonly amountMillisen: number;
  readonly source: string;
}

/** A month, priced. */
export interface MonthBill {
  readonly tariffId: string;
  readonly billingMonth: string;
  /** 使用電力量: what levy and fuel adjustment are charged on. */
  readonly usageKwh: number;
  readonly lines: readonly BillLine[];
  /** Exact sum of the lines. */
  readonly amountMillisen: number;
  /** The sum, floored to the yen (B12). */
  readonly totalYen: number;
}
