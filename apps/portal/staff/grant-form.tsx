import { type FormEvent, useState } from 'react';
import { MAX_SLOT_ENERGY_WH, slotOf } from '#energy';
import { Action } from '../controls/action.js';
import { Choice } from '../controls/choice.js';
import { Select } from '../controls/select.js';
import { TextInput } from '../controls/text-input.js';
import { price, priceIn, wholeIn } from '../format/figures.js';
import { dayName, slotTime } from '../format/times.js';
import { GRANT_PAYERS, GRANTS_KEY, type GrantKind, type GrantPayer } from '../server/operations.js';
import { isDay } from './day-choice.js';
import { KomaSelect } from './koma-select.js';
import { StaffRefusal } from './staff-refusal.js';
import { useOperation } from './use-operation.js';
import { useStaffText } from './use-staff-text.js';

/** Least and highest amount, sen (`MAX_GRANT_MILLISEN` of `#settlement`, whose checks have the last word). */
const AMOUNTS = { minPriceSen: 1, maxPriceSen: 10_000_000 };
const MILLISEN_PER_SEN = 1000;
/** As `checkGrants` of `#settlement` takes ids of grants, and of households. */
const GRANT_ID = /^[A-Za-z0-9._:-]{1,34}$/;
const HOUSEHOLD_ID = /^[A-Za-z0-9._:-]{1,64}$/;

const EMPTY = { day: '', koma: '1', household: '', grantId: '', yen: '', energy: '' };
type Draft = typeof EMPTY;

/** What is typed, and which of it cannot be. */
function readDraft(draft: Draft, kind: GrantKind) {
  const amountSen = priceIn(draft.yen, AMOUNTS);
  const energyWh = draft.energy.trim() === '' ? 0 : wholeIn(draft.energy, 0, MAX_SLOT_ENERGY_WH);
  const wrong = {
    day: !isDay(draft.day),
    household: kind === 'rewards' && !HOUSEHOLD_ID.test(draft.household.trim()),
    grantId: !GRANT_ID.test(draft.grantId.trim()),
    yen: amountSen === undefined,
    energy: energyWh === undefined,
  };
  return { amountSen, energyWh, wrong, isWhole: !Object.values(wrong).includes(true) };
}

/** One reward, or one amount for the fund: said in words before it is entered, for it is never changed. */
export function GrantForm({ kind }: { readonly kind: GrantKind }) {
  const { s, language } = useStaffText();
  const [draft, setDraft] = useState(EMPTY);
  const [payer, setPayer] = useState<GrantPayer>('retailer');
  const [account, setAccount] = useState<'participant' | 'points'>('participant');
  const [step, setStep] = useState<'typing' | 'refused' | 'asking'>('typing');
  const give = useOperation<{ slot: number; grants: readonly object[] }>(
    'POST',
    ({ slot }) => `/slots/${slot}/grants`,
    [GRANTS_KEY],
    ({ grants }) => ({ grants }),
  );
  const { amountSen = 0, energyWh, wrong, isWhole } = readDraft(draft, kind);
  const id = draft.household.trim();
  const change = (fields: Partial<Draft>) => {
    setDraft({ ...draft, ...fields });
    setStep('typing');
    give.reset();
  };
  const ask = (event: FormEvent) => {
    event.preventDefault();
    setStep(isWhole ? 'asking' : 'refused');
  };
  const go = () => {
    setStep('typing');
    const to = kind === 'fund' ? 'fund' : `${account}:${id}`;
    const line = kind === 'fund' ? 'fundAccrual' : 'flexibilityReward';
    const pay = { amountMillisen: amountSen * MILLISEN_PER_SEN };
    const grant = { grantId: draft.grantId.trim(), line, from: payer, to, energyWh, pay };
    give.mutate({ slot: slotOf(draft.day, Number(draft.koma)), grants: [grant] });
  };
  const input = (field: keyof typeof wrong) => ({
    value: draft[field],
    onChange: (value: string) => change({ [field]: value }),
    error: step === 'refused' && wrong[field] ? s('rules.wrong') : undefined,
  });
  // The fund pays nothing to itself.
  const payers = GRANT_PAYERS.filter((value) => kind === 'rewards' || value !== 'fund');
  return (
    <form className="card" onSubmit={ask} noValidate>
      <h2>{s(`grants.new.${kind}`)}</h2>
      <p className="note">{s('grants.formNote')}</p>
      <TextInput label={s('prices.day')} type="date" {...input('day')} />
      <KomaSelect value={draft.koma} onChange={(koma) => change({ koma })} />
      {kind === 'rewards' && (
        <>
          <TextInput label={s('grants.household')} hint={s('grants.householdHint')} {...input('household')} />
          <Choice
            label={s('grants.way')}
            look="segments"
            value={account}
            onChange={setAccount}
            options={(['participant', 'points'] as const).map((value) => ({ value, label: s(`grants.way.${value}`) }))}
          />
        </>
      )}
      <Select
        label={s('grants.from')}
        value={payer}
        options={payers.map((value) => ({ value, label: s(`grants.payer.${value}`) }))}
        onChange={setPayer}
      />
      <TextInput label={s('grants.yen')} inputMode="decimal" {...input('yen')} />
      <TextInput label={s('grants.energy')} inputMode="numeric" {...input('energy')} />
      <TextInput label={s('grants.id')} hint={s('grants.idHint')} {...input('grantId')} />
      {step === 'asking' ? (
        <div className="message confirm" role="alertdialog" aria-label={s(`grants.new.${kind}`)}>
          <p>
            {s('grants.sure', {
              day: dayName(draft.day, language),
              time: slotTime(slotOf(draft.day, Number(draft.koma))),
              payer: s(`grants.payer.${payer}`),
              to: s(
                kind === 'fund' ? 'grants.to.fund' : account === 'points' ? 'grants.to.points' : 'grants.to.money',
                {
                  id,
                },
              ),
              amount: price(amountSen),
            })}
          </p>
          <Action narrow onPress={go}>
            {s('grants.enter')}
          </Action>{' '}
          <Action kind="plain" narrow onPress={() => setStep('typing')}>
            {s('day.cancel')}
          </Action>
        </div>
      ) : (
        <Action submit narrow busy={give.isPending}>
          {s('grants.check')}
        </Action>
      )}
      <div role="status">
        {give.isSuccess && <p className="message good">{s('grants.entered')}</p>}
        <StaffRefusal error={give.error} />
      </div>
    </form>
  );
}
