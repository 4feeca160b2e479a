import { useState } from 'react';
import type { RulesView } from '#operations';
import { RATE_NAMES, type RateName } from '#tariff';
import { Select } from '../controls/select.js';
import { TextInput } from '../controls/text-input.js';
import { price, priceIn } from '../format/figures.js';
import { monthName } from '../format/times.js';
import { RULES_KEY } from '../server/operations.js';
import { AskedForm, useAskedEntry } from './asked-form.js';
import { MonthSelect } from './month-select.js';
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
  const entry = useAskedEntry('/rates', [RULES_KEY]);
  const priceSen = priceIn(yen, PRICES);
  const change = <Value,>(set: (value: Value) => void) => {
    return (value: Value) => {
      set(value);
      entry.change();
    };
  };
  const isSourced = source.trim() !== '';
  return (
    <AskedForm
      entry={entry}
      title={s('rates.new')}
      note={s('rates.note', { month: monthName(earliestRateMonth, language) })}
      check={s('rates.check')}
      go={s('rates.enter')}
      isWhole={priceSen !== undefined && isSourced}
      body={{ name, fromMonth, priceSen, source: source.trim() }}
      sure={
        <p>
          {s('rates.sure', {
            month: monthName(fromMonth, language),
            rate: s(`rules.${name}`),
            price: price(priceSen ?? 0),
          })}
        </p>
      }
      done={() => <p className="message good">{s('rules.entered')}</p>}
    >
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
        error={entry.isRefused && priceSen === undefined ? s('rules.wrong') : undefined}
      />
      <TextInput
        label={s('rates.decided')}
        value={source}
        onChange={change(setSource)}
        error={entry.isRefused && !isSourced ? s('rules.wrong') : undefined}
      />
    </AskedForm>
  );
}
