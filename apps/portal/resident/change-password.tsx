import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Action } from '../controls/action.js';
import { PasswordInput } from '../controls/password-input.js';
import { Refusal } from '../controls/refusal.js';
import { RequestError, request } from '../server/request.js';
import { useText } from '../shell/use-text.js';
import { MIN_LENGTH } from '../sign-in/choose-password.js';

/** A new password for who knows the old one. The account's other devices are signed out. */
export function ChangePassword() {
  const { t } = useText();
  const queries = useQueryClient();
  const [oldPassword, setOld] = useState('');
  const [password, setPassword] = useState('');
  const change = useMutation({
    mutationFn: () => request<void>('PUT', '/account/password', { oldPassword, password }),
    onSuccess: () => {
      setOld('');
      setPassword('');
      return queries.invalidateQueries({ queryKey: ['account'] });
    },
  });
  const isShort = password !== '' && password.length < MIN_LENGTH;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!change.isPending && oldPassword !== '' && password.length >= MIN_LENGTH) change.mutate();
  };
  const isOldWrong = change.error instanceof RequestError && change.error.code === 'SIGN_IN_REFUSED';
  return (
    <section className="card">
      <h2>{t('password.change')}</h2>
      <form onSubmit={submit} noValidate>
        <PasswordInput
          label={t('password.old')}
          value={oldPassword}
          onChange={setOld}
          autoComplete="current-password"
          error={isOldWrong ? t('password.oldWrong') : undefined}
        />
        <PasswordInput
          label={t('password.new')}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          {...(isShort
            ? { error: t('password.hint', { length: MIN_LENGTH }) }
            : { hint: t('password.hint', { length: MIN_LENGTH }) })}
        />
        <div role="status">{change.isSuccess && <p className="message good">{t('password.changed')}</p>}</div>
        {!isOldWrong && <Refusal error={change.error} />}
        <Action submit kind="plain" busy={change.isPending}>
          {t('password.change')}
        </Action>
      </form>
    </section>
  );
}
