import { lazy, type ReactNode, Suspense, useContext, useEffect } from 'react';
import { Link, Route, Routes, useLocation } from 'react-router';
import { Loaded, Waiting } from '../controls/loaded.js';
import { usePoints } from '../server/resident.js';
import { usePreferences } from '../shell/preferences.js';
import { type NavItem, Shell } from '../shell/shell.js';
import { PointContext } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import { HomeScreen } from './home-screen.js';
import { PointChoice } from './point-choice.js';
import { useUnseenNotices } from './unseen-notices.js';

const ITEMS: readonly NavItem[] = [
  { to: '/', text: 'nav.home', icon: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z' },
  { to: '/graphs', text: 'nav.graphs', icon: 'M5 20V10M10 20V4M15 20v-7M20 20V8' },
  {
    to: '/origin',
    text: 'nav.origin',
    icon: 'M12 21s7-6 7-11a7 7 0 10-14 0c0 5 7 11 7 11zM12 12a2 2 0 100-4 2 2 0 000 4z',
  },
  { to: '/trades', text: 'nav.trades', icon: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6' },
  {
    to: '/statements',
    text: 'nav.statements',
    icon: 'M6 3h9l4 4v14H6zM9 9h3M9 17h7M12 11v6M10 12l2 2 2-2',
    place: 'wide',
  },
  { to: '/flow', text: 'nav.flow', icon: 'M4 12l6-6v4h10v4H10v4z', place: 'wide' },
  { to: '/market', text: 'nav.market', icon: 'M3 17l6-6 4 4 8-9M15 6h6v6', place: 'wide' },
  {
    to: '/settings',
    text: 'nav.settings',
    icon: 'M4 7h10M18 7h2M14 7a2 2 0 104 0 2 2 0 10-4 0M4 17h2M10 17h10M6 17a2 2 0 104 0 2 2 0 10-4 0',
    place: 'wide',
  },
  { to: '/label', text: 'nav.label', icon: 'M12 3a6 6 0 110 12 6 6 0 010-12zM9 14l-2 7 5-3 5 3-2-7', place: 'wide' },
  { to: '/notices', text: 'nav.notices', icon: 'M6 17V11a6 6 0 1112 0v6l2 2H4zM10 21h4', place: 'wide' },
  { to: '/contract', text: 'nav.contract', icon: 'M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7', place: 'wide' },
  {
    to: '/account',
    text: 'nav.account',
    icon: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c1-5 4-6 8-6s7 1 8 6',
    place: 'wide',
  },
  { to: '/more', text: 'nav.menu', icon: 'M4.5 12h1M11.5 12h1M18.5 12h1', place: 'narrow-only' },
];

/** What stands behind "more" on a phone. */
export const MORE: readonly NavItem[] = ITEMS.filter(({ place }) => place === 'wide');

const GraphScreen = lazy(() => import('./graph-screen.js'));
const FlowScreen = lazy(() => import('./flow-screen.js'));
const OriginScreen = lazy(() => import('./origin-screen.js'));
const TradesScreen = lazy(() => import('./trades-screen.js'));
const TradeScreen = lazy(() => import('./trade-screen.js'));
const MarketScreen = lazy(() => import('./market-screen.js'));
const SettingsScreen = lazy(() => import('./settings-screen.js'));
const LabelScreen = lazy(() => import('./label-screen.js'));
const NoticesScreen = lazy(() => import('./notices-screen.js'));
const AccountScreen = lazy(() => import('./account-screen.js'));
const FamilyScreen = lazy(() => import('./family-screen.js'));
const OwnDataScreen = lazy(() => import('./own-data-screen.js'));
const StatementsScreen = lazy(() => import('./statements-screen.js'));
const ContractScreen = lazy(() => import('./contract-screen.js'));
const ApplyScreen = lazy(() => import('./apply-screen.js'));
const MoreScreen = lazy(() => import('./more-screen.js'));

/** A resident's screens, about one supply point at a time. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function ResidentArea() {
  const points = usePoints();
  const [{ point: chosen }, change] = usePreferences();
  const place = useLocation().pathname;
  useEffect(() => {
    // A new screen begins at its top, and with its words for those who hear it.
    window.scrollTo(0, 0);
    if (place !== '/') document.getElementById('main')?.focus({ preventScroll: true });
  }, [place]);
  return (
    <Loaded query={points}>
      {(all) => {
        const point = all.find(({ pointId }) => pointId === chosen) ?? all[0];
        return (
          <PointContext value={point ?? null}>
            <Area who={<PointChoice points={all} point={point} onChoose={(id) => change({ point: id })} />}>
              {point === undefined ? <NoPoint /> : <Screens key={point.pointId} />}
            </Area>
          </PointContext>
        );
      }}
    </Loaded>
  );
}

/** Navigation with what is new: behind "more" on a phone. */
function Area({ who, children }: { readonly who: ReactNode; readonly children: ReactNode }) {
  const unseen = useUnseenNotices(useContext(PointContext)?.pointId);
  const badged = ITEMS.map((item) =>
    item.to === '/notices' || item.place === 'narrow-only' ? { ...item, badge: unseen } : item,
  );
  return (
    <Shell items={badged} who={who}>
      <Suspense fallback={<Waiting />}>{children}</Suspense>
    </Shell>
  );
}

function Screens() {
  return (
    <Routes>
      <Route path="/" element={<HomeScreen />} />
      <Route path="/graphs" element={<GraphScreen />} />
      <Route path="/flow" element={<FlowScreen />} />
      <Route path="/origin" element={<OriginScreen />} />
      <Route path="/trades" element={<TradesScreen />} />
      <Route path="/trades/:slot/:sequence" element={<TradeScreen />} />
      <Route path="/statements" element={<StatementsScreen />} />
      <Route path="/market" element={<MarketScreen />} />
      <Route path="/settings" element={<SettingsScreen />} />
      <Route path="/label" element={<LabelScreen />} />
      <Route path="/notices" element={<NoticesScreen />} />
      <Route path="/contract" element={<ContractScreen />} />
      <Route path="/apply" element={<ApplyScreen />} />
      <Route path="/account" element={<AccountScreen />} />
      <Route path="/account/family" element={<FamilyScreen />} />
      <Route path="/account/data" element={<OwnDataScreen />} />
      <Route path="/more" element={<MoreScreen />} />
      <Route path="*" element={<NotFound />} />
    </Routes>
  );
}

/** An account whose household has not begun, or has left. */
function NoPoint() {
  return (
    <Routes>
      <Route path="/apply" element={<ApplyScreen />} />
      <Route path="/account" element={<AccountScreen />} />
      <Route path="/account/family" element={<FamilyScreen />} />
      <Route path="/account/data" element={<OwnDataScreen />} />
      <Route path="/more" element={<MoreScreen />} />
      <Route path="*" element={<ContractScreen />} />
    </Routes>
  );
}

function NotFound() {
  const { t } = useText();
  return (
    <div className="empty">
      <p>{t('app.notFound')}</p>
      <Link to="/">{t('app.toHome')}</Link>
    </div>
  );
}
