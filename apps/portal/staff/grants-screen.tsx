import { useState } from 'react';
import { dayOf } from '#energy';
import type { GrantsView } from '#operations';
import { Choice } from '../controls/choice.js';
import { Yen } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { MorePages } from '../controls/more-pages.js';
import { grouped, kwh, yenAndSen } from '../format/figures.js';
import { dayName, slotTime } from '../format/times.js';
import { type GrantKind, type ListedGrant, useGrants } from '../server/operations.js';
import { MonthStepper, useMonth } from './day-choice.js';
import { GrantForm } from './grant-form.js';
import { useStaffText } from './use-staff-text.js';

/** Rewards and the regional fund: what was given in a month, and a form for whoever may give. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function GrantsScreen(props: { readonly kinds: readonly GrantKind[]; readonly mayGive: boolean }) {
  const { s } = useStaffText();
  const { kinds, mayGive } = props;
  const month = useMonth();
  const [kind, setKind] = useState<GrantKind>(kinds[0]!);
  return (
    <>
      <h1>{s('grants.title')}</h1>
      {month !== undefined && <MonthStepper month={month} />}
      {kinds.length > 1 && (
        <Choice
          label={s('grants.kind')}
          labelHidden
          look="segments"
          value={kind}
          onChange={setKind}
          options={kinds.map((value) => ({ value, label: s(`grants.${value}`) }))}
        />
      )}
      {month !== undefined && <MonthGrants key={kind} kind={kind} month={month} />}
      {mayGive && <GrantForm key={kind} kind={kind} />}
    </>
  );
}

function MonthGrants({ kind, month }: { readonly kind: GrantKind; readonly month: string }) {
  const { s } = useStaffText();
  const pages = useGrants(kind, month);
  return (
    <Loaded query={pages}>
      {({ pages: all }) => {
        const { sums } = all[0]!;
        const totalMillisen = sums.reduce((sum, { amountMillisen }) => sum + BigInt(amountMillisen), 0n);
        return (
          <div className="appear">
            <p className="answer">
              <Yen digits={yenAndSen(totalMillisen)} />
            </p>
            <p className="note">{s(`grants.note.${kind}`)}</p>
            {sums.length === 0 ? (
              <p className="empty">{s(`grants.none.${kind}`)}</p>
            ) : (
              <section className="card">
                <Sums sums={sums} />
                <ul className="list">
                  {all
                    .flatMap(({ grants }) => grants)
                    .map((grant) => (
                      <li key={`${grant.slot}.${grant.grantId}`}>
                        <GrantLine grant={grant} />
                      </li>
                    ))}
                </ul>
                <MorePages pages={pages} />
              </section>
            )}
          </div>
        );
      }}
    </Loaded>
  );
}

function Sums({ sums }: Pick<GrantsView, 'sums'>) {
  const { s } = useStaffText();
  return sums.map(({ payer, count, amountMillisen }) => (
    <div key={payer} className="row">
      <span>{s('grants.sum', { payer: s(`grants.payer.${payer}`), count: grouped(BigInt(count)) })}</span>
      <b>
        <Yen digits={yenAndSen(BigInt(amountMillisen))} />
      </b>
    </div>
  ));
}

function GrantLine({ grant }: { readonly grant: ListedGrant }) {
  const { s, language } = useStaffText();
  const { slot, payer, receiver, energyWh = 0, amountMillisen, cause, postedVersion } = grant;
  const [kind, id = ''] = receiver.split(/:(.*)/s);
  return (
    <div className="payment">
      <div className="row">
        <b>
          {s(kind === 'fund' ? 'grants.to.fund' : kind === 'points' ? 'grants.to.points' : 'grants.to.money', { id })}
        </b>
        <b>
          <Yen digits={yenAndSen(BigInt(amountMillisen))} />
        </b>
      </div>
      <div className="row fine">
        <span>
          {dayName(dayOf(slot), language)} {slotTime(slot)} · {s(`grants.payer.${payer}`)}
          {energyWh > 0 && ` · ${kwh(energyWh, 3)} kWh`}
        </span>
        <span>
          <code>{cause}</code> ·{' '}
          {postedVersion === null ? s('grants.waiting') : s('grants.posted', { version: postedVersion })}
        </span>
      </div>
    </div>
  );
}
