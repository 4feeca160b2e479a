import { useState } from 'react';
import type { Role } from '#joining';
import { TextInput } from '../controls/text-input.js';
import type { PortalAccount } from '../server/session.js';
import { ConfirmedAction } from '../staff/confirmed-action.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** Whose supply points mean something to them: a resident's homes, a retailer's market maker. */
const OWNING_ROLES: readonly Role[] = ['resident', 'retailer'];

/** Links supply points to an account, and takes them away again. */
export function SupplyPoints({ account, concerns }: { readonly account: PortalAccount; readonly concerns: string }) {
  const { accountId, displayName: name, role, participants } = account;
  const { s } = useStaffText();
  const [wanted, setWanted] = useState('');
  const [isTried, setIsTried] = useState(false);
  const place = (participantId: string) => `/accounts/${accountId}/participants/${encodeURIComponent(participantId)}`;
  const link = useOperation<string>('PUT', place, [[concerns]]);
  const unlink = useOperation<string>('DELETE', place, [[concerns]]);
  const id = wanted.trim();
  return (
    <div>
      {participants.length > 0 && (
        <ul className="list">
          {participants.map(({ participantId, access }) => (
            <li key={participantId} className="row">
              <span>
                {participantId} <span className="chip">{s(`people.${access}`)}</span>
              </span>
              <ConfirmedAction
                label={s('people.unlinkPoint')}
                sure={s('people.unlinkPointSure', { name, point: participantId })}
                go={s('people.unlinkPoint')}
                busy={unlink.isPending}
                onGo={() => unlink.mutate(participantId)}
              />
            </li>
          ))}
        </ul>
      )}
      {OWNING_ROLES.includes(role) && (
        <>
          <TextInput
            label={s('people.point')}
            value={wanted}
            onChange={(value) => {
              setWanted(value);
              link.reset();
            }}
            autoComplete="off"
            error={isTried && id === '' ? s('people.pointNeeded') : undefined}
          />
          <ConfirmedAction
            label={s('people.linkPoint')}
            sure={s('people.linkPointSure', { name, point: id })}
            go={s('people.linkPoint')}
            busy={link.isPending}
            onGo={() => {
              setIsTried(true);
              if (id !== '') link.mutate(id, { onSuccess: () => setWanted('') });
            }}
          />
        </>
      )}
      <div role="status">
        <StaffRefusal error={link.error ?? unlink.error} />
      </div>
    </div>
  );
}
