import type { SlotLine, SlotsView } from '#operations';
import { TwoWayBars } from '../charts/two-way-bars.js';
import { Energy } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { kwh } from '../format/figures.js';
import { slotTime } from '../format/times.js';
import { HOUR_MARKS } from '../resident/hour-marks.js';
import { useSlots } from '../server/operations.js';
import { DayStepper, useDay } from '../staff/day-choice.js';
import { StateChip, WideTable } from '../staff/slot-table.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** What left the area and came into it, by half hour. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function AreaScreen() {
  const { s } = useStaffText();
  const day = useDay();
  const slots = useSlots(day);
  return (
    <>
      <h1>{s('area.title')}</h1>
      {day !== undefined && <DayStepper day={day} />}
      <Loaded query={slots}>{(view) => <Area view={view} />}</Loaded>
    </>
  );
}

/** Out of the area less into it; null until it is settled, or if it is withheld. */
function netOf({ settlement }: SlotLine): number | null {
  if (settlement?.exportedWh == null || settlement.importedWh === null) return null;
  return settlement.exportedWh - settlement.importedWh;
}

function Area({ view }: { readonly view: SlotsView }) {
  const { s } = useStaffText();
  const nets = view.slots.map(netOf);
  const netWh = nets.reduce<number>((sum, net) => sum + (net ?? 0), 0);
  const isWithheld = view.slots.some(({ settlement }) => settlement !== null && settlement.exportedWh === null);
  if (view.slots.every(({ settlement }) => settlement === null)) return <p className="empty">{s('area.none')}</p>;
  return (
    <div className="appear">
      {isWithheld && <p className="message">{s('day.withheldNote')}</p>}
      {nets.some((net) => net !== null) && (
        <>
          <p className="answer">
            <Energy wh={Math.abs(netWh)} />
            <small> {s(netWh < 0 ? 'area.answerIn' : 'area.answerOut')}</small>
          </p>
          <section className="card">
            <TwoWayBars
              bars={view.slots.map(({ slot }, index) => ({
                key: String(slot),
                up: Math.max(0, nets[index] ?? 0),
                down: Math.max(0, -(nets[index] ?? 0)),
              }))}
              label={s('area.chart')}
              marks={HOUR_MARKS}
            />
            <p className="note">{s('area.chart')}</p>
          </section>
        </>
      )}
      <section className="card">
        <WideTable label={s('area.title')}>
          <thead>
            <tr>
              <th scope="col">{s('slots.time')}</th>
              <th scope="col" className="words">
                {s('slots.state')}
              </th>
              <th scope="col">
                {s('area.out')}
                <small> kWh</small>
              </th>
              <th scope="col">{s('area.in')}</th>
              <th scope="col">{s('effect.local')}</th>
              <th scope="col">{s('area.net')}</th>
            </tr>
          </thead>
          <tbody>
            {view.slots.map((line, index) => (
              <Line key={line.slot} line={line} net={nets[index] ?? null} />
            ))}
          </tbody>
        </WideTable>
      </section>
    </div>
  );
}

function Line({ line, net }: { readonly line: SlotLine; readonly net: number | null }) {
  const { s } = useStaffText();
  const { settlement } = line;
  const shown = (wh: number | null) =>
    settlement === null ? s('day.none') : wh === null ? s('day.withheld') : kwh(wh, 1);
  return (
    <tr className={settlement === null ? 'faint' : ''}>
      <th scope="row">{slotTime(line.slot)}</th>
      <td className="words">
        <StateChip state={line.state} />
      </td>
      <td>{shown(settlement?.exportedWh ?? null)}</td>
      <td>{shown(settlement?.importedWh ?? null)}</td>
      <td>{shown(settlement?.allocatedWh ?? null)}</td>
      <td>{net === null ? shown(null) : kwh(net, 1)}</td>
    </tr>
  );
}
