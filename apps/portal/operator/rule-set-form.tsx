import { useState } from 'react';
import type { RulesView } from '#operations';
import { Select } from '../controls/select.js';
import { TextInput } from '../controls/text-input.js';
import { fullDayName } from '../format/times.js';
import { RULES_KEY } from '../server/operations.js';
import { AskedForm, useAskedEntry } from '../staff/asked-form.js';
import { RuleSetText } from '../staff/rule-set-text.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { type DraftField, draftOf, type RuleSetDraft, rulesOf } from './rule-set-draft.js';

/** Rules from a coming day on: filled in with those that stand last, shown in words before they are entered. */
export function RuleSetForm({ ruleSets, earliestRuleDay }: Pick<RulesView, 'ruleSets' | 'earliestRuleDay'>) {
  const { s, language } = useStaffText();
  const last = ruleSets.findLast(({ state }) => state !== 'replaced')!;
  const [draft, setDraft] = useState(() => draftOf(last.rules, earliestRuleDay));
  const entry = useAskedEntry('/rule-sets', [RULES_KEY]);
  const { rules, wrong } = rulesOf(draft, earliestRuleDay);
  const change = (part: Partial<RuleSetDraft>) => {
    setDraft({ ...draft, ...part });
    entry.change();
  };
  const errorOf = (field: DraftField) => (entry.isRefused && wrong.has(field) ? s('rules.wrong') : undefined);
  return (
    <AskedForm
      entry={entry}
      title={s('rules.new')}
      note={s('rules.newNote', { day: fullDayName(earliestRuleDay, language) })}
      check={s('rules.check')}
      go={s('rules.enter')}
      isWhole={wrong.size === 0}
      body={{ fromDay: draft.fromDay, source: draft.source, rules }}
      sure={
        <>
          <p>{s('rules.sure', { day: fullDayName(draft.fromDay, language) })}</p>
          <RuleSetText rules={rules} />
        </>
      }
      wrong={wrong.size > 0 ? s('rules.someWrong') : undefined}
      done={() => <p className="message good">{s('rules.entered')}</p>}
    >
      <Fields draft={draft} earliestDay={earliestRuleDay} change={change} errorOf={errorOf} />
    </AskedForm>
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
