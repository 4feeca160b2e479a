import { SignOut } from '../sign-in/sign-out.js';
import { Mark } from './mark.js';
import { useText } from './use-text.js';

/** For roles whose screens do not exist. */
export function NoScreens() {
  const { t } = useText();
  return (
    <main className="alone">
      <div className="brand">
        <Mark />
        {t('app.name')}
      </div>
      <p>{t('app.noRole')}</p>
      <SignOut />
    </main>
  );
}
