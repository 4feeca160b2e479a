import { useQuery } from '@tanstack/react-query';
import type { Adjustment, Statement, StatementKind } from '#billing';
import { request } from './request.js';

/** One document of a resident's month: a statement, or the adjustment that a correction sent (apps/api/billing). */
export interface StatementDocument {
  readonly kind: StatementKind;
  /** JST month, `YYYY-MM`. */
  readonly month: string;
  readonly number: string;
  readonly version: number;
  /** Of this document alone, in the direction of its kind. */
  readonly amountYen: number;
  readonly payableYen: number;
  readonly carriedOutYen: number;
  /** Number of the statement that took over what was carried out. */
  readonly carriedInto: string | null;
  /** Null until the PDF is made. */
  readonly pdfSha256: string | null;
  /** The month in full, as of this version. */
  readonly statement: Statement;
  readonly adjustment: Adjustment | null;
}

/** A month's documents of one kind, oldest version first; there is at least one. */
export interface StatementMonth {
  readonly kind: StatementKind;
  readonly month: string;
  readonly documents: readonly StatementDocument[];
  /** The month as it stands now. */
  readonly newest: Statement;
  /** What all its documents together ask to be paid. */
  readonly payableYen: number;
}

const pathOf = (point: string) => `/participants/${encodeURIComponent(point)}/statements`;

/** Path of a document's PDF. */
export function pdfPath(point: string, { number, version }: StatementDocument): string {
  return `/api${pathOf(point)}/${number}/versions/${version}/pdf`;
}

export function useStatements(point: string) {
  return useQuery({
    queryKey: ['resident', point, 'statements'],
    queryFn: () => request<StatementDocument[]>('GET', pathOf(point)),
  });
}

/** The months of one kind, newest first. */
export function monthsOf(documents: readonly StatementDocument[], kind: StatementKind): StatementMonth[] {
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
