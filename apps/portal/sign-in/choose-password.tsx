import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { Action } from '../controls/action.js';
import { PasswordInput } from '../controls/password-input.js';
import { Refusal } from '../controls/refusal.js';
import { TextInput } from '../controls/text-input.js';
import { request } from '../server/request.js';
import { useText } from '../shell/use-text.js';

/** Shortest password that the API takes (apps/api/accounts/password.ts). */
export const MIN_LENGTH = 12;

/** With the token of an invitation or a reset: `/password#TOKEN`, which no server is sent, or typed in. */
export function ChoosePassword() {
  const { t } = useText();
  const linked = useLocation().hash.slice(1);
  const [token, setToken] = useState(linked);
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
      {linked === '' && <TextInput label={t('password.token')} value={token} onChange={setToken} autoComplete="off" />}
      <PasswordInput
        label={t('password.new')}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        {...(isShort
          ? { error: t('password.hint', { length: MIN_LENGTH }) }
          : { hint: t('password.hint', { length: MIN_LENGTH }) })}
      />
      <Refusal error={choose.error} fields={{ token: t('password.token'), password: t('password.new') }} />
      <Action submit busy={choose.isPending}>
        {t('password.go')}
      </Action>
    </form>
  );
}
