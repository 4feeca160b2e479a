import { Link } from 'react-router';
import type { TextKey } from '../text/ja.js';
import { Badge } from './badge.js';
import { useText } from './use-text.js';

/** Ways to further screens, one a line. */
export function LinkList(props: {
  readonly links: readonly { readonly to: string; readonly text: TextKey; readonly badge?: number }[];
}) {
  const { t } = useText();
  return (
    <section className="card">
      <ul className="list">
        {props.links.map(({ to, text, badge = 0 }) => (
          <li key={to}>
            <Link className="item" to={to}>
              <b>
                {t(text)} <Badge count={badge} />
              </b>
              <span aria-hidden="true">›</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
