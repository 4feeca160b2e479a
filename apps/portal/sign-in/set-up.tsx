import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { Action } from '../controls/action.js';
import { PasswordInput } from '../controls/password-input.js';
import { Refusal } from '../controls/refusal.js';
import { TextInput } from '../controls/text-input.js';
import { request } from '../server/request.js';
import { useText } from '../shell/use-text.js';
import { MIN_LENGTH } from './choose-password.js';

/** The first operator of an empty exchange, with the token that `npm start` prints (apps/api/accounts/setup.service.ts). */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function SetUp() {
  const { t } = useText();
  const [fields, setFields] = useState({ token: '', displayName: '', email: '', password: '' });
  const set = (change: Partial<typeof fields>) => setFields((before) => ({ ...before, ...change }));
  const setUp = useMutation({
    mutationFn: () => request<void>('POST', '/setup', { ...fields, token: fields.token.trim() }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!setUp.isPending) setUp.mutate();
  };
  if (setUp.isSuccess) {
    return (
      <>
        <p className="message good" role="status">
          {t('setup.done')}
        </p>
        <Link className="button" to="/">
          {t('signIn.title')}
        </Link>
      </>
    );
  }
  const names = {
    token: t('setup.token'),
    displayName: t('register.name'),
    email: t('signIn.email'),
    password: t('password.new'),
  };
  return (
    <form onSubmit={submit} noValidate>
      <h1>{t('setup.title')}</h1>
      <p className="note">{t('setup.lead')}</p>
      <TextInput label={names.token} value={fields.token} onChange={(token) => set({ token })} autoComplete="off" />
      <TextInput
        label={names.displayName}
        value={fields.displayName}
        onChange={(displayName) => set({ displayName })}
        autoComplete="name"
      />
      <TextInput
        label={names.email}
        value={fields.email}
        onChange={(email) => set({ email })}
        type="email"
        autoComplete="username"
      />
      <PasswordInput
        label={names.password}
        value={fields.password}
        onChange={(password) => set({ password })}
        autoComplete="new-password"
        hint={t('password.hint', { length: MIN_LENGTH })}
      />
      <Refusal error={setUp.error} fields={names} />
      <Action submit busy={setUp.isPending}>
        {t('setup.go')}
      </Action>
    </form>
  );
}
