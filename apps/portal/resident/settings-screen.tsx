import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type OriginWish, wishOfMode } from '#bidding';
import type { SettingsForm, SettingsView } from '#resident';
import { Action } from '../controls/action.js';
import { Choice } from '../controls/choice.js';
import { Loaded } from '../controls/loaded.js';
import { Refusal } from '../controls/refusal.js';
import { TextInput } from '../controls/text-input.js';
import { Toggle } from '../controls/toggle.js';
import { price, priceIn } from '../format/figures.js';
import { RequestError } from '../server/request.js';
import { putSettings, settingsKey, settingsQuery } from '../server/resident.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import { OriginChoice } from './origin-choice.js';

const MODES = ['economy', 'balanced', 'green'] as const;

/** F6: what the agent may do. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function SettingsScreen() {
  const { t } = useText();
  const { pointId } = usePoint();
  const settings = useQuery(settingsQuery(pointId));
  return (
    <>
      <h1>{t('settings.title')}</h1>
      <Loaded query={settings}>{(form) => <Form form={form} />}</Loaded>
    </>
  );
}

/** Holds what is typed on its own: neither a refetch nor a lost session takes it away. */
function Form({ form }: { readonly form: SettingsForm }) {
  const { t } = useText();
  const { pointId } = usePoint();
  const queries = useQueryClient();
  const [automatic, setAutomatic] = useState(form.automatic);
  const [mode, setMode] = useState(form.mode);
  const [sell, setSell] = useState(price(form.minSellPriceSen));
  const [wish, setWish] = useState(wishOf(form));
  const [buy, setBuy] = useState(price(form.maxBuyPriceSen));
  const [seen, setSeen] = useState(settingsOf(form));
  const save = useMutation({
    mutationFn: (wanted: SettingsView) => putSettings(pointId, { ...wanted, seen }),
    onSuccess: (stored) => {
      setSeen(settingsOf(stored));
      queries.setQueryData(settingsKey(pointId), stored);
      void queries.invalidateQueries({ queryKey: ['resident', pointId, 'home'] });
    },
    onError: async (error) => {
      // Somebody else was quicker: the next press is made knowing what they set.
      if (error instanceof RequestError && error.code === 'SETTINGS_CHANGED') {
        setSeen(settingsOf(await queries.fetchQuery({ ...settingsQuery(pointId), staleTime: 0 })));
      }
    },
  });
  const minSellPriceSen = priceIn(sell, form);
  const maxBuyPriceSen = priceIn(buy, form);
  const bounds = t('settings.bounds', { min: price(form.minPriceSen), max: price(form.maxPriceSen) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending || minSellPriceSen === undefined || maxBuyPriceSen === undefined) return;
    save.mutate({ mode, minSellPriceSen, maxBuyPriceSen, automatic, ...wish });
  };
  /** A mode brings its own wish, unless another was made. */
  const changeMode = (chosen: typeof mode) => {
    if (isSameWish(wish, wishOfMode(mode))) setWish(wishOfMode(chosen));
    setMode(chosen);
  };
  const isLow = minSellPriceSen !== undefined && minSellPriceSen < form.postFitPriceSen;
  const isHigh = maxBuyPriceSen !== undefined && maxBuyPriceSen > form.breakEvenPriceSen;
  return (
    <form className="appear" onSubmit={submit} noValidate>
      <p className="answer answer-words">{t(seen.automatic ? 'settings.running' : 'settings.paused')}</p>
      <p className="note">{t('settings.lead')}</p>
      <section className="card">
        <Toggle label={t('settings.automatic')} on={automatic} onChange={setAutomatic} />
        <p className="note">{t('settings.automaticNote')}</p>
      </section>
      <section className="card">
        <Choice
          label={t('settings.mode')}
          value={mode}
          onChange={changeMode}
          options={MODES.map((value) => ({
            value,
            label: t(`settings.${value}`),
            note: t(`settings.${value}Note`),
          }))}
        />
      </section>
      <section className="card">
        <TextInput
          label={t('settings.minSell')}
          value={sell}
          onChange={setSell}
          inputMode="decimal"
          hint={t('settings.minSellHint', { price: price(form.postFitPriceSen) })}
          error={minSellPriceSen === undefined ? bounds : undefined}
        />
        {isLow && <p className="message">{t('settings.belowFit', { price: price(form.postFitPriceSen) })}</p>}
        <TextInput
          label={t('settings.maxBuy')}
          value={buy}
          onChange={setBuy}
          inputMode="decimal"
          hint={t('settings.maxBuyHint', { price: price(form.breakEvenPriceSen) })}
          error={maxBuyPriceSen === undefined ? bounds : undefined}
        />
        {isHigh && <p className="message">{t('settings.aboveEven', { price: price(form.breakEvenPriceSen) })}</p>}
      </section>
      <OriginChoice
        wish={wish}
        onChange={setWish}
        dearestSen={maxBuyPriceSen === undefined ? undefined : maxBuyPriceSen + wish.originPremiumSen}
        prices={form}
      />
      {!form.editable && <p className="message">{t('settings.fixed')}</p>}
      <div role="status">{save.isSuccess && <p className="message good">{t('settings.saved')}</p>}</div>
      <Refusal error={save.error} />
      <Action submit busy={save.isPending} disabled={!form.editable}>
        {t(save.isPending ? 'app.saving' : 'app.save')}
      </Action>
    </form>
  );
}

function settingsOf(form: SettingsView): SettingsView {
  const { mode, minSellPriceSen, maxBuyPriceSen, automatic } = form;
  return { mode, minSellPriceSen, maxBuyPriceSen, automatic, ...wishOf(form) };
}

function wishOf({ wantedOrigin, originKind, originPremiumSen }: SettingsView): OriginWish {
  return { wantedOrigin, originKind, originPremiumSen };
}

function isSameWish(one: OriginWish, other: OriginWish): boolean {
  const { wantedOrigin, originKind, originPremiumSen } = one;
  if (wantedOrigin !== other.wantedOrigin) return false;
  return wantedOrigin === 'any' || (originKind === other.originKind && originPremiumSen === other.originPremiumSen);
}
