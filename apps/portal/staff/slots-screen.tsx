import { Loaded } from '../controls/loaded.js';
import { useSlots } from '../server/operations.js';
import { DayStepper, useDay } from './day-choice.js';
import { SlotTable } from './slot-table.js';
import { useStaffText } from './use-staff-text.js';

/** The half hours of a day, in sums. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function SlotsScreen() {
  const { s } = useStaffText();
  const day = useDay();
  const slots = useSlots(day);
  return (
    <>
      <h1>{s('slots.title')}</h1>
      {day !== undefined && <DayStepper day={day} daysAhead={1} />}
      <Loaded query={slots}>
        {(view) => (
          <section className="card">
            <p className="note">
              {s('slots.summary', {
                open: view.slots.filter(({ state }) => state === 'open' || state === 'halted').length,
                settled: view.slots.filter(({ settlement }) => settlement !== null).length,
              })}
            </p>
            <SlotTable slots={view.slots} linked />
          </section>
        )}
      </Loaded>
    </>
  );
}
