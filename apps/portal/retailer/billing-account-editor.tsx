import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { ContractsView } from '#billing';
import { nextMonth } from '#resident';
import { LEVY_REDUCTIONS_PERCENT, TARIFFS } from '#tariff';
import { Action } from '../controls/action.js';
import { Loaded } from '../controls/loaded.js';
import { Select } from '../controls/select.js';
import { TextInput } from '../controls/text-input.js';
import { Toggle } from '../controls/toggle.js';
import { monthName } from '../format/times.js';
import { BILLING_KEY } from '../server/billing.js';
import { request } from '../server/request.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { tariffName } from '../staff/tariff-name.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';
import {
  ACCOUNT_TYPES,
  type AccountDraft,
  accountDraftOf,
  accountOf,
  type BillingAccount,
  type BillingContract,
  capacityUnitOf,
  needsPowerFactor,
  type TypedField,
} from './billing-account-draft.js';
import { Discounts } from './discounts.js';

/** The months with which a contract may begin. */
function monthsOf({ earliestMonth, latestMonth }: ContractsView<BillingContract>): string[] {
  const months = [earliestMonth];
  while (months.at(-1)! < latestMonth) months.push(nextMonth(months.at(-1)!).slice(0, 7));
  return months;
}

/** What was agreed on from which month, in the order in which it holds; what a later entry replaced is left out. */
function ContractHistory({ contracts: { entries } }: { readonly contracts: ContractsView<BillingContract> }) {
  const { s, language } = useStaffText();
  const standing = [...new Map(entries.map((entry) => [entry.fromMonth, entry])).values()];
  if (standing.length === 0) return null;
  return (
    <ul className="list fine">
      {standing
        .sort((one, other) => (one.fromMonth < other.fromMonth ? -1 : 1))
        .map(({ fromMonth, contract: { tariffId, capacity, payBy } }) => (
          <li key={fromMonth}>
            {s('accounts.since', { month: monthName(fromMonth, language) })} {tariffName(tariffId, language)}
            {capacity !== null && ` ${capacity.amount} ${capacity.unit}`} · {s(`accounts.${payBy}`)}
          </li>
        ))}
    </ul>
  );
}

