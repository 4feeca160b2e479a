import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PlanAndActual } from '#reports';
import { request } from './request.js';

/** What households saved and lost against one baseline. Null: withheld, one side has few households. */
export interface SavingsView {
  readonly baselineTariffId: string;
  readonly count: number;
  readonly baselineYen: number;
  readonly actualYen: number;
  readonly savedCount: number | null;
  readonly savedYen: number | null;
  readonly lostCount: number | null;
  /** Negative, or 0. */
  readonly lostYen: number | null;
}

/** What of a month's report is shown (apps/api/billing). Null: withheld, too few households. */
export interface MonthReportView {
  readonly prices: {
    readonly meanPriceSen?: number;
    readonly minPriceSen?: number;
    readonly maxPriceSen?: number;
  } | null;
  readonly keptLocal: {
    readonly priced: { readonly energyWh: number; readonly amountMillisen: string };
    readonly unpricedWh: number;
  } | null;
  readonly co2: {
    readonly energyWh: { readonly uncertified: number };
    readonly claimableMg: string;
    readonly factors: readonly { readonly gramsPerKwh: number }[];
  } | null;
  readonly deviationsByDay: readonly (PlanAndActual & { readonly day: string })[] | null;
  /** Empty before the month is closed, and where no baseline has enough households. */
  readonly savings: readonly SavingsView[] | null;
}

export function useMonthReport(month: string | undefined) {
  return useQuery({
    queryKey: ['reports', 'month', month],
    queryFn: () => request<MonthReportView>('GET', `/reports/months/${month}`),
    placeholderData: keepPreviousData,
    enabled: month !== undefined,
  });
}
