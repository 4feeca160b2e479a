import { useQuery } from '@tanstack/react-query';
import type { Role } from '#joining';
import { RequestError, request } from './request.js';

/** What the API says of who is signed in (apps/api/accounts). */
export interface SessionAnswer {
  readonly step: 'signedIn' | 'secondFactor' | 'enrolSecondFactor';
  readonly account: PortalAccount | null;
}

/** Who is signed in. */
export interface PortalAccount {
  readonly accountId: string;
  readonly email: string;
  readonly displayName: string;
  readonly role: Role;
  readonly locked: { readonly atMs: number; readonly reason: string } | null;
  /** Set until somebody has chosen a password; `untilMs` null: its letter is too old. */
  readonly invited: { readonly untilMs: number | null } | null;
  readonly participants: readonly { readonly participantId: string; readonly access: 'owner' | 'family' }[];
}

/** Key of the session in the query cache. */
export const SESSION_KEY = ['session'] as const;

/** The session; null if nobody is signed in. */
export function useSession() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: readSession,
    staleTime: 5 * 60_000,
  });
}

async function readSession(): Promise<SessionAnswer | null> {
  try {
    return await request<SessionAnswer>('GET', '/session');
  } catch (error) {
    if (error instanceof RequestError && error.status === 401) return null;
    throw error;
  }
}
