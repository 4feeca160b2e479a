import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { sessionEnded, useFollowed } from '../server/session-state.js';
import { SignInForm } from '../sign-in/sign-in-form.js';
import { useText } from './use-text.js';

/** Asks to sign in again over the page that stands, so that nothing typed into it is lost. */
export function SignInAgain() {
  const ended = useFollowed(sessionEnded);
  const dialog = useRef<HTMLDialogElement>(null);
  const queries = useQueryClient();
  const { t } = useText();
  useEffect(() => {
    if (ended) dialog.current?.showModal();
    else dialog.current?.close();
  }, [ended]);
  return (
    <dialog ref={dialog} aria-labelledby="sign-in-again" onCancel={(event) => event.preventDefault()}>
      {ended && (
        <>
          <h2 id="sign-in-again">{t('signIn.again')}</h2>
          <p className="note">{t('signIn.againHint')}</p>
          <SignInForm
            onSignedIn={() => {
              sessionEnded.set(false);
              void queries.invalidateQueries();
            }}
          />
        </>
      )}
    </dialog>
  );
}
