import { useState } from 'react';
import { slotOf } from '#energy';
import { AREAS, type Area } from '#tariff';
import { Action } from '../controls/action.js';
import { Select } from '../controls/select.js';
import { TextInput } from '../controls/text-input.js';
import { priceIn } from '../format/figures.js';
import { BILLING_KEY } from '../server/billing.js';
import { isDay } from '../staff/day-choice.js';
import { KomaSelect } from '../staff/koma-select.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useDraft } from '../staff/use-draft.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { PriceFile } from './price-file.js';

/** Highest price that settlement takes (`MAX_SETTLEMENT_PRICE_SEN` of `#settlement`, whose checks have the last word). */
const PRICES = { minPriceSen: 0, maxPriceSen: 100_000 };
type YesNo = 'true' | 'false';

/** Imbalance prices: by the month's file, or a half hour by hand. */
export function ImbalancePrices({ month }: { readonly month: string }) {
  const { s } = useStaffText();
  const [area, setArea] = useState<Area>('tokyo');
  const [taxIncluded, setTaxIncluded] = useState<YesNo>('true');
  const options = (['true', 'false'] as const).map((value) => ({ value, label: s(`prices.tax.${value}`) }));
  return (
    <>
      <p className="note">{s('prices.imbalanceNote')}</p>
      <Select
        label={s('prices.area')}
        value={area}
        options={AREAS.map((value) => ({ value, label: s(`gridArea.${value}`) }))}
        onChange={setArea}
      />
      <Select label={s('prices.tax')} value={taxIncluded} options={options} onChange={setTaxIncluded} />
      <PriceFile
        label={s('prices.imbalance')}
        path={(file) => `/imbalance-prices/files?file=${file}&area=${area}&taxIncluded=${taxIncluded}`}
      />
      <details>
        <summary>{s('prices.byHand')}</summary>
        <SlotForm month={month} taxIncluded={taxIncluded === 'true'} />
      </details>
    </>
  );
}

function SlotForm({ month, taxIncluded }: { readonly month: string; readonly taxIncluded: boolean }) {
  const { s } = useStaffText();
  const enter = useOperation<object>('POST', '/imbalance-prices', [BILLING_KEY]);
  const senOf = (yen: string) => priceIn(yen, PRICES);
  const { draft, input, submit } = useDraft(
    { day: `${month}-01`, koma: '1', shortage: '', surplus: '', source: '' },
    ({ day, shortage, surplus, source }) => ({
      day: !isDay(day),
      shortage: senOf(shortage) === undefined,
      surplus: senOf(surplus) === undefined,
      source: source.trim() === '',
    }),
    enter.reset,
  );
  const go = submit(() => {
    const slot = slotOf(draft.day, Number(draft.koma));
    const prices = { shortagePriceSen: senOf(draft.shortage), surplusPriceSen: senOf(draft.surplus) };
    enter.mutate({ source: draft.source.trim(), prices: [{ slot, ...prices, taxIncluded }] });
  });
  return (
    <form onSubmit={go} noValidate>
      <TextInput label={s('prices.day')} type="date" {...input('day')} />
      <KomaSelect {...input('koma')} />
      <TextInput label={`${s('prices.shortage')} (${s('rules.yen')})`} inputMode="decimal" {...input('shortage')} />
      <TextInput label={`${s('prices.surplus')} (${s('rules.yen')})`} inputMode="decimal" {...input('surplus')} />
      <TextInput label={s('prices.announcement')} {...input('source')} />
      <Action submit narrow busy={enter.isPending}>
        {s('prices.enter')}
      </Action>
      <div role="status">
        {enter.isSuccess && <p className="message good">{s('prices.entered')}</p>}
        <StaffRefusal error={enter.error} />
      </div>
    </form>
  );
}
