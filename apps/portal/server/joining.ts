import { useQuery } from '@tanstack/react-query';
import type { ApplicationState, Ineligibility } from '#joining';
import { request } from './request.js';

/** A contract document in its newest version (apps/api/joining). */
export interface ContractDocument {
  readonly sha256: string;
  readonly name: string;
  readonly version: number;
  readonly title: string;
  readonly text: string;
  readonly publishedAtMs: number;
}

/** A purpose, and whether one consents to it. */
export interface Consent {
  readonly purpose: string;
  readonly ja: string;
  readonly en: string;
  readonly given: boolean;
  readonly sinceMs: number | null;
}

/** One's own application. */
export interface ApplicationView {
  readonly applicationId: string;
  readonly state: ApplicationState;
  readonly supplyPointId: string;
  readonly startDay: string;
  readonly submittedAtMs: number;
  readonly ineligibility: readonly Ineligibility[];
}

export const APPLICATIONS_KEY = ['joining', 'applications'];
export const CONSENTS_KEY = ['joining', 'consents'];

export function useDocuments() {
  return useQuery({
    queryKey: ['joining', 'documents'],
    queryFn: () => request<ContractDocument[]>('GET', '/joining/documents'),
  });
}

export function useConsents() {
  return useQuery({ queryKey: CONSENTS_KEY, queryFn: () => request<Consent[]>('GET', '/joining/consents') });
}

export function useApplications() {
  return useQuery({
    queryKey: APPLICATIONS_KEY,
    queryFn: () => request<ApplicationView[]>('GET', '/joining/applications'),
  });
}
