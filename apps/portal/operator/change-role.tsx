import { useState } from 'react';
import { ROLES, type Role } from '#joining';
import { Select } from '../controls/select.js';
import type { PortalAccount } from '../server/session.js';
import { ConfirmedAction } from '../staff/confirmed-action.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** One of the roles. */
export function RoleChoice({ value, onChange }: { readonly value: Role; readonly onChange: (role: Role) => void }) {
  const { s } = useStaffText();
  const options = ROLES.map((role) => ({ value: role, label: s(`role.${role}`) }));
  return <Select label={s('people.role')} value={value} options={options} onChange={onChange} />;
}

/** Gives an account another role: of staff, or back to a resident's. */
export function ChangeRole({ account, concerns }: { readonly account: PortalAccount; readonly concerns: string }) {
  const { accountId, displayName: name } = account;
  const { s } = useStaffText();
  const [role, setRole] = useState(account.role);
  const change = useOperation<{ role: Role }>('PUT', `/accounts/${accountId}/role`, [[concerns]]);
  return (
    <div>
      <RoleChoice value={role} onChange={setRole} />
      {role !== account.role && (
        <ConfirmedAction
          label={s('people.changeRole')}
          sure={s(role === 'resident' ? 'people.roleSure' : 'people.roleOfStaffSure', {
            name,
            role: s(`role.${role}`),
          })}
          go={s('people.changeRole')}
          busy={change.isPending}
          onGo={() => change.mutate({ role })}
        />
      )}
      <div role="status">
        {change.isSuccess && role === account.role && <p className="message good">{s('slot.operated')}</p>}
        <StaffRefusal error={change.error} />
      </div>
    </div>
  );
}
