import { useText } from '../shell/use-text.js';

/** After an account has erased itself. */
export function Left() {
  const { t } = useText();
  return (
    <div role="status">
      <h1>{t('leave.gone')}</h1>
      <p>{t('leave.goneNote')}</p>
    </div>
  );
}
