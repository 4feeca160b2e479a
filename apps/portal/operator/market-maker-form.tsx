import { useState } from 'react';
import { DEFAULT_PRICE_BAND, MAX_SLOT_ENERGY_WH } from '#energy';
import { TextInput } from '../controls/text-input.js';
import { price, priceIn, wholeIn } from '../format/figures.js';
import { AskedForm, useAskedEntry } from '../staff/asked-form.js';
import { ShownOnce } from '../staff/shown-once.js';
import { useStaffText } from '../staff/use-staff-text.js';

const NOTHING_TYPED = { participantId: '', meterId: '', buy: '', sell: '', quote: '' };

type Field = keyof typeof NOTHING_TYPED;

/** A participant that always buys below and sells above, so that neighbours find somebody to trade with. */
export function MarketMakerForm() {
  const { s } = useStaffText();
  const [typed, setTyped] = useState(NOTHING_TYPED);
  const entry = useAskedEntry<{ householdKey: string }>('/participants', [['operations']]);
  const { participantId, meterId } = typed;
  const buySen = priceIn(typed.buy, DEFAULT_PRICE_BAND);
  const sellSen = priceIn(typed.sell, DEFAULT_PRICE_BAND);
  const quoteWh = wholeIn(typed.quote, 1, MAX_SLOT_ENERGY_WH);
  const isSpread = buySen !== undefined && sellSen !== undefined && buySen < sellSen;
  const field = (name: Field, isRight: boolean, inputMode: 'text' | 'decimal' = 'decimal') => (
    <TextInput
      label={s(`maker.${name}`)}
      value={typed[name]}
      onChange={(value) => {
        setTyped({ ...typed, [name]: value });
        entry.change();
      }}
      inputMode={inputMode}
      autoComplete="off"
      error={entry.isRefused && !isRight ? s('rules.wrong') : undefined}
    />
  );
  return (
    <AskedForm
      entry={entry}
      title={s('maker.title')}
      note={s('maker.note')}
      check={s('maker.check')}
      go={s('maker.register')}
      isWhole={isSpread && quoteWh !== undefined && participantId.trim() !== '' && meterId.trim() !== ''}
      body={{
        participantId: participantId.trim(),
        meterId: meterId.trim(),
        maxBuyPriceSen: buySen,
        minSellPriceSen: sellSen,
        quoteWh,
      }}
      sure={
        <p>
          {s('maker.sure', {
            id: participantId.trim(),
            buy: price(buySen ?? 0),
            sell: price(sellSen ?? 0),
            energy: quoteWh ?? 0,
          })}
        </p>
      }
      wrong={s('maker.wrong')}
      done={({ householdKey }) => <ShownOnce text={s('maker.registered')} secret={householdKey} />}
    >
      {field('participantId', participantId.trim() !== '', 'text')}
      {field('meterId', meterId.trim() !== '', 'text')}
      {field('buy', isSpread)}
      {field('sell', isSpread)}
      {field('quote', quoteWh !== undefined)}
    </AskedForm>
  );
}
