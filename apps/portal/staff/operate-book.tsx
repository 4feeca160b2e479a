import { ConfirmedAction } from './confirmed-action.js';
import { StaffRefusal } from './staff-refusal.js';
import { useOperation } from './use-operation.js';
import { useStaffText } from './use-staff-text.js';

/** Halts a book or resumes it, after saying what that means. The audit log keeps who did it. */
export function OperateBook({ slot, isHalted }: { readonly slot: number; readonly isHalted: boolean }) {
  const { s } = useStaffText();
  const operate = useOperation<{ type: 'halt' | 'resume' }>('POST', `/slots/${slot}/operations`, [
    ['operations'],
    ['book', slot],
  ]);
  return (
    <>
      <ConfirmedAction
        key={String(isHalted)}
        label={s(isHalted ? 'slot.resume' : 'slot.halt')}
        sure={s(isHalted ? 'slot.resumeSure' : 'slot.haltSure')}
        go={s(isHalted ? 'slot.resumeGo' : 'slot.haltGo')}
        kind={isHalted ? 'main' : 'bad'}
        busy={operate.isPending}
        onGo={() => operate.mutate({ type: isHalted ? 'resume' : 'halt' })}
      />
      <div role="status">
        {operate.isSuccess && <p className="message good">{s('slot.operated')}</p>}
        <StaffRefusal error={operate.error} />
      </div>
    </>
  );
}
