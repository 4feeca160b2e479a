import type { ReactNode } from 'react';
import { NavLink, useLocation } from 'react-router';
import type { TextKey } from '../text/ja.js';
import { Badge } from './badge.js';
import { ErrorBoundary } from './error-boundary.js';
import { Mark } from './mark.js';
import { useText } from './use-text.js';

/** A way to a screen. On a phone only those without `wide` stand at the bottom; the others are behind "more". */
export interface NavItem {
  readonly to: string;
  readonly text: TextKey;
  /** Path of a 24 x 24 drawing in strokes. */
  readonly icon: string;
  readonly place?: 'wide' | 'narrow-only';
  /** How many new things are there. */
  readonly badge?: number;
}

/** Head, navigation and the screen. The navigation is at the bottom of a phone and at the side of a desk. */
export function Shell(props: {
  readonly items: readonly NavItem[];
  readonly who: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useText();
  const place = useLocation().pathname;
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      <header className="top">
        <NavLink className="brand" to="/">
          <Mark />
          {t('app.name')}
        </NavLink>
        <div className="who">{props.who}</div>
      </header>
      <main className="main" id="main" tabIndex={-1}>
        <ErrorBoundary place={place}>{props.children}</ErrorBoundary>
      </main>
      <nav className="nav" aria-label={t('app.menu')}>
        {props.items.map(({ to, text, icon, place, badge = 0 }) => (
          <NavLink key={to} to={to} end={to === '/'} className={place ?? ''}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d={icon} />
            </svg>
            <span>
              {t(text)} <Badge count={badge} />
            </span>
          </NavLink>
        ))}
      </nav>
    </div>
  );
}
