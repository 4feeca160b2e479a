import type { ReactNode } from 'react';
import { Link, Route, Routes } from 'react-router';
import type { SessionAnswer } from '../server/session.js';
import { LanguageChoice } from '../shell/language-choice.js';
import { Mark } from '../shell/mark.js';
import { useText } from '../shell/use-text.js';
import { ChoosePassword } from './choose-password.js';
import { ForgottenPassword } from './forgotten-password.js';
import { SignInForm } from './sign-in-form.js';

/** What is seen before anybody is signed in. */
export function SignInPage({ step }: { readonly step?: SessionAnswer['step'] | undefined }) {
  const { t } = useText();
  return (
    <main className="alone">
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
        <Route
          path="*"
          element={
            <Page
              other={<Link to="/forgotten">{t('password.forgotten')}</Link>}
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
