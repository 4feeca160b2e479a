import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { dayOf, slotAt } from '#energy';
import type { TariffView } from '#operations';
import type { Tariff, TariffTerms } from '#tariff';
import { Loaded } from '../controls/loaded.js';
import { Select } from '../controls/select.js';
import { price } from '../format/figures.js';
import { monthName } from '../format/times.js';
import { request } from '../server/request.js';
import { useMarketNow } from '../server/server-clock.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { pricesOf } from './tariff-prices.js';
import { MENUS_KEY, TermsForm } from './terms-form.js';

/** The retail menus with their terms by month, and the way to enter others for a coming month. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function MenusScreen() {
  const { s } = useStaffText();
  const menus = useQuery({ queryKey: MENUS_KEY, queryFn: () => request<TariffView>('GET', '/tariffs') });
  return (
    <>
      <h1>{s('menus.title')}</h1>
      <Loaded query={menus}>{(view) => <Menus view={view} />}</Loaded>
    </>
  );
}

function Menus({ view: { tariffs, earliestMonth } }: { readonly view: TariffView }) {
  const { s, language } = useStaffText();
  const nowMs = useMarketNow();
  const [chosen, setChosen] = useState(tariffs[0]!.id);
  const tariff = tariffs.find(({ id }) => id === chosen) ?? tariffs[0]!;
  const today = nowMs === undefined ? '' : dayOf(slotAt(nowMs));
  const inForce = tariff.terms.findLast(({ fromDay }) => fromDay <= today) ?? tariff.terms[0]!;
  return (
    <div className="appear">
      <Select
        label={s('menus.choose')}
        value={tariff.id}
        options={tariffs.map(({ id, name }) => ({ value: id, label: name[language] }))}
        onChange={setChosen}
      />
      {tariff.terms.toReversed().map((terms) => (
        <Terms
          key={`${tariff.id} ${terms.fromDay}`}
          terms={terms}
          state={terms === inForce ? 'now' : terms.fromDay > today ? 'coming' : 'past'}
        />
      ))}
      <TermsForm key={`${tariff.id} ${tariff.terms.length}`} tariff={tariff} earliestMonth={earliestMonth} />
    </div>
  );
}

function Terms(props: { readonly terms: Tariff['terms'][number]; readonly state: 'now' | 'coming' | 'past' }) {
  const { s, language } = useStaffText();
  const { terms, state } = props;
  return (
    <section className="card">
      <div className="row">
        <h2>{s('menus.from', { month: monthName(terms.fromDay, language) })}</h2>
        {state === 'now' && <span className="chip good">{s('menus.now')}</span>}
        {state === 'coming' && <span className="chip wait">{s('menus.coming')}</span>}
      </div>
      {state === 'past' ? (
        <details>
          <summary>{s('rules.past')}</summary>
          <PriceList terms={terms.value} />
        </details>
      ) : (
        <PriceList terms={terms.value} />
      )}
      <p className="note">{terms.source}</p>
    </section>
  );
}

function PriceList({ terms }: { readonly terms: TariffTerms }) {
  const { s, language } = useStaffText();
  return pricesOf(terms, language).map(({ id, text, values, per, priceSen }) => (
    <div key={id} className="row">
      <span>{s(text, values)}</span>
      <span className="figure">
        {price(priceSen)} <small>{s(per === 'month' ? 'menus.perMonth' : 'rules.yen')}</small>
      </span>
    </div>
  ));
}
