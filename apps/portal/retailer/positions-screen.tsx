import type { SlotLine, SlotsView } from '#operations';
import { TwoWayBars } from '../charts/two-way-bars.js';
import { Loaded } from '../controls/loaded.js';
import { kwh } from '../format/figures.js';
import { slotTime } from '../format/times.js';
import { HOUR_MARKS } from '../resident/hour-marks.js';
import { useSlots } from '../server/operations.js';
import { DayStepper, useDay } from '../staff/day-choice.js';
import { StateChip, WideTable } from '../staff/slot-table.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** What the retailer bought and supplied beside the neighbours' trades, by half hour. */
export function PositionsScreen() {
  const { s } = useStaffText();
  const day = useDay();
  const slots = useSlots(day);
  return (
    <>
      <h1>{s('positions.title')}</h1>
      {day !== undefined && <DayStepper day={day} daysAhead={1} />}
      <Loaded query={slots}>{(view) => <Positions view={view} />}</Loaded>
    </>
  );
}

/** What is left of a half hour for the retailer; null until it is settled. */
function leftOf({ settlement }: SlotLine): { supplyWh: number; purchaseWh: number } | null {
  if (settlement?.importedWh == null || settlement.exportedWh === null || settlement.allocatedWh === null) return null;
  const { importedWh, exportedWh, allocatedWh } = settlement;
  return { supplyWh: importedWh - allocatedWh, purchaseWh: exportedWh - allocatedWh };
}

function Positions({ view }: { readonly view: SlotsView }) {
  const { s } = useStaffText();
  const left = view.slots.map(leftOf);
  const total = (of: 'supplyWh' | 'purchaseWh') => left.reduce((sum, each) => sum + (each?.[of] ?? 0), 0);
  return (
    <div className="appear">
      <p className="answer answer-words">
        {s('positions.answer', { supply: kwh(total('supplyWh')), purchase: kwh(total('purchaseWh')) })}
      </p>
      <section className="card">
        <TwoWayBars
          bars={view.slots.map(({ slot }, index) => ({
            key: String(slot),
            up: left[index]?.purchaseWh ?? 0,
            down: left[index]?.supplyWh ?? 0,
          }))}
          label={s('positions.chart')}
          marks={HOUR_MARKS}
        />
        <p className="note">
          {s('positions.chart')} {s('positions.note')}
        </p>
      </section>
      <section className="card">
        <p className="links">
          <a href={`/api/operations/slots.csv?day=${view.day}`} download>
            {s('day.csv')}
          </a>
        </p>
        <WideTable label={s('positions.title')}>
          <thead>
            <tr>
              <th scope="col">{s('slots.time')}</th>
              <th scope="col" className="words">
                {s('slots.state')}
              </th>
              <th scope="col">
                {s('slots.traded')}
                <small> kWh</small>
              </th>
              <th scope="col">{s('positions.demand')}</th>
              <th scope="col">{s('positions.generation')}</th>
              <th scope="col">{s('positions.p2p')}</th>
              <th scope="col">{s('positions.supply')}</th>
              <th scope="col">{s('positions.purchase')}</th>
            </tr>
          </thead>
          <tbody>
            {view.slots.map((line, index) => {
              const { settlement } = line;
              const shown = (wh: number | null | undefined) => (wh == null ? s('day.none') : kwh(wh, 2));
              return (
                <tr key={line.slot} className={line.state === 'notYet' ? 'faint' : ''}>
                  <th scope="row">{slotTime(line.slot)}</th>
                  <td className="words">
                    <StateChip state={line.state} />
                  </td>
                  <td>{line.state === 'notYet' ? s('day.none') : kwh(line.tradedWh, 2)}</td>
                  <td>{shown(settlement?.importedWh)}</td>
                  <td>{shown(settlement?.exportedWh)}</td>
                  <td>{shown(settlement?.allocatedWh)}</td>
                  <td>{shown(left[index]?.supplyWh)}</td>
                  <td>{shown(left[index]?.purchaseWh)}</td>
                </tr>
              );
            })}
          </tbody>
        </WideTable>
      </section>
    </div>
  );
}
