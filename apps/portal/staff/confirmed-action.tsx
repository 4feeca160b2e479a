import { type ReactNode, useState } from 'react';
import { Action } from '../controls/action.js';
import { useStaffText } from './use-staff-text.js';

/** A button that first says what will come of it. Nothing happens until the second press. */
export function ConfirmedAction(props: {
  readonly label: string;
  /** What will happen. */
  readonly sure: ReactNode;
  readonly go: string;
  readonly onGo: () => void;
  readonly kind?: 'main' | 'plain' | 'bad';
  readonly narrow?: boolean;
  readonly busy?: boolean;
}) {
  const { label, sure, go, onGo, kind = 'plain', narrow = true, busy = false } = props;
  const { s } = useStaffText();
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking) {
    return (
      <Action kind={kind} narrow={narrow} busy={busy} onPress={() => setIsAsking(true)}>
        {label}
      </Action>
    );
  }
  return (
    <div className="message confirm" role="alertdialog" aria-label={label}>
      <p>{sure}</p>
      <Action
        kind={kind === 'bad' ? 'bad' : 'main'}
        narrow
        onPress={() => {
          setIsAsking(false);
          onGo();
        }}
      >
        {go}
      </Action>{' '}
      <Action kind="plain" narrow onPress={() => setIsAsking(false)}>
        {s('day.cancel')}
      </Action>
    </div>
  );
}
