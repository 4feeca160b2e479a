import { QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { BrowserRouter } from 'react-router';
import { Loaded, Waiting } from './controls/loaded.js';
import { makeQueryClient } from './server/query-client.js';
import { type PortalAccount, useSession } from './server/session.js';
import { followStream } from './server/stream.js';
import { ConnectionBar } from './shell/connection-bar.js';
import { DemonstrationBanner } from './shell/demonstration-banner.js';
import { ErrorBoundary } from './shell/error-boundary.js';
import { NoScreens } from './shell/no-screens.js';
import { SignInAgain } from './shell/sign-in-again.js';
import { SignInPage, useIsAtDoor } from './sign-in/sign-in-page.js';

/** The screens of each role, loaded when somebody of that role signs in (docs/portal.md, "A new role"). */
const AREAS: Readonly<Record<string, ReturnType<typeof lazy>>> = {
  resident: lazy(() => import('./resident/resident-area.js')),
  operator: lazy(() => import('./operator/operator-area.js')),
  retailer: lazy(() => import('./retailer/retailer-area.js')),
  auditor: lazy(() => import('./auditor/auditor-area.js')),
  ward: lazy(() => import('./ward/ward-area.js')),
  gridOperator: lazy(() => import('./observer/observer-area.js')),
  wholesaler: lazy(() => import('./observer/observer-area.js')),
  researcher: lazy(() => import('./observer/observer-area.js')),
};

const queries = makeQueryClient();

/** The whole portal. */
export function Portal() {
  return (
    <QueryClientProvider client={queries}>
      {/* A transition would keep the old screen, as if nothing had been pressed, until the new one's program has come. */}
      <BrowserRouter useTransitions={false}>
        <ErrorBoundary>
          <ConnectionBar />
          <DemonstrationBanner />
          <Area />
          <SignInAgain />
        </ErrorBoundary>
      </BrowserRouter>
    </QueryClientProvider>
  );
}

function Area() {
  const session = useSession();
  const isAtDoor = useIsAtDoor();
  return (
    <Loaded query={session}>
      {(answer) =>
        answer?.account == null || isAtDoor ? <SignInPage step={answer?.step} /> : <AreaOf account={answer.account} />
      }
    </Loaded>
  );
}

function AreaOf({ account }: { readonly account: PortalAccount }) {
  const queries = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another account hears other things
  useEffect(() => followStream(queries), [queries, account.accountId]);
  const Screens = AREAS[account.role];
  if (Screens === undefined) return <NoScreens />;
  return (
    <Suspense fallback={<Waiting />}>
      <Screens />
    </Suspense>
  );
}
