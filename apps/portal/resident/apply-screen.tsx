import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { Action } from '../controls/action.js';
import { Choice } from '../controls/choice.js';
import { Refusal } from '../controls/refusal.js';
import { TextInput } from '../controls/text-input.js';
import { APPLICATIONS_KEY } from '../server/joining.js';
import { request } from '../server/request.js';
import { useText } from '../shell/use-text.js';

const SIDES = ['both', 'seller', 'buyer'] as const;
const SUPPORTS = ['fit', 'nonFit'] as const;

/** F22: an application with a supply point. The API checks every field and says at once what the rules say of it. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function ApplyScreen() {
  const { t } = useText();
  const queries = useQueryClient();
  const [side, setSide] = useState<(typeof SIDES)[number]>('both');
  const [support, setSupport] = useState<(typeof SUPPORTS)[number]>('fit');
  const [fields, setFields] = useState({
    supplyPointId: '',
    postcode: '',
    address: '',
    meterId: '',
    startDay: '',
    fitEndDay: '',
    kilowatts: '',
  });
  const set = (change: Partial<typeof fields>) => setFields((before) => ({ ...before, ...change }));
  const apply = useMutation({
    mutationFn: () => {
      const { kilowatts, fitEndDay, ...point } = fields;
      const ratedW = Math.round(Number(kilowatts.normalize('NFKC')) * 1000);
      const pv = { ratedW, support, fitEndDay: support === 'fit' ? fitEndDay : null };
      return request<unknown>('POST', '/joining/applications', {
        side,
        meterKind: 'smart',
        ...point,
        pv: side === 'buyer' ? null : pv,
      });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: APPLICATIONS_KEY }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!apply.isPending) apply.mutate();
  };
  if (apply.isSuccess) {
    return (
      <>
        <h1>{t('apply.title')}</h1>
        <p className="answer answer-words">{t('apply.done')}</p>
        <p>
          <Link to="/contract">{t('apply.see')}</Link>
        </p>
      </>
    );
  }
  return (
    <form className="appear" onSubmit={submit} noValidate>
      <h1>{t('apply.title')}</h1>
      <p className="note">{t('apply.lead')}</p>
      <section className="card">
        <Choice
          label={t('apply.side')}
          look="segments"
          value={side}
          onChange={setSide}
          options={SIDES.map((value) => ({ value, label: t(`apply.${value}`) }))}
        />
        <TextInput
          label={t('apply.supplyPoint')}
          value={fields.supplyPointId}
          onChange={(supplyPointId) => set({ supplyPointId })}
          inputMode="numeric"
          hint={t('apply.supplyPointHint')}
        />
        <TextInput
          label={t('apply.meter')}
          value={fields.meterId}
          onChange={(meterId) => set({ meterId })}
          hint={t('apply.meterHint')}
        />
        <TextInput
          label={t('apply.postcode')}
          value={fields.postcode}
          onChange={(postcode) => set({ postcode })}
          inputMode="numeric"
          autoComplete="postal-code"
        />
        <TextInput
          label={t('apply.address')}
          value={fields.address}
          onChange={(address) => set({ address })}
          autoComplete="street-address"
        />
        <TextInput
          label={t('apply.start')}
          type="date"
          value={fields.startDay}
          onChange={(startDay) => set({ startDay })}
        />
      </section>
      {side !== 'buyer' && (
        <section className="card">
          <Choice
            label={t('apply.support')}
            value={support}
            onChange={setSupport}
            options={SUPPORTS.map((value) => ({ value, label: t(`apply.${value}`) }))}
          />
          {support === 'fit' && (
            <TextInput
              label={t('apply.fitEnd')}
              type="date"
              value={fields.fitEndDay}
              onChange={(fitEndDay) => set({ fitEndDay })}
            />
          )}
          <TextInput
            label={t('apply.kilowatts')}
            value={fields.kilowatts}
            onChange={(kilowatts) => set({ kilowatts })}
            inputMode="decimal"
          />
        </section>
      )}
      <Refusal
        error={apply.error}
        fields={{
          supplyPointId: t('apply.supplyPoint'),
          meterId: t('apply.meter'),
          postcode: t('apply.postcode'),
          address: t('apply.address'),
          startDay: t('apply.start'),
          pv: t('apply.kilowatts'),
        }}
      />
      <Action submit busy={apply.isPending}>
        {t('apply.go')}
      </Action>
    </form>
  );
}
