import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Action } from '../controls/action.js';
import { Refusal } from '../controls/refusal.js';
import { TextInput } from '../controls/text-input.js';
import { request } from '../server/request.js';
import { useText } from '../shell/use-text.js';

/** Asks for an account to apply with; the answer is the same for every address. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function Register() {
  const { t } = useText();
  const [displayName, setName] = useState('');
  const [email, setEmail] = useState('');
  const [tried, setTried] = useState(false);
  const register = useMutation({ mutationFn: () => request<void>('POST', '/registration', { email, displayName }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!register.isPending && email.trim() !== '' && displayName.trim() !== '') register.mutate();
  };
  if (register.isSuccess) {
    return (
      <div role="status">
        <h1>{t('register.done')}</h1>
        <p>{t('register.doneNote')}</p>
      </div>
    );
  }
  return (
    <form onSubmit={submit} noValidate>
      <h1>{t('register.title')}</h1>
      <p className="note">{t('register.lead')}</p>
      <TextInput
        label={t('register.name')}
        value={displayName}
        onChange={setName}
        autoComplete="name"
        error={tried && displayName.trim() === '' ? t('register.nameNeeded') : undefined}
      />
      <TextInput
        label={t('signIn.email')}
        value={email}
        onChange={setEmail}
        type="email"
        autoComplete="username"
        error={tried && email.trim() === '' ? t('signIn.emailNeeded') : undefined}
      />
      <Refusal error={register.error} fields={{ email: t('signIn.email'), displayName: t('register.name') }} />
      <Action submit busy={register.isPending}>
        {t('register.go')}
      </Action>
    </form>
  );
}
