import { type ComponentProps, useState } from 'react';
import { useText } from '../shell/use-text.js';
import { TextInput } from './text-input.js';

/** A password that can be looked at: long ones are easily mistyped on a phone. */
export function PasswordInput(props: Omit<ComponentProps<typeof TextInput>, 'type' | 'inputMode'>) {
  const { t } = useText();
  const [isShown, setShown] = useState(false);
  return (
    <>
      <TextInput {...props} type={isShown ? 'text' : 'password'} />
      <label className="show">
        <input
          className="tick"
          type="checkbox"
          checked={isShown}
          onChange={(event) => setShown(event.target.checked)}
        />
        {t('password.show')}
      </label>
    </>
  );
}
