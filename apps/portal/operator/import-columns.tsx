import { useStaffText } from '../staff/use-staff-text.js';

/** Columns of the file, and what stands in each (apps/api/joining/read-participants.ts). */
export const IMPORT_COLUMNS = [
  'email',
  'displayName',
  'participantId',
  'meterId',
  'supplyPointId',
  'side',
  'postcode',
  'address',
  'startDay',
  'minSellPriceSen',
  'maxBuyPriceSen',
  'pvRatedW',
  'pvSupport',
  'pvFitEndDay',
] as const;

export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

/** What the file must look like, folded away. */
export function ImportColumns() {
  const { s } = useStaffText();
  return (
    <details>
      <summary>{s('imports.columns')}</summary>
      <p className="note">{s('imports.columnsNote')}</p>
      <dl>
        {IMPORT_COLUMNS.map((column) => (
          <div key={column}>
            <dt>
              <code>{column}</code>
            </dt>
            <dd>{s(`imports.column.${column}`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
