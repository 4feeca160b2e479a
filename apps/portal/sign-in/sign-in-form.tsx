import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Action } from '../controls/action.js';
import { PasswordInput } from '../controls/password-input.js';
import { Refusal } from '../controls/refusal.js';
import { TextInput } from '../controls/text-input.js';
import { request } from '../server/request.js';
import { SESSION_KEY, type SessionAnswer } from '../server/session.js';
import { useText } from '../shell/use-text.js';
import { EnrolAuthenticator } from './enrol-authenticator.js';
import { PasskeySignIn } from './passkey-sign-in.js';

/** E-mail address and password or a passkey, then whatever else the account needs. */
export function SignInForm(props: {
  readonly step?: SessionAnswer['step'] | undefined;
  readonly onSignedIn?: () => void;
}) {
  const { t } = useText();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [step, setStep] = useState(props.step);
  const [tried, setTried] = useState(false);
  const proceed = (answer: SessionAnswer) => {
    setStep(answer.step);
    if (answer.account === null) return;
    queries.setQueryData(SESSION_KEY, answer);
    props.onSignedIn?.();
  };
  const signIn = useMutation({
    mutationFn: () => request<SessionAnswer>('POST', '/session', { email, password }),
    onSuccess: proceed,
  });
  if (step === 'secondFactor') return <CodeForm onSignedIn={proceed} />;
  if (step === 'enrolSecondFactor') return <EnrolAuthenticator onSignedIn={proceed} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!signIn.isPending && email.trim() !== '' && password !== '') signIn.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        label={t('signIn.email')}
        value={email}
        onChange={setEmail}
        type="email"
        autoComplete="username"
        error={tried && email.trim() === '' ? t('signIn.emailNeeded') : undefined}
      />
      <PasswordInput
        label={t('signIn.password')}
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        error={tried && password === '' ? t('signIn.passwordNeeded') : undefined}
      />
      <Refusal error={signIn.error} fields={{ email: t('signIn.email') }} />
      <Action submit busy={signIn.isPending}>
        {t(signIn.isPending ? 'signIn.going' : 'signIn.go')}
      </Action>
      <PasskeySignIn onSignedIn={proceed} />
    </form>
  );
}

/** The second factor: six digits of the app, or a recovery code. */
export function CodeForm(props: { readonly onSignedIn: (answer: CodeAnswer) => void }) {
  const { t } = useText();
  const [code, setCode] = useState('');
  const show = useMutation({
    mutationFn: () => request<CodeAnswer>('POST', '/session/code', { code: code.normalize('NFKC').replace(/\s/g, '') }),
    onSuccess: props.onSignedIn,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!show.isPending && code.trim() !== '') show.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        label={t('signIn.code')}
        value={code}
        onChange={setCode}
        inputMode="numeric"
        autoComplete="one-time-code"
      />
      <Refusal error={show.error} fields={{ code: t('signIn.code') }} />
      <Action submit busy={show.isPending}>
        {t(show.isPending ? 'signIn.going' : 'signIn.codeGo')}
      </Action>
    </form>
  );
}

/** The answer to a right code; recovery codes come once, at the end of an enrolment. */
export type CodeAnswer = SessionAnswer & { readonly recoveryCodes: readonly string[] };
