import { useQuery } from '@tanstack/react-query';
import type { Statement, StatementKind, StatementView } from '#billing';
import { request } from './request.js';

/** A month's documents of one kind, oldest version first; there is at least one. */
export interface StatementMonth {
  readonly kind: StatementKind;
  readonly month: string;
  readonly documents: readonly StatementView[];
  /** The month as it stands now. */
  readonly newest: Statement;
  /** What all its documents together ask to be paid. */
  readonly payableYen: number;
}

const pathOf = (point: string) => `/participants/${encodeURIComponent(point)}/statements`;

/** Path of a document's PDF, below /api. */
export function pdfPath(point: string, { number, version }: StatementView): string {
  return `${pathOf(point)}/${number}/versions/${version}/pdf`;
}

export function useStatements(point: string) {
  return useQuery({
    queryKey: ['resident', point, 'statements'],
    queryFn: () => request<StatementView[]>('GET', pathOf(point)),
  });
}

/** The months of one kind, newest first. */
export function monthsOf(documents: readonly StatementView[], kind: StatementKind): StatementMonth[] {
  const byMonth = Map.groupBy(
    documents.filter((document) => document.kind === kind),
    ({ month }) => month,
  );
  return [...byMonth]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([month, unsorted]) => {
      const versions = unsorted.toSorted((a, b) => a.version - b.version);
      return {
        kind,
        month,
        documents: versions,
        newest: versions.at(-1)!.statement,
        payableYen: versions.reduce((sum, { payableYen }) => sum + payableYen, 0),
      };
    });
}
