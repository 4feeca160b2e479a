import type { RuleSetView } from '#operations';
import { moment } from '../format/times.js';
import { RuleSetText } from './rule-set-text.js';
import { WideTable } from './slot-table.js';
import { useStaffText } from './use-staff-text.js';

const CHIPS: Readonly<Record<RuleSetView['state'], string>> = {
  past: 'chip',
  inForce: 'chip good',
  coming: 'chip wait',
  replaced: 'chip',
};

/** What the community agreed on, by day: newest first, those that never held included. */
export function RuleSetTable({ ruleSets }: { readonly ruleSets: readonly RuleSetView[] }) {
  const { s, language } = useStaffText();
  return (
    <WideTable label={s('rules.agreements')} stacks>
      <thead>
        <tr>
          {(['from', 'until', 'agreements', 'source', 'enteredAt'] as const).map((head) => (
            <th key={head} scope="col" className="words">
              {s(`rules.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ruleSets.toReversed().map(({ version, fromDay, untilDay, state, rules, source, enteredAtMs }) => (
          <tr key={version} className={state === 'past' || state === 'replaced' ? 'faint' : ''}>
            <th scope="row" className="words">
              {fromDay} <span className={CHIPS[state]}>{s(`rules.${state}`)}</span>
            </th>
            <td className="words" data-head={s('rules.until')}>
              {untilDay ?? s('day.none')}
            </td>
            <td className="words">
              <RuleSetText rules={rules} />
              <small>{version}</small>
            </td>
            <td className="words source">{source}</td>
            <td className="words" data-head={s('rules.enteredAt')}>
              {enteredAtMs === null ? s('day.none') : moment(enteredAtMs, language)}
            </td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}
