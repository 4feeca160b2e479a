import { useText } from './use-text.js';

/** How many new things there are behind a link; nothing while there is none. */
export function Badge({ count }: { readonly count: number }) {
  const { t } = useText();
  if (count === 0) return null;
  return (
    <span className="badge">
      <span aria-hidden="true">{count}</span>
      <span className="only-heard">{t('nav.unseen', { count })}</span>
    </span>
  );
}
