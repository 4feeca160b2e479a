import { useState } from 'react';
import type { BillingAccountItem } from '#billing';
import { Action } from '../controls/action.js';
import { Choice } from '../controls/choice.js';
import { Loaded } from '../controls/loaded.js';
import { MorePages } from '../controls/more-pages.js';
import { TextInput } from '../controls/text-input.js';
import { useBillingAccounts } from '../server/billing.js';
import { tariffName } from '../staff/tariff-name.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { BillingAccountEditor } from './billing-account-editor.js';

/** Whom statements are for and how they are paid, by participant; bank accounts are masked. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function AccountsScreen() {
  const { s } = useStaffText();
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState<'all' | 'missing'>('all');
  const pages = useBillingAccounts(search.trim(), shown === 'missing');
  return (
    <>
      <h1>{s('accounts.title')}</h1>
      <p className="note">{s('accounts.note')}</p>
      <Choice
        label={s('accounts.shown')}
        labelHidden
        look="segments"
        value={shown}
        onChange={setShown}
        options={(['all', 'missing'] as const).map((value) => ({ value, label: s(`accounts.${value}`) }))}
      />
      <TextInput label={s('accounts.search')} value={search} onChange={setSearch} autoComplete="off" />
      <Loaded query={pages}>
        {(all) => (
          <>
            <Accounts items={all.pages.flat()} shown={shown} />
            <MorePages pages={pages} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Accounts(props: { readonly items: readonly BillingAccountItem[]; readonly shown: 'all' | 'missing' }) {
  const { s } = useStaffText();
  if (props.items.length === 0) return <p className="empty">{s(`accounts.none.${props.shown}`)}</p>;
  return (
    <section className="card appear">
      <ul className="list">
        {props.items.map((item) => (
          <li key={item.participantId}>
            <AccountLine item={item} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function AccountLine({ item: { participantId, account } }: { readonly item: BillingAccountItem }) {
  const { s, language } = useStaffText();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="payment">
      <div className="row">
        <b>{account?.nameJa ?? participantId}</b>
        {account === null ? (
          <span className="chip bad">{s('accounts.without')}</span>
        ) : (
          <span className="chip">{s(`accounts.${account.payBy}`)}</span>
        )}
      </div>
      {account !== null && (
        <p className="note">
          {participantId} · {tariffName(account.tariffId, language)}
          <br />
          <span lang="ja">{account.accountJa}</span>
        </p>
      )}
      {isOpen ? (
        <BillingAccountEditor participantId={participantId} isNew={account === null} close={() => setOpen(false)} />
      ) : (
        <Action kind="plain" narrow onPress={() => setOpen(true)}>
          {s(account === null ? 'accounts.enter' : 'accounts.change')}
          <span className="only-heard"> {participantId}</span>
        </Action>
      )}
    </div>
  );
}
