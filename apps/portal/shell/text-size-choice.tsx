import { Choice } from '../controls/choice.js';
import { usePreferences } from './preferences.js';
import { useText } from './use-text.js';

/** Large text: at the door too, since whoever needs it cannot read the way to the settings. */
export function TextSizeChoice({ labelHidden = false }: { readonly labelHidden?: boolean }) {
  const { t } = useText();
  const [{ text }, change] = usePreferences();
  return (
    <Choice
      label={t('account.text')}
      labelHidden={labelHidden}
      look="segments"
      value={text}
      onChange={(chosen) => change({ text: chosen })}
      options={[
        { value: 'normal', label: t('account.textNormal') },
        { value: 'large', label: t('account.textLarge') },
      ]}
    />
  );
}
