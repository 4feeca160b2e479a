import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Action } from '../controls/action.js';
import { request } from '../server/request.js';
import { SESSION_KEY } from '../server/session.js';
import { useText } from '../shell/use-text.js';

/** Ends the session and forgets everything that was shown. */
export function SignOut() {
  const { t } = useText();
  const queries = useQueryClient();
  const out = useMutation({
    mutationFn: () => request<void>('DELETE', '/session'),
    onSuccess: () => {
      queries.clear();
      queries.setQueryData(SESSION_KEY, null);
    },
  });
  return (
    <>
      <Action kind="plain" busy={out.isPending} onPress={() => out.mutate()}>
        {t('signIn.out')}
      </Action>
      {out.isError && (
        <p className="message bad" role="alert">
          {t('app.failedHint')}
        </p>
      )}
    </>
  );
}
