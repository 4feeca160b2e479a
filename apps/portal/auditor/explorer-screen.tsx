import { Link } from 'react-router';
import type { SlotException } from '#operations';
import { Loaded } from '../controls/loaded.js';
import { slotTime } from '../format/times.js';
import { useExceptions, useSlots } from '../server/operations.js';
import { DayStepper, useDay } from '../staff/day-choice.js';
import { SlotTable } from '../staff/slot-table.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** What was not as planned on a day, then every half hour of it. */
export function ExplorerScreen() {
  const { s } = useStaffText();
  const day = useDay();
  const exceptions = useExceptions(day);
  const slots = useSlots(day);
  return (
    <>
      <h1>{s('auditor.title')}</h1>
      {day !== undefined && <DayStepper day={day} />}
      <Loaded query={exceptions}>{(all) => <Exceptions all={all} />}</Loaded>
      <Loaded query={slots}>
        {(view) => (
          <section className="card">
            <SlotTable slots={view.slots} linked />
          </section>
        )}
      </Loaded>
    </>
  );
}

function Exceptions({ all }: { readonly all: readonly SlotException[] }) {
  const { s } = useStaffText();
  if (all.length === 0) return <p className="answer answer-words">{s('exceptions.none')}</p>;
  return (
    <>
      <p className="answer answer-words">{s('exceptions.count', { count: all.length })}</p>
      <section className="card">
        <h2>{s('exceptions.title')}</h2>
        <ul className="list">
          {all.map(({ slot, code, amount }) => (
            <li key={`${slot}.${code}`}>
              <Link className="item" to={`/slots/${slot}`}>
                <b className="nowrap">{slotTime(slot)}</b>
                <span>{s(`exceptions.${code}`, { amount, percent: Math.floor(amount / 10) })}</span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
