import type { ReactNode } from 'react';
import type { DatedValueView, RulesView } from '#operations';
import { Loaded } from '../controls/loaded.js';
import { kwh, price } from '../format/figures.js';
import { dayName, slotName } from '../format/times.js';
import { useRules } from '../server/operations.js';
import type { StaffKey } from '../text/staff-ja.js';
import { RuleSetTable } from './rule-set-table.js';
import { WideTable } from './slot-table.js';
import { useStaffText } from './use-staff-text.js';

const HOUR_MS = 3_600_000;

/** Rules and rates with the days they hold for, and where they are from. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function RulesScreen(props: {
  readonly form?: (view: RulesView) => ReactNode;
  readonly rateForm?: (view: RulesView) => ReactNode;
  readonly factorForm?: ReactNode;
}) {
  const { form, rateForm, factorForm } = props;
  const { s, language } = useStaffText();
  const rules = useRules();
  return (
    <>
      <h1>{s('rules.title')}</h1>
      <Loaded query={rules}>
        {(view) => (
          <div className="appear">
            <p className="answer answer-words">{s('rules.onDay', { day: dayName(view.day, language) })}</p>
            <section className="card">
              <h2>{s('rules.agreements')}</h2>
              <RuleSetTable ruleSets={view.ruleSets} />
            </section>
            {form?.(view)}
            <section className="card">
              <h2>{s('rules.rates')}</h2>
              <Rates rates={view.rates} />
            </section>
            {rateForm?.(view)}
            <section className="card">
              <h2>{s('co2.factors')}</h2>
              <p className="note">{s('co2.factorsNote')}</p>
              <Factors factors={view.co2Factors} />
            </section>
            {factorForm}
            <section className="card">
              <h2>{s('rules.market')}</h2>
              <Market rules={view} />
            </section>
          </div>
        )}
      </Loaded>
    </>
  );
}

function Factors({ factors }: { readonly factors: RulesView['co2Factors'] }) {
  const { s } = useStaffText();
  return (
    <ul className="list">
      {factors.map(({ fromDay, value, source, isInForce }) => (
        <li key={fromDay}>
          <div className="row">
            <span>
              {fromDay} {isInForce && <span className="chip good">{s('rules.now')}</span>}
            </span>
            <b>{s('co2.value', { grams: value })}</b>
          </div>
          <p className="note">{source}</p>
        </li>
      ))}
    </ul>
  );
}

function Rates({ rates }: Pick<RulesView, 'rates'>) {
  const { s } = useStaffText();
  return (
    <WideTable label={s('rules.rates')} stacks>
      <thead>
        <tr>
          <th scope="col">{s('rules.rates')}</th>
          <th scope="col">{s('rules.value')}</th>
          <th scope="col" className="words">
            {s('rules.from')}
          </th>
          <th scope="col" className="words">
            {s('rules.until')}
          </th>
          <th scope="col" className="words">
            {s('rules.source')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rates.flatMap(({ name, values }) =>
          values.map((value) => (
            <tr key={`${name}.${value.fromDay}`} className={value.isInForce ? '' : 'faint'}>
              <th scope="row">
                {s(`rules.${name}` as StaffKey)}{' '}
                {value.isInForce && <span className="chip good">{s('rules.now')}</span>}
              </th>
              <td>{valueText(value, s)}</td>
              <td className="words" data-head={s('rules.from')}>
                {value.fromDay}
              </td>
              <td className="words" data-head={s('rules.until')}>
                {value.untilDay ?? s('day.none')}
              </td>
              <td className="words source">{value.source}</td>
            </tr>
          )),
        )}
      </tbody>
    </WideTable>
  );
}

function valueText({ value }: DatedValueView, s: ReturnType<typeof useStaffText>['s']): string {
  return typeof value === 'number' ? `${price(value)} ${s('rules.yen')}` : s(`rules.${value}` as StaffKey);
}

function Market({ rules: { times, book, programme } }: { readonly rules: RulesView }) {
  const { s, language } = useStaffText();
  const span = (ms: number) =>
    ms % HOUR_MS === 0 ? s('rules.hours', { hours: ms / HOUR_MS }) : s('rules.minutes', { minutes: ms / 60_000 });
  const rows: readonly (readonly [string, string])[] = [
    ...Object.entries(times).map(([name, ms]) => [s(`rules.${name}` as StaffKey), span(ms)] as const),
    [s('rules.band'), `${price(book.minPriceSen)}–${price(book.maxPriceSen)} ${s('rules.yen')}`],
    [s('rules.maxOrder'), `${kwh(book.maxOrderWh)} kWh`],
    [s('rules.maxOrders'), s('rules.orders', { count: book.maxOrdersPerParticipant })],
    [s('rules.programme'), `${slotName(programme.firstSlot, language)} – ${slotName(programme.lastSlot, language)}`],
  ];
  return rows.map(([name, value]) => (
    <div key={name} className="row">
      <span>{name}</span>
      <span>{value}</span>
    </div>
  ));
}
