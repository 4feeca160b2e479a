import type { SlotLine } from '#operations';
import { slotTime } from '../format/times.js';
import { StateChip, WideTable } from './slot-table.js';
import { useStaffText } from './use-staff-text.js';

/** Half hours with their state and some figures, a column each. */
export function SlotFigures(props: {
  readonly label: string;
  readonly slots: readonly SlotLine[];
  /** The first says its unit, which is that of all. */
  readonly columns: readonly { readonly head: string; readonly shown: (line: SlotLine) => string }[];
}) {
  const { s } = useStaffText();
  const { label, slots, columns } = props;
  return (
    <WideTable label={label}>
      <thead>
        <tr>
          <th scope="col">{s('slots.time')}</th>
          <th scope="col" className="words">
            {s('slots.state')}
          </th>
          {columns.map(({ head }, index) => (
            <th key={head} scope="col">
              {head}
              {index === 0 && <small> kWh</small>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {slots.map((line) => (
          <tr key={line.slot} className={line.state === 'notYet' ? 'faint' : ''}>
            <th scope="row">{slotTime(line.slot)}</th>
            <td className="words">
              <StateChip state={line.state} />
            </td>
            {columns.map(({ head, shown }) => (
              <td key={head}>{shown(line)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}
