import { type FormEvent, useState } from 'react';
import type { Tariff } from '#tariff';
import { Action } from '../controls/action.js';
import { TextInput } from '../controls/text-input.js';
import { price, priceIn } from '../format/figures.js';
import { monthName } from '../format/times.js';
import { MonthSelect } from '../staff/month-select.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useOperation } from '../staff/use-operation.js';
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
  const [step, setStep] = useState<'typing' | 'refused' | 'asking'>('typing');
  const enter = useOperation<object>('POST', `/tariffs/${tariff.id}/terms`, [MENUS_KEY]);
  const read = prices.map((each) => {
    const shown = typed[each.id] ?? price(each.priceSen);
    const typedSen = priceIn(shown, { minPriceSen: 0, maxPriceSen: MOST_SEN[each.per] });
    return { ...each, shown, typedSen };
  });
  const isChanged = read.some(({ priceSen, typedSen }) => typedSen !== priceSen);
  const isWhole = read.every(({ typedSen }) => typedSen !== undefined) && source.trim() !== '' && isChanged;
  const change = () => {
    setStep('typing');
    enter.reset();
  };
  const ask = (event: FormEvent) => {
    event.preventDefault();
    setStep(isWhole ? 'asking' : 'refused');
  };
  const go = () => {
    setStep('typing');
    const terms = read.reduce((all, each) => each.with(all, each.typedSen ?? each.priceSen), newest);
    enter.mutate({ fromMonth, terms, source: source.trim() });
  };
  const isRefused = step === 'refused';
  return (
    <form className="card" onSubmit={ask} noValidate>
      <h2>{s('menus.new')}</h2>
      <p className="note">{s('rates.note', { month: monthName(earliestMonth, language) })}</p>
      <MonthSelect
        earliestMonth={earliestMonth}
        value={fromMonth}
        onChange={(month) => {
          setFromMonth(month);
          change();
        }}
      />
      {read.map(({ id, text, values, per, shown, typedSen }) => (
        <TextInput
          key={id}
          label={`${s(text, values)} (${s(per === 'month' ? 'menus.perMonth' : 'rules.yen')})`}
          inputMode="decimal"
          value={shown}
          onChange={(value) => {
            setTyped({ ...typed, [id]: value });
            change();
          }}
          error={isRefused && typedSen === undefined ? s('rules.wrong') : undefined}
        />
      ))}
      <TextInput
        label={s('rates.decided')}
        value={source}
        onChange={(value) => {
          setSource(value);
          change();
        }}
        error={isRefused && source.trim() === '' ? s('rules.wrong') : undefined}
      />
      {step === 'asking' ? (
        <div className="message confirm" role="alertdialog" aria-label={s('menus.new')}>
          <p>{s('menus.sure', { month: monthName(fromMonth, language) })}</p>
          <Action narrow onPress={go}>
            {s('menus.enter')}
          </Action>{' '}
          <Action kind="plain" narrow onPress={() => setStep('typing')}>
            {s('day.cancel')}
          </Action>
        </div>
      ) : (
        <Action submit narrow busy={enter.isPending}>
          {s('menus.check')}
        </Action>
      )}
      <div role="status">
        {isRefused && !isChanged && <p className="message bad">{s('menus.same')}</p>}
        {enter.isSuccess && <p className="message good">{s('rules.entered')}</p>}
        <StaffRefusal error={enter.error} />
      </div>
    </form>
  );
}
