import type { SlotLine, SlotsView } from '#operations';
import { TwoWayBars } from '../charts/two-way-bars.js';
import { Download } from '../controls/download.js';
import { Loaded } from '../controls/loaded.js';
import { kwh } from '../format/figures.js';
import { HOUR_MARKS } from '../resident/hour-marks.js';
import { useSlots } from '../server/operations.js';
import { DayStepper, useDay } from '../staff/day-choice.js';
import { SlotFigures } from '../staff/slot-figures.js';
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
  const shown = (wh: number | null | undefined) => (wh == null ? s('day.none') : kwh(wh, 2));
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
        <div className="links">
          <Download path={`/operations/slots.csv?day=${view.day}`} name={`ichien-positions-${view.day}.csv`} narrow>
            {s('day.csv')}
          </Download>
        </div>
        <SlotFigures
          label={s('positions.title')}
          slots={view.slots}
          columns={[
            {
              head: s('slots.traded'),
              shown: ({ state, tradedWh }) => (state === 'notYet' ? s('day.none') : kwh(tradedWh, 2)),
            },
            { head: s('positions.demand'), shown: ({ settlement }) => shown(settlement?.importedWh) },
            { head: s('positions.generation'), shown: ({ settlement }) => shown(settlement?.exportedWh) },
            { head: s('positions.p2p'), shown: ({ settlement }) => shown(settlement?.allocatedWh) },
            { head: s('positions.supply'), shown: (line) => shown(leftOf(line)?.supplyWh) },
            { head: s('positions.purchase'), shown: (line) => shown(leftOf(line)?.purchaseWh) },
          ]}
        />
      </section>
    </div>
  );
}
