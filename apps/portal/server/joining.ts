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

/** A version, and when it was published or agreed to. */
interface VersionAt extends Pick<ContractDocument, 'sha256' | 'version' | 'title'> {
  readonly atMs: number;
}

/** How one stands to a contract document (apps/api/joining). */
export interface Agreement {
  readonly name: string;
  readonly newest: VersionAt;
  /** The version that one agreed to last. */
  readonly agreed: VersionAt | null;
}

/** A published version, its text left out (apps/api/joining). */
export interface DocumentVersion extends Omit<ContractDocument, 'text'> {
  readonly agreedCount: number;
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

/** What all queries of contract documents are remembered under. */
export const DOCUMENTS_KEY = ['joining', 'documents'];

export function useDocuments() {
  return useQuery({
    queryKey: [...DOCUMENTS_KEY, 'newest'],
    queryFn: () => request<ContractDocument[]>('GET', '/joining/documents'),
  });
}

/** One version with its text, asked for when it is wanted. */
export function useDocument(sha256: string, wanted: boolean) {
  return useQuery({
    queryKey: [...DOCUMENTS_KEY, sha256],
    queryFn: () => request<ContractDocument>('GET', `/joining/documents/${sha256}`),
    // Nothing published is ever changed.
    staleTime: Number.POSITIVE_INFINITY,
    enabled: wanted,
  });
}

export function useDocumentVersions() {
  return useQuery({
    queryKey: [...DOCUMENTS_KEY, 'versions'],
    queryFn: () => request<DocumentVersion[]>('GET', '/joining/documents/versions'),
  });
}

/** How one stands to each contract document; asked for by who owns a supply point. */
export function useAgreements(wanted: boolean) {
  return useQuery({
    queryKey: [...DOCUMENTS_KEY, 'agreements'],
    queryFn: () => request<Agreement[]>('GET', '/joining/agreements'),
    enabled: wanted,
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
