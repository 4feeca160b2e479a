import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Action } from '../controls/action.js';
import { Refusal } from '../controls/refusal.js';
import { TextInput } from '../controls/text-input.js';
import { request } from '../server/request.js';
import { useText } from '../shell/use-text.js';

/** Asks for a reset; the answer is the same for every address. */
export function ForgottenPassword() {
  const { t } = useText();
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: () => request<void>('POST', '/password/forgotten', { email }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ask.isPending && email.trim() !== '') ask.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <h1>{t('password.forgotten')}</h1>
      <TextInput label={t('signIn.email')} value={email} onChange={setEmail} type="email" autoComplete="username" />
      <div role="status">{ask.isSuccess && <p className="message good">{t('password.asked')}</p>}</div>
      <Refusal error={ask.error} fields={{ email: t('signIn.email') }} />
      <Action submit busy={ask.isPending}>
        {t('password.ask')}
      </Action>
    </form>
  );
}
