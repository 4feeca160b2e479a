import { useState } from 'react';
import { Action } from '../controls/action.js';
import { Loaded } from '../controls/loaded.js';
import { dayName, moment, slotName } from '../format/times.js';
import { AUDIT_PAGE, type AuditLine, useAuditAnchors, useAuditHead, useAuditPage } from '../server/operations.js';
import type { Language } from '../text/catalogue.js';
import type { StaffKey } from '../text/staff-ja.js';
import { WideTable } from './slot-table.js';
import { useStaffText } from './use-staff-text.js';

/** What staff did, newest first, after the whole chain of entries was checked. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function AuditScreen() {
  const { s } = useStaffText();
  const head = useAuditHead();
  return (
    <>
      <h1>{s('audit.title')}</h1>
      <Loaded query={head}>
        {({ sequence, hash, brokenAt }) => (
          <div className="appear">
            {brokenAt === null ? (
              <p className="answer answer-words">{s('audit.whole', { count: sequence })}</p>
            ) : (
              <p className="message bad" role="alert">
                {s('audit.broken', { sequence: brokenAt })}
              </p>
            )}
            <p className="note">
              {s('audit.hash')} <code>{hash}</code>
            </p>
            <Anchors />
            <Entries newest={brokenAt === null ? sequence : brokenAt + AUDIT_PAGE - 1} />
          </div>
        )}
      </Loaded>
    </>
  );
}

/** Up to where the log is fixed on chain, and whether what was fixed is still in it. */
function Anchors() {
  const { s, language } = useStaffText();
  return (
    <Loaded query={useAuditAnchors()}>
      {(heads) => {
        const changed = heads.find(({ inLog }) => !inLog);
        const fixed = heads.find(({ state }) => state === 'confirmed');
        if (changed !== undefined) {
          return (
            <p className="message bad" role="alert">
              {s('audit.changed', { day: dayName(changed.day, language), sequence: changed.sequence })}
            </p>
          );
        }
        return (
          <p className="note">
            {fixed === undefined
              ? s('audit.notFixed')
              : s('audit.fixed', { day: dayName(fixed.day, language), sequence: fixed.sequence })}
          </p>
        );
      }}
    </Loaded>
  );
}

function Entries({ newest }: { readonly newest: number }) {
  const { s } = useStaffText();
  const [chosen, setChosen] = useState<number>();
  const until = chosen ?? newest;
  const page = useAuditPage(until);
  return (
    <section className="card">
      <Loaded query={page}>
        {(lines) => (lines.length === 0 ? <p className="empty">{s('audit.empty')}</p> : <Lines lines={lines} />)}
      </Loaded>
      {until > AUDIT_PAGE && (
        <Action kind="plain" narrow onPress={() => setChosen(until - AUDIT_PAGE)}>
          {s('audit.older')}
        </Action>
      )}{' '}
      {chosen !== undefined && (
        <Action
          kind="plain"
          narrow
          onPress={() => setChosen(chosen + AUDIT_PAGE >= newest ? undefined : chosen + AUDIT_PAGE)}
        >
          {s('audit.newer')}
        </Action>
      )}
    </section>
  );
}

function Lines({ lines }: { readonly lines: readonly AuditLine[] }) {
  const { s, language } = useStaffText();
  return (
    <WideTable label={s('audit.title')}>
      <thead>
        <tr>
          <th scope="col">#</th>
          {(['slot.at', 'audit.who', 'audit.what', 'audit.on', 'audit.from'] as const).map((head) => (
            <th key={head} scope="col" className="words">
              {s(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.toReversed().map(({ sequence, atMs, role, accountId, action, subject, address }) => (
          <tr key={sequence}>
            <th scope="row">{sequence}</th>
            <td className="words">{moment(atMs, language)}</td>
            <td className="words">
              {s(`role.${role}` as StaffKey)} <small>{accountId.slice(0, 8)}</small>
            </td>
            <td className="words">
              <code>{action}</code>
            </td>
            <td className="words">
              <code>{shownSubject(subject, language)}</code>
            </td>
            <td className="words">{address}</td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}

/** On what, without the body's hash, which is for machines; or how an earlier entry ended. */
function shownSubject(subject: string, language: Language): string {
  const { of, outcome, params, query } = JSON.parse(subject) as Record<string, unknown>;
  if (of !== undefined) return `#${of} → ${outcome}`;
  // What came of something that is known at once, such as signing in.
  if (outcome !== undefined) return `→ ${outcome}`;
  return Object.entries({ ...(params as object), ...(query as object) })
    .map(([name, value]) => (name === 'slot' ? slotName(Number(value), language) : `${name}=${value}`))
    .join(' ');
}
