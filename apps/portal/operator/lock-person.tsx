import { useState } from 'react';
import { TextInput } from '../controls/text-input.js';
import { moment } from '../format/times.js';
import type { PortalAccount } from '../server/session.js';
import { ConfirmedAction } from '../staff/confirmed-action.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** Keeps an account from signing in, with the reason that other operators will read; or lets it sign in again. */
export function LockPerson({ account, concerns }: { readonly account: PortalAccount; readonly concerns: string }) {
  const { s, language } = useStaffText();
  const { accountId, displayName: name, locked } = account;
  const path = `/accounts/${accountId}/lock`;
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const isMissing = reason.trim() === '';
  const lock = useOperation<{ reason: string }>('PUT', path, [[concerns]]);
  const unlock = useOperation<object>('DELETE', path, [[concerns]]);
  const failed = locked === null ? lock.error : unlock.error;
  return (
    <div>
      {locked === null ? (
        <>
          <TextInput
            label={s('people.lockReason')}
            value={reason}
            onChange={setReason}
            error={tried && isMissing ? s('people.lockNeeds') : undefined}
          />
          <ConfirmedAction
            label={s('people.lock')}
            sure={s('people.lockSure', { name })}
            go={s('people.lock')}
            kind="bad"
            busy={lock.isPending}
            onGo={() => {
              setTried(true);
              if (!isMissing) lock.mutate({ reason });
            }}
          />
        </>
      ) : (
        <>
          <p className="note">
            {s('people.lockedSince', { time: moment(locked.atMs, language), reason: locked.reason })}
          </p>
          <ConfirmedAction
            label={s('people.unlock')}
            sure={s('people.unlockSure', { name })}
            go={s('people.unlock')}
            busy={unlock.isPending}
            onGo={() => unlock.mutate({})}
          />
        </>
      )}
      <div role="status">
        <StaffRefusal error={failed} />
      </div>
    </div>
  );
}
