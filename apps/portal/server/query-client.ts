import { MutationCache, notifyManager, onlineManager, QueryCache, QueryClient } from '@tanstack/react-query';
import { RequestError } from './request.js';
import { sessionEnded } from './session-state.js';

/** Retries of a read that failed for no reason of its own; a refusal is not asked twice. */
const MAX_RETRIES = 2;

/** Server state of the portal. A 401 anywhere asks to sign in again, over the page that stands. */
export function makeQueryClient(): QueryClient {
  // The library hears of changes only: a page that opens without a network must know it at once.
  onlineManager.setOnline(navigator.onLine);
  // A change that is on its way is drawn before the next press is heard: a button that was pressed twice sends once.
  notifyManager.setScheduler(queueMicrotask);
  return new QueryClient({
    queryCache: new QueryCache({ onError: noticeSession }),
    mutationCache: new MutationCache({ onError: noticeSession }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < MAX_RETRIES && !isRefusal(error),
        retryDelay: (attempt) => 500 * 2 ** attempt,
        // Figures whose update failed stay, with the time they are of.
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
}

function isRefusal(error: Error): boolean {
  return error instanceof RequestError && error.status >= 400 && error.status < 500;
}

function noticeSession(error: Error): void {
  if (error instanceof RequestError && error.status === 401 && error.code === 'SIGN_IN_NEEDED') sessionEnded.set(true);
}
