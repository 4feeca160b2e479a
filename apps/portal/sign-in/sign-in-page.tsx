import { lazy, type ReactNode, Suspense } from 'react';
import { Link, Route, Routes, useLocation } from 'react-router';
import { Waiting } from '../controls/loaded.js';
import type { SessionAnswer } from '../server/session.js';
import { DemonstrationDoor } from '../shell/demonstration-banner.js';
import { LanguageChoice } from '../shell/language-choice.js';
import { Mark } from '../shell/mark.js';
import { TextSizeChoice } from '../shell/text-size-choice.js';
import { useText } from '../shell/use-text.js';
import { ChoosePassword } from './choose-password.js';
import { ForgottenPassword } from './forgotten-password.js';
import { Left } from './left.js';
import { SignInForm } from './sign-in-form.js';

const Register = lazy(() => import('./register.js'));
const SetUp = lazy(() => import('./set-up.js'));

/** True where a letter's link leads: its form opens also where somebody is signed in still. */
export function useIsAtDoor(): boolean {
  return useLocation().pathname === '/password';
}

/** What is seen before anybody is signed in. */
export function SignInPage({ step }: { readonly step?: SessionAnswer['step'] | undefined }) {
  const { t } = useText();
  return (
    <main className="alone">
      <DemonstrationDoor />
      <div className="brand">
        <Mark />
        {t('app.name')}
      </div>
      <p className="note">{t('signIn.lead')}</p>
      <Routes>
        <Route
          path="/password"
          element={<Page other={<Link to="/">{t('signIn.title')}</Link>} form={<ChoosePassword />} />}
        />
        <Route
          path="/forgotten"
          element={<Page other={<Link to="/">{t('signIn.title')}</Link>} form={<ForgottenPassword />} />}
        />
        <Route path="/left" element={<Page other={<Link to="/">{t('signIn.title')}</Link>} form={<Left />} />} />
        {(
          [
            ['/register', <Register key="register" />],
            ['/setup', <SetUp key="setup" />],
          ] as const
        ).map(([path, form]) => (
          <Route
            key={path}
            path={path}
            element={
              <Page
                other={<Link to="/">{t('signIn.title')}</Link>}
                form={<Suspense fallback={<Waiting />}>{form}</Suspense>}
              />
            }
          />
        ))}
        <Route
          path="*"
          element={
            <Page
              other={
                <>
                  <Link to="/register">{t('register.title')}</Link>
                  <Link to="/forgotten">{t('password.forgotten')}</Link>
                </>
              }
              form={
                <>
                  <h1>{t('signIn.title')}</h1>
                  <SignInForm step={step} />
                </>
              }
            />
          }
        />
      </Routes>
      <LanguageChoice labelHidden />
      <TextSizeChoice />
    </main>
  );
}

function Page({ form, other }: { readonly form: ReactNode; readonly other: ReactNode }) {
  return (
    <>
      <div className="card">{form}</div>
      <p className="other">{other}</p>
    </>
  );
}
