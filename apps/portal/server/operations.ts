import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type {
  EffectView,
  GrantsView,
  GrantView,
  Overview,
  ParticipantsView,
  RetailMonth,
  RulesView,
  SlotDetail,
  SlotException,
  SlotsView,
} from '#operations';
import { request } from './request.js';

/** Without a word from the stream, figures are asked for again this often. */
const REFRESH_MS = 60_000;

export function useOverview() {
  return useQuery({
    queryKey: ['operations', 'overview'],
    queryFn: () => request<Overview>('GET', '/operations/overview'),
    // A gate closes and readings fall due without an event.
    refetchInterval: 10_000,
  });
}

export function useSlots(day: string | undefined) {
  return useQuery({
    queryKey: ['operations', 'slots', day],
    queryFn: () => request<SlotsView>('GET', `/operations/slots?day=${day}`),
    placeholderData: keepPreviousData,
    enabled: day !== undefined,
    refetchInterval: REFRESH_MS,
  });
}

export function useSlotDetail(slot: number) {
  return useQuery({
    queryKey: ['operations', 'slot', slot],
    queryFn: () => request<SlotDetail>('GET', `/operations/slots/${slot}`),
    refetchInterval: REFRESH_MS,
  });
}

/** One side of a half hour's book (apps/api/market). */
interface SideStatisticsView {
  readonly depthWh: number;
  readonly fillRatePermille: number | null;
}

/** How well a half hour was quoted and served (apps/api/market). */
export interface SlotStatisticsView {
  readonly spreadSen: number | null;
  readonly meanSpreadSen: number | null;
  readonly buy: SideStatisticsView;
  readonly sell: SideStatisticsView;
  /** What one call of the same orders would have traded; null before gate closure. */
  readonly called: { readonly priceSen: number | null; readonly energyWh: number } | null;
}

export function useSlotStatistics(slot: number) {
  return useQuery({
    queryKey: ['operations', 'slot', slot, 'statistics'],
    queryFn: () => request<SlotStatisticsView>('GET', `/slots/${slot}/statistics`),
    refetchInterval: REFRESH_MS,
  });
}

export function useExceptions(day: string | undefined) {
  return useQuery({
    queryKey: ['operations', 'slots', 'exceptions', day],
    queryFn: () => request<SlotException[]>('GET', `/operations/exceptions?day=${day}`),
    placeholderData: keepPreviousData,
    enabled: day !== undefined,
  });
}

export function useParticipants(search: string) {
  return useInfiniteQuery({
    queryKey: ['operations', 'participants', search],
    queryFn: ({ pageParam }) =>
      request<ParticipantsView>(
        'GET',
        `/operations/participants?search=${encodeURIComponent(search)}&after=${encodeURIComponent(pageParam)}`,
      ),
    initialPageParam: '',
    getNextPageParam: ({ participants }) => (participants.length < 50 ? null : participants.at(-1)!.participantId),
    placeholderData: keepPreviousData,
  });
}

/** What {@link useRules} is remembered under. */
export const RULES_KEY = ['operations', 'rules'] as const;

export function useRules() {
  return useQuery({ queryKey: RULES_KEY, queryFn: () => request<RulesView>('GET', '/operations/rules') });
}

export function useRetail(month: string | undefined) {
  return useQuery({
    queryKey: ['operations', 'month', 'retail', month],
    queryFn: () => request<RetailMonth>('GET', `/operations/retail?month=${month}`),
    placeholderData: keepPreviousData,
    enabled: month !== undefined,
  });
}

export function useEffectOf(month: string | undefined) {
  return useQuery({
    queryKey: ['operations', 'month', 'effect', month],
    queryFn: () => request<EffectView>('GET', `/operations/effect?month=${month}`),
    placeholderData: keepPreviousData,
    enabled: month !== undefined,
  });
}

/** Kinds of grants, as their routes are called. */
export type GrantKind = 'rewards' | 'fund';
/** Who may pay a grant (`GRANT_PAYERS` of `#settlement`). */
export const GRANT_PAYERS = ['retailer', 'gridCompany', 'platform', 'fund'] as const;
export type GrantPayer = GrantsView['sums'][number]['payer'];
/** A grant of a list; one of the fund does not say for which energy it was. */
export type ListedGrant = Omit<GrantView, 'energyWh'> & Partial<Pick<GrantView, 'energyWh'>>;
/** Begins the keys of everything that was granted. */
export const GRANTS_KEY = ['operations', 'month', 'grants'] as const;

export function useGrants(kind: GrantKind, month: string) {
  return useInfiniteQuery({
    queryKey: [...GRANTS_KEY, kind, month],
    queryFn: ({ pageParam }) =>
      request<Omit<GrantsView, 'grants'> & { readonly grants: readonly ListedGrant[] }>(
        'GET',
        `/grants/${kind}/${month}${pageParam === '' ? '' : `?after=${encodeURIComponent(pageParam)}`}`,
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

/** One line of the audit log (apps/api/audit). */
export interface AuditLine {
  readonly sequence: number;
  readonly atMs: number;
  readonly accountId: string;
  readonly role: string;
  readonly action: string;
  readonly subject: string;
  readonly address: string;
}

/** Lines on a page of the log. */
export const AUDIT_PAGE = 100;

export function useAuditHead() {
  return useQuery({
    queryKey: ['audit', 'head'],
    queryFn: () => request<{ sequence: number; hash: string; brokenAt: number | null }>('GET', '/audit/head'),
  });
}

/** A head of the log on chain (apps/api/provenance). */
export interface AnchoredHead {
  readonly day: string;
  readonly sequence: number;
  readonly inLog: boolean;
  readonly state: 'waiting' | 'sent' | 'confirmed';
}

export function useAuditAnchors() {
  return useQuery({
    queryKey: ['audit', 'anchors'],
    queryFn: () => request<AnchoredHead[]>('GET', '/audit/anchors'),
  });
}

/** The page of the log that ends with a sequence. */
export function useAuditPage(until: number | undefined) {
  const after = Math.max(0, (until ?? 0) - AUDIT_PAGE);
  return useQuery({
    queryKey: ['audit', 'page', after, until],
    queryFn: () => request<AuditLine[]>('GET', `/audit?after=${after}&limit=${AUDIT_PAGE}`),
    enabled: until !== undefined,
    placeholderData: keepPreviousData,
  });
}