/** Enters a participant's billing account, or changes it; what is known is fetched when the form opens. */
export function BillingAccountEditor(props: {
  readonly participantId: string;
  readonly isNew: boolean;
  readonly close: () => void;
}) {
  const { participantId, isNew } = props;
  const contracts = useQuery({
    queryKey: [...BILLING_KEY, 'contracts', participantId],
    queryFn: () =>
      request<ContractsView<BillingContract>>(
        'GET',
        `/billing/accounts/${encodeURIComponent(participantId)}/contracts`,
      ),
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  const known = useQuery({
    queryKey: [...BILLING_KEY, 'account', participantId],
    queryFn: () => request<BillingAccount>('GET', `/billing/accounts/${encodeURIComponent(participantId)}`),
    enabled: !isNew,
    // A form must not change under who types in it, and what it knows is not kept.
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  return (
    <Loaded query={contracts}>
      {(dated) =>
        isNew ? (
          <Form {...props} known={undefined} contracts={dated} />
        ) : (
          <Loaded query={known}>{(account) => <Form {...props} known={account} contracts={dated} />}</Loaded>
        )
      }
    </Loaded>
  );
}

function Form(props: {
  readonly participantId: string;
  readonly known: BillingAccount | undefined;
  readonly contracts: ContractsView<BillingContract>;
  readonly close: () => void;
}) {
  const { s, language } = useStaffText();
  const { participantId, known, contracts, close } = props;
  const [fromMonth, setFromMonth] = useState(contracts.nextMonth);
  const [draft, setDraft] = useState(() => accountDraftOf(known));
  const [isRefused, setRefused] = useState(false);
  const store = useOperation<object>('POST', '/billing/accounts', [BILLING_KEY]);
  const { account, wrong } = accountOf(draft, known);
  const change = (part: Partial<AccountDraft>) => {
    setDraft({ ...draft, ...part });
    store.reset();
  };
  const go = (event: FormEvent) => {
    event.preventDefault();
    setRefused(wrong.size > 0);
    if (wrong.size === 0) store.mutate({ accounts: [{ participantId, account, fromMonth }] }, { onSuccess: close });
  };
  const unit = capacityUnitOf(draft.tariffId);
  const typed = (field: TypedField, hint?: string) => (
    <TextInput
      label={field === 'capacity' ? `${s('accounts.capacity')} (${unit})` : s(`accounts.${field}`)}
      value={draft[field]}
      onChange={(value) => change({ [field]: value })}
      autoComplete="off"
      {...(hint !== undefined && { hint })}
      error={isRefused && wrong.has(field) ? s('rules.wrong') : undefined}
    />
  );
  return (
    <form onSubmit={go} noValidate aria-label={s('accounts.form', { participant: participantId })}>
      {typed('nameJa')}
      {typed('addressJa')}
      {typed('contractNumber')}
      {typed('supplyPointId', s('accounts.pointHint'))}
      {typed('receivingPointId', s('accounts.receivingHint'))}
      <h2>{s('accounts.contract')}</h2>
      <ContractHistory contracts={contracts} />
      <Select
        label={s('accounts.fromMonth')}
        value={fromMonth}
        options={monthsOf(contracts).map((month) => ({ value: month, label: monthName(month, language) }))}
        onChange={setFromMonth}
      />
      <p className="note">{s('accounts.fromMonthNote')}</p>
      <Select
        label={s('prices.tariff')}
        value={draft.tariffId}
        options={TARIFFS.map(({ id, name }) => ({ value: id, label: name[language] }))}
        onChange={(tariffId) => change({ tariffId })}
      />
      {unit !== undefined &&
        typed('capacity', draft.isMeasured && unit === 'kW' ? s('accounts.measuredHint') : undefined)}
      {unit === 'kW' && (
        <Toggle
          label={s('accounts.isMeasured')}
          on={draft.isMeasured}
          onChange={(isMeasured) => change({ isMeasured })}
        />
      )}
      {needsPowerFactor(draft.tariffId) && typed('powerFactor', s('accounts.powerFactorHint'))}
      <Discounts discounts={draft.discounts} isRefused={isRefused} onChange={(discounts) => change({ discounts })} />
      <Select
        label={s('accounts.levyReduction')}
        value={draft.levyReduction}
        options={LEVY_REDUCTIONS_PERCENT.map((percent) => ({ value: String(percent), label: `${percent} %` }))}
        onChange={(levyReduction) => change({ levyReduction })}
      />
      <Select
        label={s('accounts.payBy')}
        value={draft.payBy}
        options={(['debit', 'invoice'] as const).map((value) => ({ value, label: s(`accounts.${value}`) }))}
        onChange={(payBy) => change({ payBy })}
      />
      <h2>{s('accounts.bank')}</h2>
      <p className="note">{s('accounts.bankNote')}</p>
      {typed('bankCode', s('accounts.bankCodeHint'))}
      {typed('bankJa')}
      {typed('bankName')}
      {typed('branchCode', s('accounts.branchCodeHint'))}
      {typed('branchJa')}
      {typed('branchName')}
      <Select
        label={s('accounts.accountType')}
        value={draft.accountType}
        options={ACCOUNT_TYPES.map((value) => ({ value, label: s(`accounts.${value}`) }))}
        onChange={(accountType) => change({ accountType })}
      />
      {typed(
        'accountNumber',
        known === undefined
          ? s('accounts.numberHint')
          : s('accounts.numberKnown', { digits: known.bank.accountNumber.slice(-3) }),
      )}
      {typed('holderKana', s('accounts.holderHint'))}
      {typed('registrationNumber', s('accounts.registrationHint'))}
      <Toggle label={s('accounts.isPerson')} on={draft.isPerson} onChange={(isPerson) => change({ isPerson })} />
      <div role="status">
        {isRefused && wrong.size > 0 && <p className="message bad">{s('accounts.someWrong')}</p>}
        <StaffRefusal error={store.error} />
      </div>
      <Action submit narrow busy={store.isPending}>
        {s('accounts.store')}
      </Action>{' '}
      <Action kind="plain" narrow onPress={close}>
        {s('day.cancel')}
      </Action>
    </form>
  );
}
