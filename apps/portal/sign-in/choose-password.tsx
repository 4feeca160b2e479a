import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Action } from '../controls/action.js';
import { TextInput } from '../controls/text-input.js';
import { RequestError, request } from '../server/request.js';
import { useText } from '../shell/use-text.js';

/** Shortest password that the API takes (apps/api/accounts/password.ts). */
const MIN_LENGTH = 12;

/** With the token of an invitation or a reset: `/password#TOKEN` or typed in. */
export function ChoosePassword() {
  const { t } = useText();
  const [parameters] = useSearchParams();
  const [token, setToken] = useState(parameters.get('token') ?? '');
  const [password, setPassword] = useState('');
  const choose = useMutation({
    mutationFn: () => request<void>('POST', '/password', { token: token.trim(), password }),
  });
  const isShort = password !== '' && password.length < MIN_LENGTH;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!choose.isPending && token.trim() !== '' && password.length >= MIN_LENGTH) choose.mutate();
  };
  if (choose.isSuccess) {
    return (
      <>
        <p className="message good">{t('password.chosen')}</p>
        <Link className="button" to="/">
          {t('signIn.title')}
        </Link>
      </>
    );
  }
  return (
    <form onSubmit={submit} noValidate>
      <h1>{t('password.title')}</h1>
      <TextInput label={t('password.token')} value={token} onChange={setToken} autoComplete="off" />
      <TextInput
        label={t('password.new')}
        value={password}
        onChange={setPassword}
        type="password"
        autoComplete="new-password"
        hint={t('password.hint', { length: MIN_LENGTH })}
        error={isShort ? t('password.hint', { length: MIN_LENGTH }) : undefined}
      />
      {choose.isError && (
        <p className="message bad" role="alert">
          {t(
            choose.error instanceof RequestError && choose.error.status === 403 ? 'password.refused' : 'app.failedHint',
          )}
        </p>
      )}
      <Action submit busy={choose.isPending}>
        {t('password.go')}
      </Action>
    </form>
  );
}
