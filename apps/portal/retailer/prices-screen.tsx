import type { PricedSlots, PriceHistoryView } from '#billing';
import { Loaded } from '../controls/loaded.js';
import { moment } from '../format/times.js';
import { usePriceHistory } from '../server/billing.js';
import { MonthStepper, useMonth } from '../staff/day-choice.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { FuelPrices } from './fuel-prices.js';
import { ImbalancePrices } from './imbalance-prices.js';
import { PriceFile } from './price-file.js';

/** What a month is priced and settled with: fuel adjustments, JEPX's prices, imbalance prices; entered here, in versions. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function PricesScreen() {
  const { s } = useStaffText();
  const month = useMonth('last');
  const history = usePriceHistory(month);
  return (
    <>
      <h1>{s('prices.title')}</h1>
      {month !== undefined && <MonthStepper month={month} />}
      <p className="note">{s('prices.note')}</p>
      <Loaded query={history}>{(view) => <Prices key={view.month} view={view} />}</Loaded>
    </>
  );
}

function Prices({ view }: { readonly view: PriceHistoryView }) {
  const { s } = useStaffText();
  const { month, slots, fuel, spot, imbalance } = view;
  return (
    <div className="appear">
      <FuelPrices month={month} versions={fuel} />
      <section className="card">
        <h2>{s('prices.spot')}</h2>
        <Known slots={slots} priced={spot} />
        <p className="note">{s('prices.spotNote')}</p>
        <PriceFile label={s('prices.spot')} path={(file) => `/billing/spot-prices?file=${file}`} />
        <Deliveries priced={spot} />
      </section>
      <section className="card">
        <h2>{s('prices.imbalance')}</h2>
        <Known slots={slots} priced={imbalance} />
        <ImbalancePrices month={month} />
        <Deliveries priced={imbalance} />
      </section>
    </div>
  );
}

/** How many half hours of the month have a price. */
function Known({ slots, priced: { knownSlots } }: { readonly slots: number; readonly priced: PricedSlots }) {
  const { s } = useStaffText();
  return (
    <p>
      <span className={knownSlots === slots ? 'chip good' : 'chip wait'}>
        {s(knownSlots === slots ? 'prices.all' : 'prices.some', { known: knownSlots, slots })}
      </span>
    </p>
  );
}

/** From what the prices are, newest first. */
function Deliveries({ priced: { deliveries } }: { readonly priced: PricedSlots }) {
  const { s, language } = useStaffText();
  if (deliveries.length === 0) return null;
  return (
    <details>
      <summary>{s('prices.deliveries', { count: deliveries.length })}</summary>
      <ul className="list">
        {deliveries.map(({ source, receivedAtMs, slots, revisedSlots }) => (
          <li key={`${source} ${receivedAtMs}`}>
            <p>
              <code>{source}</code>
            </p>
            <p className="note">
              {moment(receivedAtMs, language)} · {s('prices.delivered', { slots })}
              {revisedSlots > 0 && ` · ${s('prices.revised', { slots: revisedSlots })}`}
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}
