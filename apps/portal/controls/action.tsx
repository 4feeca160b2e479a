import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';

/** A button that does something. `busy` keeps it from being pressed twice, and says so to those who hear it. */
export function Action(props: {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  readonly kind?: 'main' | 'plain' | 'bad';
  readonly narrow?: boolean;
  readonly submit?: boolean;
  readonly busy?: boolean;
  readonly disabled?: boolean;
}) {
  const { children, onPress, kind = 'main', narrow = false, submit = false, busy = false, disabled = false } = props;
  const className = ['button', kind === 'main' ? '' : kind, narrow ? 'narrow' : ''].filter(Boolean).join(' ');
  return (
    <Button
      className={className}
      type={submit ? 'submit' : 'button'}
      isPending={busy}
      isDisabled={disabled}
      {...(onPress !== undefined && { onPress })}
    >
      {children}
    </Button>
  );
}
