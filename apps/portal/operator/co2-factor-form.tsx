import { type FormEvent, useState } from 'react';
import { Action } from '../controls/action.js';
import { TextInput } from '../controls/text-input.js';
import { wholeIn } from '../format/figures.js';
import { dayName } from '../format/times.js';
import { RULES_KEY } from '../server/operations.js';
import { isDay } from '../staff/day-choice.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** Highest factor (`MAX_CO2_GRAMS_PER_KWH` of `#reports`, whose check has the last word). */
const MAX_GRAMS = 2000;

/** A published emission factor from a day on: said in words before it is entered. */
export function Co2FactorForm() {
  const { s, language } = useStaffText();
  const [draft, setDraft] = useState({ fromDay: '', grams: '', source: '' });
  const [step, setStep] = useState<'typing' | 'refused' | 'asking'>('typing');
  const enter = useOperation<object>('POST', '/co2-factors', [RULES_KEY, ['reports']]);
  const gramsPerKwh = wholeIn(draft.grams, 0, MAX_GRAMS);
  const source = draft.source.trim();
  const wrong = { fromDay: !isDay(draft.fromDay), grams: gramsPerKwh === undefined, source: source === '' };
  const ask = (event: FormEvent) => {
    event.preventDefault();
    setStep(Object.values(wrong).includes(true) ? 'refused' : 'asking');
  };
  const go = () => {
    setStep('typing');
    enter.mutate({ fromDay: draft.fromDay, gramsPerKwh, source });
  };
  const input = (field: keyof typeof wrong) => ({
    value: draft[field],
    onChange: (value: string) => {
      setDraft({ ...draft, [field]: value });
      setStep('typing');
      enter.reset();
    },
    error: step === 'refused' && wrong[field] ? s('rules.wrong') : undefined,
  });
  return (
    <form className="card" onSubmit={ask} noValidate>
      <h2>{s('co2.new')}</h2>
      <p className="note">{s('co2.note')}</p>
      <TextInput label={s('co2.from')} type="date" {...input('fromDay')} />
      <TextInput label={s('co2.grams')} inputMode="numeric" hint={s('co2.gramsHint')} {...input('grams')} />
      <TextInput label={s('co2.source')} hint={s('co2.sourceHint')} {...input('source')} />
      {step === 'asking' ? (
        <div className="message confirm" role="alertdialog" aria-label={s('co2.new')}>
          <p>{s('co2.sure', { day: dayName(draft.fromDay, language), grams: gramsPerKwh ?? 0 })}</p>
          <Action narrow onPress={go}>
            {s('co2.enter')}
          </Action>{' '}
          <Action kind="plain" narrow onPress={() => setStep('typing')}>
            {s('day.cancel')}
          </Action>
        </div>
      ) : (
        <Action submit narrow busy={enter.isPending}>
          {s('co2.check')}
        </Action>
      )}
      <div role="status">
        {enter.isSuccess && <p className="message good">{s('rules.entered')}</p>}
        <StaffRefusal error={enter.error} />
      </div>
    </form>
  );
}
