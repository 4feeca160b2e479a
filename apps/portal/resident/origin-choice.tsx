import { MAX_PREMIUM_SEN, type OriginWish, PREMIUM_STEP_SEN, WANTED_ORIGINS } from '#bidding';
import type { SettingsForm } from '#resident';
import { Choice } from '../controls/choice.js';
import { Select } from '../controls/select.js';
import { price } from '../format/figures.js';
import { useText } from '../shell/use-text.js';

const KINDS = ['soft', 'hard'] as const;
const PREMIUMS_SEN = Array.from(
  { length: MAX_PREMIUM_SEN / PREMIUM_STEP_SEN + 1 },
  (_, step) => step * PREMIUM_STEP_SEN,
);

/** Which energy the agent is to buy, how strictly, and what more it may pay for it. */
export function OriginChoice(props: {
  readonly wish: OriginWish;
  readonly onChange: (wish: OriginWish) => void;
  /** What the wanted energy may cost in all, sen/kWh; undefined while the limit is no price. */
  readonly dearestSen: number | undefined;
  /** The market's highest price, and the one above which the retailer is cheaper. */
  readonly prices: Pick<SettingsForm, 'maxPriceSen' | 'breakEvenPriceSen'>;
}) {
  const { t } = useText();
  const { wish, onChange, dearestSen, prices } = props;
  return (
    <section className="card">
      <Choice
        label={t('settings.wanted')}
        value={wish.wantedOrigin}
        onChange={(wantedOrigin) => onChange({ ...wish, wantedOrigin })}
        options={WANTED_ORIGINS.map((value) => ({
          value,
          label: t(`settings.wanted.${value}`),
          note: t(`settings.wantedNote.${value}`),
        }))}
      />
      {wish.wantedOrigin !== 'any' && (
        <>
          <Choice
            label={t('settings.kind')}
            value={wish.originKind}
            onChange={(originKind) => onChange({ ...wish, originKind })}
            options={KINDS.map((value) => ({
              value,
              label: t(`settings.kind.${value}`),
              note: t(`settings.kindNote.${value}`),
            }))}
          />
          <Select
            label={t('settings.premium')}
            value={String(wish.originPremiumSen)}
            onChange={(sen) => onChange({ ...wish, originPremiumSen: Number(sen) })}
            options={PREMIUMS_SEN.map((sen) => ({
              value: String(sen),
              label: sen === 0 ? t('settings.premiumNone') : t('settings.premiumUpTo', { yen: sen / 100 }),
            }))}
          />
          {dearestSen !== undefined && <Dearest dearestSen={dearestSen} {...prices} />}
        </>
      )}
      <p className="note">{t('settings.sellOrigin')}</p>
    </section>
  );
}

/** What the wanted energy may cost in all, and whether that is too much. */
function Dearest(props: {
  readonly dearestSen: number;
  readonly maxPriceSen: number;
  readonly breakEvenPriceSen: number;
}) {
  const { t } = useText();
  const { dearestSen, maxPriceSen, breakEvenPriceSen } = props;
  if (dearestSen > maxPriceSen) {
    return <p className="message">{t('settings.premiumTooHigh', { max: price(maxPriceSen) })}</p>;
  }
  return (
    <>
      <p className="note">{t('settings.premiumNote', { price: price(dearestSen) })}</p>
      {dearestSen > breakEvenPriceSen && (
        <p className="message">{t('settings.aboveEven', { price: price(breakEvenPriceSen) })}</p>
      )}
    </>
  );
}
