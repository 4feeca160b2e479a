import { Link } from 'react-router';
import { useText } from '../shell/use-text.js';
import { MORE } from './resident-area.js';

/** On a phone: the screens that do not fit at the bottom. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function MoreScreen() {
  const { t } = useText();
  return (
    <>
      <h1>{t('nav.menu')}</h1>
      <section className="card">
        <ul className="list">
          {MORE.map(({ to, text }) => (
            <li key={to}>
              <Link className="item" to={to}>
                <b>{t(text)}</b>
                <span aria-hidden="true">›</span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
