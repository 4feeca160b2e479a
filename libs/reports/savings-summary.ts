import { MAX_REPORTED_ENTRIES } from './limits.js';
import { reportError } from './report-error.js';

/** One household's period against its baseline: a `Savings` of `#tariff` fits. */
export interface ReportedSaving {
  readonly baselineTariffId: string;
  readonly baselineYen: number;
  readonly actualYen: number;
}

/** What households saved and lost against one baseline. Savings and losses are never netted away. */
export interface SavingsSummary {
  readonly baselineTariffId: string;
  readonly count: number;
  readonly baselineYen: number;
  readonly actualYen: number;
  readonly savedCount: number;
  readonly savedYen: number;
  readonly lostCount: number;
  /** Negative, or 0. */
  readonly lostYen: number;
}

/**
 * Sums savings up by baseline, in the order of the baselines' ids: figures against different baselines are not one figure.
 *
 * @throws IchienError SAVING_INVALID, INPUT_TOO_LARGE
 */
export function summarizeSavings(savings: readonly ReportedSaving[]): SavingsSummary[] {
  if (savings.length > MAX_REPORTED_ENTRIES) {
    throw reportError(
      'INPUT_TOO_LARGE',
      `${savings.length} savings are too many.`,
      `Give at most ${MAX_REPORTED_ENTRIES}.`,
    );
  }
  for (const { baselineTariffId, baselineYen, actualYen } of savings) {
    if (baselineTariffId.length === 0 || ![baselineYen, actualYen].every((yen) => Number.isSafeInteger(yen))) {
      throw reportError(
        'SAVING_INVALID',
        'A saving names no baseline, or no whole yen.',
        'Give both, and the id of the menu.',
        {
          baselineTariffId: baselineTariffId.slice(0, 64),
        },
      );
    }
  }
  const byBaseline = Map.groupBy(savings, ({ baselineTariffId }) => baselineTariffId);
  return [...byBaseline]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([baselineTariffId, group]) => {
      const differences = group.map(({ baselineYen, actualYen }) => baselineYen - actualYen);
      const saved = differences.filter((yen) => yen > 0);
      const lost = differences.filter((yen) => yen < 0);
      return {
        baselineTariffId,
        count: group.length,
        baselineYen: sum(group.map(({ baselineYen }) => baselineYen)),
        actualYen: sum(group.map(({ actualYen }) => actualYen)),
        savedCount: saved.length,
        savedYen: sum(saved),
        lostCount: lost.length,
        lostYen: sum(lost),
      };
    });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
