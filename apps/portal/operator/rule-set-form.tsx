import { type FormEvent, useState } from 'react';
import type { RulesView } from '#operations';
import { Action } from '../controls/action.js';
import { Select } from '../controls/select.js';
import { TextInput } from '../controls/text-input.js';
import { fullDayName } from '../format/times.js';
import { RULES_KEY } from '../server/operations.js';
import { RuleSetText } from '../staff/rule-set-text.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { type DraftField, draftOf, type RuleSetDraft, rulesOf } from './rule-set-draft.js';

/** Rules from a coming day on: filled in with those that stand last, shown in words before they are entered. */
export function RuleSetForm({ ruleSets, earliestRuleDay }: Pick<RulesView, 'ruleSets' | 'earliestRuleDay'>) {
  const { s, language } = useStaffText();
  const last = ruleSets.findLast(({ state }) => state !== 'replaced')!;
  const [draft, setDraft] = useState(() => draftOf(last.rules, earliestRuleDay));
  const [step, setStep] = useState<'typing' | 'refused' | 'asking'>('typing');
  const enter = useOperation<object>('POST', '/rule-sets', [RULES_KEY]);
  const { rules, wrong } = rulesOf(draft, earliestRuleDay);
  const change = (part: Partial<RuleSetDraft>) => {
    setDraft({ ...draft, ...part });
    enter.reset();
    if (step === 'asking') setStep('typing');
  };
  const ask = (event: FormEvent) => {
    event.preventDefault();
    setStep(wrong.size > 0 ? 'refused' : 'asking');
  };
  const go = () => {
    setStep('typing');
    enter.mutate({ fromDay: draft.fromDay, source: draft.source, rules });
  };
  const errorOf = (field: DraftField) => (step === 'refused' && wrong.has(field) ? s('rules.wrong') : undefined);
  return (
    <form className="card" onSubmit={ask} noValidate>
      <h2>{s('rules.new')}</h2>
      <p className="note">{s('rules.newNote', { day: fullDayName(earliestRuleDay, language) })}</p>
      <Fields draft={draft} earliestDay={earliestRuleDay} change={change} errorOf={errorOf} />
      {step === 'asking' ? (
        <div className="message confirm" role="alertdialog" aria-label={s('rules.new')}>
          <p>{s('rules.sure', { day: fullDayName(draft.fromDay, language) })}</p>
          <RuleSetText rules={rules} />
          <Action narrow onPress={go}>
            {s('rules.enter')}
          </Action>{' '}
          <Action kind="plain" narrow onPress={() => setStep('typing')}>
            {s('day.cancel')}
          </Action>
        </div>
      ) : (
        <Action submit narrow busy={enter.isPending}>
          {s('rules.check')}
        </Action>
      )}
      <div role="status">
        {step === 'refused' && wrong.size > 0 && <p className="message bad">{s('rules.someWrong')}</p>}
        {enter.isSuccess && <p className="message good">{s('rules.entered')}</p>}
        <StaffRefusal error={enter.error} />
      </div>
    </form>
  );
}

function Fields(props: {
  readonly draft: RuleSetDraft;
  readonly earliestDay: string;
  readonly change: (part: Partial<RuleSetDraft>) => void;
  readonly errorOf: (field: DraftField) => string | undefined;
}) {
  const { draft, earliestDay, change, errorOf } = props;
  const { s } = useStaffText();
  const number = (field: Exclude<DraftField, 'fromDay' | 'source'>, unit: string) => (
    <TextInput
      label={`${s(`rules.${field}`)} (${unit})`}
      value={draft[field]}
      onChange={(value) => change({ [field]: value })}
      inputMode="decimal"
      error={errorOf(field)}
    />
  );
  return (
    <>
      <TextInput
        label={s('rules.from')}
        type="date"
        min={earliestDay}
        value={draft.fromDay}
        onChange={(fromDay) => change({ fromDay })}
        error={errorOf('fromDay')}
      />
      <TextInput
        label={s('rules.agreed')}
        value={draft.source}
        onChange={(source) => change({ source })}
        error={errorOf('source')}
      />
      <RuleChoice
        field="policy"
        value={draft.policy}
        options={['waived', 'fixedPrice', 'imbalancePrice']}
        onChange={(policy) => change({ policy })}
      />
      {draft.policy === 'fixedPrice' && number('shortfall', s('rules.yen'))}
      {draft.policy === 'fixedPrice' && number('overPurchase', s('rules.yen'))}
      {draft.policy === 'imbalancePrice' && number('taxPercent', '%')}
      {draft.policy !== 'waived' && (
        <RuleChoice
          field="tolerance"
          value={draft.tolerance}
          options={['none', 'energyWh', 'percentOfTraded']}
          onChange={(tolerance) => change({ tolerance })}
        />
      )}
      {draft.policy !== 'waived' &&
        draft.tolerance !== 'none' &&
        number('tolerated', draft.tolerance === 'energyWh' ? 'Wh' : '%')}
      <RuleChoice field="pool" value={draft.pool} options={['off', 'proRata']} onChange={(pool) => change({ pool })} />
      {draft.pool === 'proRata' && number('poolPrice', s('rules.yen'))}
      {number('platformFee', s('rules.yen'))}
      {number('fundAccrual', s('rules.yen'))}
    </>
  );
}

function RuleChoice<Value extends RuleSetDraft['policy' | 'tolerance' | 'pool']>(props: {
  readonly field: 'policy' | 'tolerance' | 'pool';
  readonly value: Value;
  readonly options: readonly Value[];
  readonly onChange: (value: Value) => void;
}) {
  const { field, value, options, onChange } = props;
  const { s } = useStaffText();
  const named = options.map((each) => ({ value: each, label: s(`rules.${each}`) }));
  return <Select label={s(`rules.${field}`)} value={value} options={named} onChange={onChange} />;
}
