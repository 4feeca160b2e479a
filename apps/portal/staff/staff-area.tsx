import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { Link, Route, Routes, useLocation } from 'react-router';
import { Waiting } from '../controls/loaded.js';
import { LinkList } from '../shell/link-list.js';
import { type NavItem, Shell } from '../shell/shell.js';
import { useText } from '../shell/use-text.js';
import '../style/staff.css';

const AccountScreen = lazy(() => import('../resident/account-screen.js'));

const ACCOUNT: NavItem = {
  to: '/account',
  text: 'nav.account',
  icon: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c1-5 4-6 8-6s7 1 8 6',
  place: 'wide',
};
const MORE: NavItem = { to: '/more', text: 'nav.menu', icon: 'M4.5 12h1M11.5 12h1M18.5 12h1', place: 'narrow-only' };

/** The screens of one role of staff: navigation, what is always in view, and the account. */
export function StaffArea(props: {
  readonly items: readonly NavItem[];
  readonly who: ReactNode;
  /** `Route` elements. */
  readonly children: ReactNode;
}) {
  const place = useLocation().pathname;
  useEffect(() => {
    // A new screen begins at its top, and with its words for those who hear it.
    window.scrollTo(0, 0);
    if (place !== '/') document.getElementById('main')?.focus({ preventScroll: true });
  }, [place]);
  return (
    <div className="desk">
      <Shell items={[...props.items, ACCOUNT, MORE]} who={props.who}>
        <Suspense fallback={<Waiting />}>
          <Routes>
            {props.children}
            <Route path="/account" element={<AccountScreen />} />
            <Route path="/more" element={<More items={[...props.items, ACCOUNT]} />} />
            <Route path="*" element={<NotFound />} />
          </Routes>
        </Suspense>
      </Shell>
    </div>
  );
}

/** On a phone: the screens that do not fit at the bottom. */
function More({ items }: { readonly items: readonly NavItem[] }) {
  const { t } = useText();
  return (
    <>
      <h1>{t('nav.menu')}</h1>
      <LinkList links={items.filter(({ place }) => place === 'wide')} />
    </>
  );
}

function NotFound() {
  const { t } = useText();
  return (
    <div className="empty">
      <h1>{t('app.notFound')}</h1>
      <Link to="/">{t('app.toHome')}</Link>
    </div>
  );
}
