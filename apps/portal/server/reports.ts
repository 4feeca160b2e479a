import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { request } from './request.js';

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
}

export function useMonthReport(month: string) {
  return useQuery({
    queryKey: ['reports', 'month', month],
    queryFn: () => request<MonthReportView>('GET', `/reports/months/${month}`),
    placeholderData: keepPreviousData,
  });
}
