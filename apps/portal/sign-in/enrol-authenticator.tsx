import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Action } from '../controls/action.js';
import { Refusal } from '../controls/refusal.js';
import { request } from '../server/request.js';
import type { SessionAnswer } from '../server/session.js';
import { useText } from '../shell/use-text.js';
import { type CodeAnswer, CodeForm } from './sign-in-form.js';

/** First sign-in of those who need a second factor: the secret for their app, the first code, the recovery codes. */
export function EnrolAuthenticator(props: { readonly onSignedIn: (answer: SessionAnswer) => void }) {
  const { t } = useText();
  const [done, setDone] = useState<CodeAnswer>();
  const enrol = useMutation({
    mutationFn: () => request<{ secret: string; uri: string }>('POST', '/session/authenticator'),
  });
  if (done !== undefined) {
    return (
      <>
        <p>{t('enrol.recovery')}</p>
        <ul className="codes">
          {done.recoveryCodes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <Action onPress={() => props.onSignedIn(done)}>{t('enrol.kept')}</Action>
      </>
    );
  }
  if (enrol.data === undefined) {
    return (
      <>
        <p>{t('enrol.lead')}</p>
        <Refusal error={enrol.error} />
        <Action busy={enrol.isPending} onPress={() => enrol.mutate()}>
          {t('enrol.begin')}
        </Action>
      </>
    );
  }
  return (
    <>
      <p>{t('enrol.secret')}</p>
      <p>
        <code>{enrol.data.secret}</code>
      </p>
      <p>
        <a href={enrol.data.uri}>{t('enrol.open')}</a>
      </p>
      <CodeForm onSignedIn={setDone} />
    </>
  );
}
