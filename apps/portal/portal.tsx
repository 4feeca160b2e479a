import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { BrowserRouter } from 'react-router';
import { Loaded, Waiting } from './controls/loaded.js';
import { makeQueryClient } from './server/query-client.js';
import { type PortalAccount, useSession } from './server/session.js';
import { ConnectionBar } from './shell/connection-bar.js';
import { ErrorBoundary } from './shell/error-boundary.js';
import { NoScreens } from './shell/no-screens.js';
import { SignInAgain } from './shell/sign-in-again.js';
import { SignInPage, useIsAtDoor } from './sign-in/sign-in-page.js';

/** The screens of each role, loaded when somebody of that role signs in (docs/portal.md, "A new role"). */
const AREAS: Readonly<Record<string, ReturnType<typeof lazy>>> = {
  resident: lazy(() => import('./resident/resident-area.js')),
};

const queries = makeQueryClient();

/** The whole portal. */
export function Portal() {
  return (
    <QueryClientProvider client={queries}>
      <BrowserRouter>
        <ErrorBoundary>
          <ConnectionBar />
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
  const Screens = AREAS[account.role];
  if (Screens === undefined) return <NoScreens />;
  return (
    <Suspense fallback={<Waiting />}>
      <Screens />
    </Suspense>
  );
}
