import { useState } from 'react';
import type { Tariff } from '#tariff';
import { TextInput } from '../controls/text-input.js';
import { price, priceIn } from '../format/figures.js';
import { monthName } from '../format/times.js';
import { AskedForm, useAskedEntry } from '../staff/asked-form.js';
import { MonthSelect } from '../staff/month-select.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { pricesOf } from './tariff-prices.js';

/** What the menus are remembered under. */
export const MENUS_KEY = ['menus'] as const;

/** Highest prices a kWh and a month (`#tariff`, whose checks have the last word). */
const MOST_SEN = { kWh: 100_000, month: 100_000_000 } as const;

/** Other prices of a menu from a coming month on: its newest ones to begin with, its form as it is. */
export function TermsForm({ tariff, earliestMonth }: { readonly tariff: Tariff; readonly earliestMonth: string }) {
  const { s, language } = useStaffText();
  const newest = tariff.terms.at(-1)!.value;
  const prices = pricesOf(newest, language);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [fromMonth, setFromMonth] = useState(earliestMonth);
  const [source, setSource] = useState('');
  const entry = useAskedEntry(`/tariffs/${tariff.id}/terms`, [MENUS_KEY]);
  const read = prices.map((each) => {
    const shown = typed[each.id] ?? price(each.priceSen);
    const typedSen = priceIn(shown, { minPriceSen: 0, maxPriceSen: MOST_SEN[each.per] });
    return { ...each, shown, typedSen };
  });
  const isChanged = read.some(({ priceSen, typedSen }) => typedSen !== priceSen);
  const isSourced = source.trim() !== '';
  const change = <Value,>(set: (value: Value) => void) => {
    return (value: Value) => {
      set(value);
      entry.change();
    };
  };
  const terms = read.reduce((all, each) => each.with(all, each.typedSen ?? each.priceSen), newest);
  return (
    <AskedForm
      entry={entry}
      title={s('menus.new')}
      note={s('rates.note', { month: monthName(earliestMonth, language) })}
      check={s('menus.check')}
      go={s('menus.enter')}
      isWhole={read.every(({ typedSen }) => typedSen !== undefined) && isSourced && isChanged}
      body={{ fromMonth, terms, source: source.trim() }}
      sure={<p>{s('menus.sure', { month: monthName(fromMonth, language) })}</p>}
      wrong={isChanged ? undefined : s('menus.same')}
      done={() => <p className="message good">{s('rules.entered')}</p>}
    >
      <MonthSelect earliestMonth={earliestMonth} value={fromMonth} onChange={change(setFromMonth)} />
      {read.map(({ id, text, values, per, shown, typedSen }) => (
        <TextInput
          key={id}
          label={`${s(text, values)} (${s(per === 'month' ? 'menus.perMonth' : 'rules.yen')})`}
          inputMode="decimal"
          value={shown}
          onChange={change((value) => setTyped({ ...typed, [id]: value }))}
          error={entry.isRefused && typedSen === undefined ? s('rules.wrong') : undefined}
        />
      ))}
      <TextInput
        label={s('rates.decided')}
        value={source}
        onChange={change(setSource)}
        error={entry.isRefused && !isSourced ? s('rules.wrong') : undefined}
      />
    </AskedForm>
  );
}
