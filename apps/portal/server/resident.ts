import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type {
  HomeView,
  LabelView,
  LedgerPlaceView,
  MarketView,
  NamedPoint,
  Notice,
  SeriesView,
  SettingsForm,
  Span,
  TradesView,
  TradeView,
} from '#resident';
import { request } from './request.js';

/** How often figures that move are asked for again. */
const REFRESH_MS = 30_000;

const pathOf = (point: string) => `/resident/points/${encodeURIComponent(point)}`;

/** Path of the CSV of a graph, below /api. */
export function csvPath(point: string, span: Span, at: string): string {
  return `${pathOf(point)}/series.csv?span=${span}&at=${at}`;
}

/** Path of the evidence of a trade, below /api. */
export function evidencePath(point: string, slot: number, sequence: number): string {
  return `${pathOf(point)}/trades/${slot}/${sequence}/evidence`;
}

export const POINTS_KEY = ['points'];

export function usePoints() {
  return useQuery({ queryKey: POINTS_KEY, queryFn: () => request<NamedPoint[]>('GET', '/resident/points') });
}

export function useHome(point: string) {
  return useQuery({
    queryKey: ['resident', point, 'home'],
    queryFn: () => request<HomeView>('GET', `${pathOf(point)}/home`),
    refetchInterval: REFRESH_MS,
  });
}

export function useSeries(point: string, span: Span, at: string | undefined) {
  return useQuery({
    queryKey: ['resident', point, 'series', span, at],
    queryFn: () => request<SeriesView>('GET', `${pathOf(point)}/series?span=${span}&at=${at}`),
    placeholderData: keepPreviousData,
    enabled: at !== undefined,
    refetchInterval: REFRESH_MS,
  });
}

export function useMarket(point: string, day: string | undefined) {
  return useQuery({
    queryKey: ['resident', point, 'market', day],
    queryFn: () => request<MarketView>('GET', `${pathOf(point)}/market?day=${day}`),
    placeholderData: keepPreviousData,
    enabled: day !== undefined,
    refetchInterval: REFRESH_MS / 3,
  });
}

/** A level of a book. */
export interface BookLevel {
  readonly priceSen: number;
  readonly energyWh: number;
  readonly orders: number;
}

/** A slot's book as anybody signed in may see it (apps/api/market). */
export interface BookView {
  readonly slot: number;
  readonly phase: string;
  readonly gateClosureMs: number;
  readonly buy: readonly BookLevel[];
  readonly sell: readonly BookLevel[];
}

export function useBook(slot: number | undefined) {
  return useQuery({
    queryKey: ['book', slot],
    queryFn: () => request<BookView>('GET', `/slots/${slot}/book`),
    enabled: slot !== undefined,
    refetchInterval: REFRESH_MS / 6,
  });
}

export function useTrades(point: string) {
  return useInfiniteQuery({
    queryKey: ['resident', point, 'trades'],
    queryFn: ({ pageParam }) =>
      request<TradesView>('GET', `${pathOf(point)}/trades?limit=40${pageParam === null ? '' : `&before=${pageParam}`}`),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: REFRESH_MS,
  });
}

/** The trades of one day, at most 200. */
export function useTradesOfDay(point: string, day: string | undefined) {
  return useQuery({
    queryKey: ['resident', point, 'trades', day],
    queryFn: () => request<TradesView>('GET', `${pathOf(point)}/trades?limit=200&day=${day}`),
    placeholderData: keepPreviousData,
    enabled: day !== undefined,
  });
}

export function tradeQuery(point: string, slot: string, sequence: string) {
  return {
    queryKey: ['resident', point, 'trade', slot, sequence],
    queryFn: () => request<TradeView>('GET', `${pathOf(point)}/trades/${slot}/${sequence}`),
  };
}

export function useLabel(point: string, day: string | undefined) {
  return useQuery({
    queryKey: ['resident', point, 'label', day],
    queryFn: () => request<LabelView>('GET', `${pathOf(point)}/label?day=${day}`),
    placeholderData: keepPreviousData,
    enabled: day !== undefined,
  });
}

/** Settlements and announcements of the stream say when to ask again. */
export function useNotices(point: string | undefined) {
  return useQuery({
    queryKey: ['resident', point, 'notices'],
    queryFn: () => request<{ notices: Notice[] }>('GET', `${pathOf(point!)}/notices`),
    enabled: point !== undefined,
  });
}

/** Key of a point's settings. */
export const settingsKey = (point: string) => ['resident', point, 'settings'] as const;

export function settingsQuery(point: string) {
  return {
    queryKey: settingsKey(point),
    queryFn: () => request<SettingsForm>('GET', `${pathOf(point)}/settings`),
  };
}

/** Changes a point's settings. @throws RequestError */
export function putSettings(point: string, body: unknown): Promise<SettingsForm> {
  return request<SettingsForm>('PUT', `${pathOf(point)}/settings`, body);
}

export function ledgerPlace(): Promise<LedgerPlaceView> {
  return request<LedgerPlaceView>('GET', '/chain/place');
}
