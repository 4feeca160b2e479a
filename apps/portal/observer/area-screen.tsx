import type { SlotLine, SlotsView } from '#operations';
import { TwoWayBars } from '../charts/two-way-bars.js';
import { Energy } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { kwh } from '../format/figures.js';
import { HOUR_MARKS } from '../resident/hour-marks.js';
import { useSlots } from '../server/operations.js';
import { DayStepper, useDay } from '../staff/day-choice.js';
import { SlotFigures } from '../staff/slot-figures.js';
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
  const shown = ({ settlement }: SlotLine, wh: number | null | undefined) =>
    settlement === null ? s('day.none') : wh == null ? s('day.withheld') : kwh(wh, 1);
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
        <SlotFigures
          label={s('area.title')}
          slots={view.slots}
          columns={[
            { head: s('area.out'), shown: (line) => shown(line, line.settlement?.exportedWh) },
            { head: s('area.in'), shown: (line) => shown(line, line.settlement?.importedWh) },
            { head: s('effect.local'), shown: (line) => shown(line, line.settlement?.allocatedWh) },
            { head: s('area.net'), shown: (line) => shown(line, netOf(line)) },
          ]}
        />
      </section>
    </div>
  );
}
