import { browserSupportsWebAuthn } from '@simplewebauthn/browser';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Action } from '../controls/action.js';
import { Loaded } from '../controls/loaded.js';
import { Refusal } from '../controls/refusal.js';
import { TextInput } from '../controls/text-input.js';
import { RequestError, request } from '../server/request.js';
import { useText } from '../shell/use-text.js';

/** A passkey of the account (apps/api/accounts). */
interface PasskeyView {
  readonly credentialId: string;
  readonly label: string;
}

const PASSKEYS_KEY = ['account', 'passkeys'];

/** Sign-in by fingerprint or face: what stands, what may be added or removed. */
export function Passkeys() {
  const { t } = useText();
  const queries = useQueryClient();
  const [label, setLabel] = useState('');
  const passkeys = useQuery({
    queryKey: PASSKEYS_KEY,
    queryFn: () => request<PasskeyView[]>('GET', '/account/passkeys'),
  });
  const refresh = () => queries.invalidateQueries({ queryKey: PASSKEYS_KEY });
  const add = useMutation({
    mutationFn: async () => {
      const { startRegistration } = await import('@simplewebauthn/browser');
      type Options = Parameters<typeof startRegistration>[0]['optionsJSON'];
      const optionsJSON = await request<Options>('POST', '/account/passkeys/options');
      const response = await startRegistration({ optionsJSON });
      await request<void>('POST', '/account/passkeys', { label: label.trim() || t('passkey.unnamed'), response });
    },
    onSuccess: () => {
      setLabel('');
      return refresh();
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => request<void>('DELETE', `/account/passkeys/${id}`),
    onSettled: refresh,
  });
  return (
    <section className="card">
      <h2>{t('passkey.title')}</h2>
      <p className="note">{t('passkey.lead')}</p>
      <Loaded query={passkeys}>
        {(all) =>
          all.map((each) => (
            <div key={each.credentialId} className="row">
              <span>{each.label}</span>
              <Action kind="bad" narrow busy={remove.isPending} onPress={() => remove.mutate(each.credentialId)}>
                {t('passkey.remove')}
              </Action>
            </div>
          ))
        }
      </Loaded>
      {browserSupportsWebAuthn() && (
        <>
          <TextInput label={t('passkey.label')} value={label} onChange={setLabel} />
          {/* What the device itself refused or the person broke off has no code of ours. */}
          {add.isError && !(add.error instanceof RequestError) && (
            <p className="message bad" role="alert">
              {t('passkey.failed')}
            </p>
          )}
          <Refusal error={add.error instanceof RequestError ? add.error : remove.error} />
          <Action kind="plain" busy={add.isPending} onPress={() => add.mutate()}>
            {t('passkey.add')}
          </Action>
        </>
      )}
    </section>
  );
}
