import { Choice } from '../controls/choice.js';
import { useSession } from '../server/session.js';
import { LanguageChoice } from '../shell/language-choice.js';
import { LinkList } from '../shell/link-list.js';
import { usePreferences } from '../shell/preferences.js';
import { TextSizeChoice } from '../shell/text-size-choice.js';
import { useText } from '../shell/use-text.js';
import { SignOut } from '../sign-in/sign-out.js';
import { ChangePassword } from './change-password.js';
import { Passkeys } from './passkeys.js';
import { PointNames } from './point-names.js';
import { Sessions } from './sessions.js';

const FURTHER = [
  { to: '/account/family', text: 'family.title' },
  { to: '/account/data', text: 'data.title' },
] as const;

/** F19: how the portal looks, what the homes are called, where the account is signed in. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function AccountScreen() {
  const { t } = useText();
  const account = useSession().data?.account;
  return (
    <div className="appear">
      <h1>{t('account.title')}</h1>
      <p className="answer answer-words">{account?.displayName}</p>
      <p className="note">{account?.email}</p>
      <div className="two">
        <Display />
        <LinkList links={FURTHER} />
        {(account?.participants.length ?? 0) > 0 && <PointNames />}
        <Sessions />
        <Passkeys />
        <ChangePassword />
      </div>
      <SignOut />
    </div>
  );
}

function Display() {
  const { t } = useText();
  const [{ theme }, change] = usePreferences();
  return (
    <section className="card">
      <h2>{t('account.display')}</h2>
      <LanguageChoice />
      <TextSizeChoice />
      <Choice
        label={t('account.theme')}
        look="segments"
        value={theme}
        onChange={(chosen) => change({ theme: chosen })}
        options={[
          { value: 'system', label: t('account.themeSystem') },
          { value: 'light', label: t('account.themeLight') },
          { value: 'dark', label: t('account.themeDark') },
        ]}
      />
    </section>
  );
}
