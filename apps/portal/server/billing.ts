import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type {
  BillingAccountItem,
  CloseProgress,
  PriceHistoryView,
  ReadinessView,
  StatementItem,
  StatementKind,
} from '#billing';
import type { DebitDecision, DebitNextStep, DebitResult, ManifestEntry } from '#formats';
import { request } from './request.js';

/** Begins the keys of everything about months and money. */
export const BILLING_KEY = ['billing'] as const;

/** While a month is being closed, how far it is is asked for this often. */
const PROGRESS_MS = 1000;
/** Else this often: somebody else may have begun. */
const REFRESH_MS = 30_000;
/** Documents or payments a page. */
const PAGE = 200;

export function useCloseProgress(month: string | undefined) {
  return useQuery({
    queryKey: [...BILLING_KEY, 'progress', month],
    queryFn: () => request<CloseProgress>('GET', `/billing/months/${month}`),
    placeholderData: keepPreviousData,
    enabled: month !== undefined,
    refetchInterval: ({ state }) => (state.data?.running === true ? PROGRESS_MS : REFRESH_MS),
  });
}

export function useReadiness(month: string | undefined) {
  return useQuery({
    queryKey: [...BILLING_KEY, 'readiness', month],
    queryFn: () => request<ReadinessView>('GET', `/billing/months/${month}/readiness`),
    placeholderData: keepPreviousData,
    enabled: month !== undefined,
  });
}

export function useMonthFiles(month: string | undefined) {
  return useQuery({
    queryKey: [...BILLING_KEY, 'files', month],
    queryFn: () => request<ManifestEntry[]>('GET', `/billing/months/${month}/files`),
    placeholderData: keepPreviousData,
    enabled: month !== undefined,
  });
}

export function useDocuments(month: string | undefined, kind: StatementKind) {
  return useInfiniteQuery({
    queryKey: [...BILLING_KEY, 'documents', month, kind],
    queryFn: ({ pageParam }) =>
      request<StatementItem[]>(
        'GET',
        `/billing/months/${month}/statements?kind=${kind}&limit=${PAGE}&after=${pageParam}`,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => {
      const last = page.at(-1);
      return last === undefined || page.length < PAGE ? null : `${last.number}-${last.version}`;
    },
    enabled: month !== undefined,
  });
}

/** Path of a document's PDF, below /api. */
export function documentPath({ number, version }: Pick<StatementItem, 'number' | 'version'>): string {
  return `/billing/statements/${number}/versions/${version}/pdf`;
}

export function usePriceHistory(month: string | undefined) {
  return useQuery({
    queryKey: [...BILLING_KEY, 'prices', month],
    queryFn: () => request<PriceHistoryView>('GET', `/billing/prices/${month}/versions`),
    placeholderData: keepPreviousData,
    enabled: month !== undefined,
  });
}

/** Billing accounts a page. */
const ACCOUNTS_PAGE = 50;

export function useBillingAccounts(search: string, isMissing: boolean) {
  return useInfiniteQuery({
    queryKey: [...BILLING_KEY, 'accounts', search, isMissing],
    queryFn: ({ pageParam }) =>
      request<BillingAccountItem[]>(
        'GET',
        `/billing/accounts?search=${encodeURIComponent(search)}&missing=${isMissing}&limit=${ACCOUNTS_PAGE}&after=${encodeURIComponent(pageParam)}`,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => (page.length < ACCOUNTS_PAGE ? null : page.at(-1)!.participantId),
    placeholderData: keepPreviousData,
  });
}

/** How far a payment is (apps/api/billing). */
export const PAYMENT_STATES = ['failed', 'asked', 'paid', 'repeated'] as const;

/** A payment without its bank account, as apps/api/billing answers. */
export interface PaymentView {
  readonly number: string;
  readonly version: number;
  readonly attempt: number;
  readonly month: string;
  readonly run: number;
  readonly participantId: string;
  readonly way: 'debit' | 'transfer' | 'invoice';
  readonly amountYen: number;
  readonly dueDay: string;
  readonly state: (typeof PAYMENT_STATES)[number];
  /** JST day on which the money moved, or came back. */
  readonly settledDay: string | null;
  readonly result: DebitResult | null;
  /** What the bank said of what came back. */
  readonly note: string | null;
  readonly nextStep: DebitNextStep | null;
  /** What staff decided about it last. */
  readonly decision: { readonly decision: DebitDecision; readonly reason: string; readonly decidedAtMs: number } | null;
}

export function usePayments(state: PaymentView['state']) {
  return useInfiniteQuery({
    queryKey: [...BILLING_KEY, 'payments', state],
    queryFn: ({ pageParam }) =>
      request<PaymentView[]>('GET', `/billing/payments?state=${state}&limit=${PAGE}&after=${pageParam}`),
    initialPageParam: '',
    getNextPageParam: (page) => {
      const last = page.at(-1);
      return last === undefined || page.length < PAGE ? null : `${last.number}-${last.version}-${last.attempt}`;
    },
  });
}

/** Money that came in beside what was asked for, as apps/api/billing answers. */
export interface HeldReceiptView {
  readonly number: string;
  readonly version: number;
  readonly attempt: number;
  /** JST day on which the money came. */
  readonly receivedDay: string;
  readonly participantId: string;
  readonly amountYen: number;
  readonly state: 'held' | 'applied' | 'refunded';
  /** Of the transfer that pays it back. */
  readonly refundNumber: string | null;
  readonly next: 'awaitsBank' | 'refundsNext' | 'needsAccount' | 'done';
}

export function useHeldReceipts() {
  return useQuery({
    queryKey: [...BILLING_KEY, 'held'],
    queryFn: () => request<HeldReceiptView[]>('GET', `/billing/payments/held?limit=${PAGE}`),
  });
}
