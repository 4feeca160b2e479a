import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { SlotLine, SlotState } from '#operations';
import { kwh, price } from '../format/figures.js';
import { slotTime } from '../format/times.js';
import { useStaffText } from './use-staff-text.js';

const CHIPS: Readonly<Record<SlotState, string>> = {
  notYet: 'chip',
  gathering: 'chip buy-chip',
  open: 'chip buy-chip',
  halted: 'chip bad',
  closed: 'chip wait',
  settled: 'chip',
  anchored: 'chip good',
};

/** Where a half hour stands, in a word. */
export function StateChip({ state }: { readonly state: SlotState }) {
  const { s } = useStaffText();
  return <span className={CHIPS[state]}>{s(`state.${state}`)}</span>;
}

/** A wide table that scrolls by itself, by keyboard too. `stacks`: on a phone each row is a card, its cells named by `data-head`. */
export function WideTable(props: { readonly label: string; readonly stacks?: boolean; readonly children: ReactNode }) {
  const { label, stacks = false, children } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a pointer
    <section className="scroll" aria-label={label} tabIndex={0}>
      <table className={stacks ? 'dense stacks' : 'dense'}>{children}</table>
    </section>
  );
}

/** Half hours as a dense table; each leads to its own screen if `linked`. */
export function SlotTable({ slots, linked }: { readonly slots: readonly SlotLine[]; readonly linked: boolean }) {
  const { s } = useStaffText();
  const heads = ['state', 'price', 'traded', 'trades', 'readings', 'settlement', 'chain'] as const;
  return (
    <WideTable label={s('slots.title')}>
      <thead>
        <tr>
          <th scope="col">{s('slots.time')}</th>
          {heads.map((head) => (
            <th key={head} scope="col" className={head === 'state' ? 'words' : ''}>
              {s(`slots.${head}`)}
              {head === 'traded' && <small> kWh</small>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {slots.map((line) => (
          <Line key={line.slot} line={line} linked={linked && line.state !== 'notYet'} />
        ))}
      </tbody>
    </WideTable>
  );
}

function Line({ line, linked }: { readonly line: SlotLine; readonly linked: boolean }) {
  const { s } = useStaffText();
  const { slot, state, meanPriceSen, tradedWh, trades, readings, expectedReadings, settlement } = line;
  const nothing = s('day.none');
  const isLate = settlement === null && readings > 0 && readings < expectedReadings;
  return (
    <tr className={state === 'notYet' ? 'faint' : ''}>
      <th scope="row">{linked ? <Link to={`/slots/${slot}`}>{slotTime(slot)}</Link> : slotTime(slot)}</th>
      <td className="words">
        <StateChip state={state} />
      </td>
      <td>{meanPriceSen === null ? nothing : price(meanPriceSen)}</td>
      <td>{state === 'notYet' ? nothing : kwh(tradedWh, 2)}</td>
      <td>{state === 'notYet' ? nothing : trades}</td>
      <td className={isLate ? 'late' : ''}>{readings === 0 ? nothing : `${readings}/${expectedReadings}`}</td>
      <td>
        {settlement === null ? nothing : s('slots.version', { version: settlement.version })}
        {settlement !== null && settlement.missingReadings > 0 && (
          <span className="late"> {s('slots.missing', { count: settlement.missingReadings })}</span>
        )}
      </td>
      <td>{line.records === 0 ? nothing : `${line.confirmedRecords}/${line.records}`}</td>
    </tr>
  );
}
