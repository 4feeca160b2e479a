import { rateAt } from '#energy';
import { type BasicCharge, TARIFFS } from '#tariff';
import { wholeIn } from '../format/figures.js';

/** A contract as the API takes and gives it (apps/api/billing/billing-contract.ts). */
export interface BillingContract {
  readonly tariffId: string;
  readonly capacity: { readonly unit: CapacityUnit; readonly amount: number; readonly isMeasured: boolean } | null;
  readonly powerFactorPercent: number | null;
  readonly discounts: readonly { readonly labelJa: string; readonly amountYen: number }[];
  readonly levyReductionPercent: number;
  readonly payBy: 'debit' | 'invoice';
}

/** A billing account as the API takes and gives it (apps/api/billing/billing-account.ts). */
export interface BillingAccount extends BillingContract {
  readonly nameJa: string;
  readonly addressJa: string;
  readonly contractNumber: string;
  readonly supplyPointId: string;
  readonly receivingPointId: string | null;
  readonly bank: {
    readonly bankCode: string;
    readonly bankName: string;
    readonly bankJa: string;
    readonly branchCode: string;
    readonly branchName: string;
    readonly branchJa: string;
    readonly accountType: AccountType;
    readonly accountNumber: string;
    readonly holderKana: string;
  };
  readonly registrationNumber: string | null;
  readonly isPerson: boolean;
}

type CapacityUnit = 'A' | 'kVA' | 'kW';
/** 預金種目. */
export const ACCOUNT_TYPES = ['ordinary', 'current', 'savings', 'other'] as const;
export type AccountType = (typeof ACCOUNT_TYPES)[number];

/** Fields that are typed, in the order of the form. */
export const TYPED_FIELDS = [
  'nameJa',
  'addressJa',
  'contractNumber',
  'supplyPointId',
  'receivingPointId',
  'capacity',
  'powerFactor',
  'bankCode',
  'bankJa',
  'bankName',
  'branchCode',
  'branchJa',
  'branchName',
  'accountNumber',
  'holderKana',
  'registrationNumber',
] as const;
export type TypedField = (typeof TYPED_FIELDS)[number];

/** The form as it is typed. */
export interface AccountDraft extends Readonly<Record<TypedField, string>> {
  readonly tariffId: string;
  readonly levyReduction: string;
  readonly isMeasured: boolean;
  readonly discounts: readonly DiscountDraft[];
  readonly payBy: 'debit' | 'invoice';
  readonly accountType: AccountType;
  readonly isPerson: boolean;
}

/** A discount as it is typed. */
export interface DiscountDraft {
  readonly labelJa: string;
  readonly amount: string;
}

/** Most discounts of one contract, and the longest name of one (apps/api/billing/billing-contract.ts). */
export const MAX_DISCOUNTS = 5;

/** The form as it opens. The number of a known bank account stays out of it: empty means as it is. */
export function accountDraftOf(account: BillingAccount | undefined): AccountDraft {
  const { bank } = account ?? {};
  return {
    nameJa: account?.nameJa ?? '',
    addressJa: account?.addressJa ?? '',
    contractNumber: account?.contractNumber ?? '',
    supplyPointId: account?.supplyPointId ?? '',
    receivingPointId: account?.receivingPointId ?? '',
    tariffId: account?.tariffId ?? TARIFFS[0]!.id,
    capacity: String(account?.capacity?.amount ?? ''),
    powerFactor: String(account?.powerFactorPercent ?? ''),
    isMeasured: account?.capacity?.isMeasured ?? false,
    discounts: (account?.discounts ?? []).map(({ labelJa, amountYen }) => ({ labelJa, amount: String(amountYen) })),
    levyReduction: String(account?.levyReductionPercent ?? 0),
    payBy: account?.payBy ?? 'debit',
    bankCode: bank?.bankCode ?? '',
    bankName: bank?.bankName ?? '',
    bankJa: bank?.bankJa ?? '',
    branchCode: bank?.branchCode ?? '',
    branchName: bank?.branchName ?? '',
    branchJa: bank?.branchJa ?? '',
    accountType: bank?.accountType ?? 'ordinary',
    accountNumber: '',
    holderKana: bank?.holderKana ?? '',
    registrationNumber: account?.registrationNumber ?? '',
    isPerson: account?.isPerson ?? true,
  };
}

