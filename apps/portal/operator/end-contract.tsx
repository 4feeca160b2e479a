import { useEffect, useRef, useState } from 'react';
import { dayOf, slotAt } from '#energy';
import type { ParticipantLine } from '#operations';
import { Action } from '../controls/action.js';
import { TextInput } from '../controls/text-input.js';
import { dayName } from '../format/times.js';
import { useMarketNow } from '../server/server-clock.js';
import { ConfirmedAction } from '../staff/confirmed-action.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** Ends a household's contract, at once or behind a last day, with a reason that the household may read. */
export function EndContract({ line, onClose }: { readonly line: ParticipantLine; readonly onClose: () => void }) {
  const { s, language } = useStaffText();
  const { participantId: id } = line;
  const nowMs = useMarketNow();
  const heading = useRef<HTMLHeadingElement>(null);
  const [lastDay, setLastDay] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const end = useOperation<{ reason: string; lastDay?: string }>(
    'POST',
    `/participants/${encodeURIComponent(id)}/end`,
    [
      ['operations', 'participants'],
      ['joining', 'erasures'],
    ],
  );
  const isMissing = reason.trim() === '';
  // The button that opened this stands further down, beyond a long table.
  useEffect(() => heading.current?.focus(), []);
  const go = () => {
    setTried(true);
    if (!isMissing) end.mutate({ reason, ...(lastDay !== '' && { lastDay }) });
  };
  return (
    <section className="card">
      <h2 ref={heading} tabIndex={-1}>
        {s('participants.endOf', { id })}
      </h2>
      {end.isSuccess ? (
        <p className="message good" role="status">
          {s('participants.ended', { id })}
        </p>
      ) : (
        <>
          <p className="note">{s('participants.endNote')}</p>
          <TextInput
            label={s('participants.lastDay')}
            type="date"
            value={lastDay}
            onChange={setLastDay}
            hint={s('participants.lastDayHint')}
            {...(nowMs !== undefined && { min: dayOf(slotAt(nowMs)) })}
          />
          <TextInput
            label={s('participants.endReason')}
            value={reason}
            onChange={setReason}
            hint={s('participants.endReasonHint')}
            error={tried && isMissing ? s('people.lockNeeds') : undefined}
          />
          <div role="status">
            <StaffRefusal error={end.error} />
          </div>
          <ConfirmedAction
            label={s('participants.end')}
            sure={
              lastDay === ''
                ? s('participants.endSureNow', { id })
                : s('participants.endSure', { id, day: dayName(lastDay, language) })
            }
            go={s('participants.end')}
            kind="bad"
            busy={end.isPending}
            onGo={go}
          />{' '}
        </>
      )}
      <Action kind="plain" narrow onPress={onClose}>
        {s('participants.close')}
      </Action>
    </section>
  );
}
