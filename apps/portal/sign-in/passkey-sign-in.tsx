import { browserSupportsWebAuthn } from '@simplewebauthn/browser';
import { useMutation } from '@tanstack/react-query';
import { Action } from '../controls/action.js';
import { request } from '../server/request.js';
import type { SessionAnswer } from '../server/session.js';
import { useText } from '../shell/use-text.js';

/** Sign-in without a password; absent where the browser knows no passkeys. */
export function PasskeySignIn(props: { readonly onSignedIn: (answer: SessionAnswer) => void }) {
  const { t } = useText();
  const signIn = useMutation({
    mutationFn: async () => {
      const { startAuthentication } = await import('@simplewebauthn/browser');
      type Options = Parameters<typeof startAuthentication>[0]['optionsJSON'];
      const optionsJSON = await request<Options>('POST', '/session/passkey/options');
      return request<SessionAnswer>('POST', '/session/passkey', {
        response: await startAuthentication({ optionsJSON }),
      });
    },
    onSuccess: props.onSignedIn,
  });
  if (!browserSupportsWebAuthn()) return null;
  return (
    <>
      {signIn.isError && (
        <p className="message bad" role="alert">
          {t('signIn.passkeyFailed')}
        </p>
      )}
      <Action kind="plain" busy={signIn.isPending} onPress={() => signIn.mutate()}>
        {t('signIn.passkey')}
      </Action>
    </>
  );
}