/** In what a menu's basic charge counts; undefined if it counts in nothing. */
export function capacityUnitOf(tariffId: string): CapacityUnit | undefined {
  const basic = basicOf(tariffId);
  return basic?.kind === 'ampere' ? 'A' : basic?.kind === 'capacity' ? basic.unit : undefined;
}

/** True if a menu's basic charge depends on the power factor. */
export function needsPowerFactor(tariffId: string): boolean {
  const basic = basicOf(tariffId);
  return basic?.kind === 'capacity' && basic.powerFactorAdjusted;
}

function basicOf(tariffId: string): BasicCharge | undefined {
  const tariff = TARIFFS.find(({ id }) => id === tariffId);
  return tariff && rateAt(tariff.terms, tariff.terms.at(-1)!.fromDay).value.basic;
}

/** A discount that is typed rightly; undefined if not. */
export function discountOf({ labelJa, amount }: DiscountDraft) {
  const amountYen = wholeIn(amount, 1, 1_000_000);
  const label = labelJa.normalize('NFC').trim();
  return amountYen === undefined || label === '' || label.length > 40 ? undefined : { labelJa: label, amountYen };
}

/** The account that a draft states, or the fields of it that are wrong. @param known the account as it is stored */
export function accountOf(
  draft: AccountDraft,
  known: BillingAccount | undefined,
): { readonly account: BillingAccount; readonly wrong: ReadonlySet<TypedField | 'discounts'> } {
  const wrong = new Set<TypedField | 'discounts'>();
  const read = (field: TypedField, form: RegExp, spare?: string): string => {
    const text = draft[field].normalize(field === 'holderKana' || field.endsWith('Ja') ? 'NFC' : 'NFKC').trim();
    if (text === '' && spare !== undefined) return spare;
    if (!form.test(text)) wrong.add(field);
    return text;
  };
  const unit = capacityUnitOf(draft.tariffId);
  const amount = wholeIn(draft.capacity, 1, 10_000);
  if (unit !== undefined && amount === undefined) wrong.add('capacity');
  const factor = wholeIn(draft.powerFactor, 0, 100);
  if (needsPowerFactor(draft.tariffId) && factor === undefined) wrong.add('powerFactor');
  const discounts = draft.discounts.map(discountOf);
  if (discounts.includes(undefined)) wrong.add('discounts');
  const orNull = (text: string) => (text === '' ? null : text);
  const account: BillingAccount = {
    nameJa: read('nameJa', /^.{1,200}$/),
    addressJa: read('addressJa', /^.{1,200}$/),
    contractNumber: read('contractNumber', /^[0-9A-Za-z-]{1,20}$/),
    supplyPointId: read('supplyPointId', /^\d{22}$/),
    receivingPointId: orNull(read('receivingPointId', /^\d{22}$/, '')),
    tariffId: draft.tariffId,
    capacity: unit === undefined ? null : { unit, amount: amount ?? 0, isMeasured: unit === 'kW' && draft.isMeasured },
    powerFactorPercent: needsPowerFactor(draft.tariffId) ? (factor ?? 0) : null,
    discounts: discounts.filter((discount) => discount !== undefined),
    levyReductionPercent: Number(draft.levyReduction),
    payBy: draft.payBy,
    bank: {
      bankCode: read('bankCode', /^\d{4}$/),
      bankName: read('bankName', /^.{0,60}$/),
      branchCode: read('branchCode', /^\d{3}$/),
      branchName: read('branchName', /^.{0,60}$/),
      accountType: draft.accountType,
      accountNumber: read('accountNumber', /^\d{7}$/, known?.bank.accountNumber),
      holderKana: read('holderKana', /^.{1,200}$/),
      bankJa: read('bankJa', /^.{1,200}$/),
      branchJa: read('branchJa', /^.{1,200}$/),
    },
    registrationNumber: orNull(read('registrationNumber', /^T\d{13}$/, '')),
    isPerson: draft.isPerson,
  };
  return { account, wrong };
}
