import type { Ineligibility } from '#joining';
import { dayName } from '../format/times.js';
import { useText } from '../shell/use-text.js';
import { WideTable } from '../staff/slot-table.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { IMPORT_COLUMNS, type ImportColumn } from './import-columns.js';

/** One thing that is wrong with a file (apps/api/joining). */
interface ImportMistake {
  readonly row: number;
  readonly column: string | null;
  readonly problem: 'unreadable' | 'rowCount' | 'absent' | 'unknown' | 'invalid' | 'repeated' | 'taken' | 'refused';
  readonly reason: Ineligibility | null;
}

/** What would come of an import (apps/api/joining). */
export interface ImportCheck {
  readonly rows: number;
  readonly mistakeCount: number;
  readonly mistakes: readonly ImportMistake[];
}

/** What to correct, row by row. */
export function ImportMistakes({ check: { mistakeCount, mistakes } }: { readonly check: ImportCheck }) {
  const { s } = useStaffText();
  return (
    <>
      <p className="message bad">{s('imports.wrong', { count: mistakeCount })}</p>
      <WideTable label={s('imports.mistakes')} stacks>
        <thead>
          <tr>
            {(['row', 'column', 'what'] as const).map((head) => (
              <th key={head} scope="col" className="words">
                {s(`imports.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {mistakes.map((mistake, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two mistakes may be alike, and the list never changes
            <Mistake key={index} mistake={mistake} />
          ))}
        </tbody>
      </WideTable>
      {mistakeCount > mistakes.length && (
        <p className="note">{s('imports.more', { count: mistakeCount - mistakes.length })}</p>
      )}
    </>
  );
}

function Mistake({ mistake: { row, column, problem, reason } }: { readonly mistake: ImportMistake }) {
  const { t, language } = useText();
  const { s } = useStaffText();
  return (
    <tr>
      <th scope="row" className="words">
        {s('imports.rowOf', { row })}
      </th>
      <td className="words" data-head={s('imports.column')}>
        {column === null ? s('day.none') : <code>{column}</code>}
      </td>
      <td className="words">
        {reason === null
          ? s(`imports.problem.${problem}`)
          : t(`ineligible.${reason.reason}`, { day: 'lastDay' in reason ? dayName(reason.lastDay, language) : '' })}
        {problem === 'invalid' && isColumn(column) && <p className="note">{s(`imports.column.${column}`)}</p>}
      </td>
    </tr>
  );
}

function isColumn(column: string | null): column is ImportColumn {
  return IMPORT_COLUMNS.some((known) => known === column);
}
