import { Choice } from '../controls/choice.js';
import { usePreferences } from './preferences.js';
import { useText } from './use-text.js';

/** Each language is named in itself, so that whoever needs it can read it. */
const NAMES = [
  { value: 'ja', label: '日本語' },
  { value: 'en', label: 'English' },
] as const;

export function LanguageChoice({ labelHidden = false }: { readonly labelHidden?: boolean }) {
  const { t } = useText();
  const [{ language }, change] = usePreferences();
  return (
    <Choice
      label={t('account.language')}
      labelHidden={labelHidden}
      look="segments"
      value={language}
      onChange={(chosen) => change({ language: chosen })}
      options={NAMES}
    />
  );
}
