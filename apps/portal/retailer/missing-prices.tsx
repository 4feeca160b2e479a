import { Link } from 'react-router';
import type { MissingPrice } from '#billing';
import { slotName } from '../format/times.js';
import { tariffName } from '../staff/tariff-name.js';
import { useStaffText } from '../staff/use-staff-text.js';
import type { StaffKey } from '../text/staff-ja.js';

/** Prices that a month needs and nobody has entered, with the way to enter them. */
export function MissingPrices(props: { readonly month: string; readonly missing: readonly MissingPrice[] }) {
  const { s, language } = useStaffText();
  const words = (price: MissingPrice) =>
    price.kind === 'fuel'
      ? s('close.unpricedFuel', { tariff: tariffName(price.tariffId, language) })
      : s('close.unpricedSpot', {
          area: s(`gridArea.${price.area}` as StaffKey),
          count: price.count,
          first: slotName(price.firstSlot, language),
        });
  return (
    <section className="card alert warning">
      <h2>{s('close.unpriced')}</h2>
      <ul>
        {props.missing.map((price) => (
          <li key={`${price.kind} ${price.kind === 'fuel' ? price.tariffId : price.area}`}>{words(price)}</li>
        ))}
      </ul>
      <p className="links">
        <Link to={`/prices?month=${props.month}`}>{s('close.toPrices')}</Link>
      </p>
    </section>
  );
}
