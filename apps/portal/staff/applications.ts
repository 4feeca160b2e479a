import type { QueryKey } from '@tanstack/react-query';

/** An application as ward and operator see it (apps/api/joining). */
export interface Application {
  readonly applicationId: string;
  readonly state: string;
  readonly side: string;
  readonly postcode: string;
  readonly address: string;
  readonly pv: { readonly ratedW: number; readonly fitEndDay: string | null } | null;
  readonly startDay: string;
  readonly submittedAtMs: number;
  readonly ineligibility: readonly { readonly reason: string }[];
  readonly events: readonly { readonly state: string; readonly reason: string; readonly atMs: number }[];
}

/** Key of the applications in a state, or of all. */
export function applicationsKey(state?: string): QueryKey {
  return state === undefined ? ['applications'] : ['applications', state];
}
