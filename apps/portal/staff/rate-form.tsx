import { type FormEvent, useState } from 'react';
import type { RulesView } from '#operations';
import { RATE_NAMES, type RateName } from '#tariff';
import { Action } from '../controls/action.js';
import { Select } from '../controls/select.js';
import { TextInput } from '../controls/text-input.js';
import { price, priceIn } from '../format/figures.js';
import { monthName } from '../format/times.js';
import { RULES_KEY } from '../server/operations.js';
import { MonthSelect } from './month-select.js';
import { StaffRefusal } from './staff-refusal.js';
import { useOperation } from './use-operation.js';
import { useStaffText } from './use-staff-text.js';

/** Highest rate (`MAX_SETTLEMENT_PRICE_SEN` of `#settlement`, whose checks have the last word). */
const PRICES = { minPriceSen: 0, maxPriceSen: 100_000 };

/** A rate from a coming month on: said in words before it is entered. */
export function RateForm({ earliestRateMonth }: Pick<RulesView, 'earliestRateMonth'>) {
  const { s, language } = useStaffText();
  const [name, setName] = useState<RateName>('postFitPriceSen');
  const [fromMonth, setFromMonth] = useState(earliestRateMonth);
  const [yen, setYen] = useState('');
  const [source, setSource] = useState('');
  const [step, setStep] = useState<'typing' | 'refused' | 'asking'>('typing');
  const enter = useOperation<object>('POST', '/rates', [RULES_KEY]);
  const priceSen = priceIn(yen, PRICES);
  const change = <Value,>(set: (value: Value) => void) => {
    return (value: Value) => {
      set(value);
      setStep('typing');
      enter.reset();
    };
  };
  const ask = (event: FormEvent) => {
    event.preventDefault();
    setStep(priceSen === undefined || source.trim() === '' ? 'refused' : 'asking');
  };
  const go = () => {
    setStep('typing');
    enter.mutate({ name, fromMonth, priceSen, source: source.trim() });
  };
  const isRefused = step === 'refused';
  return (
    <form className="card" onSubmit={ask} noValidate>
      <h2>{s('rates.new')}</h2>
      <p className="note">{s('rates.note', { month: monthName(earliestRateMonth, language) })}</p>
      <Select
        label={s('rates.which')}
        value={name}
        options={RATE_NAMES.map((value) => ({ value, label: s(`rules.${value}`) }))}
        onChange={change(setName)}
      />
      <MonthSelect earliestMonth={earliestRateMonth} value={fromMonth} onChange={change(setFromMonth)} />
      <TextInput
        label={s('rates.yen')}
        inputMode="decimal"
        value={yen}
        onChange={change(setYen)}
        error={isRefused && priceSen === undefined ? s('rules.wrong') : undefined}
      />
      <TextInput
        label={s('rates.decided')}
        value={source}
        onChange={change(setSource)}
        error={isRefused && source.trim() === '' ? s('rules.wrong') : undefined}
      />
      {step === 'asking' ? (
        <div className="message confirm" role="alertdialog" aria-label={s('rates.new')}>
          <p>
            {s('rates.sure', {
              month: monthName(fromMonth, language),
              rate: s(`rules.${name}`),
              price: price(priceSen ?? 0),
            })}
          </p>
          <Action narrow onPress={go}>
            {s('rates.enter')}
          </Action>{' '}
          <Action kind="plain" narrow onPress={() => setStep('typing')}>
            {s('day.cancel')}
          </Action>
        </div>
      ) : (
        <Action submit narrow busy={enter.isPending}>
          {s('rates.check')}
        </Action>
      )}
      <div role="status">
        {enter.isSuccess && <p className="message good">{s('rules.entered')}</p>}
        <StaffRefusal error={enter.error} />
      </div>
    </form>
  );
}
