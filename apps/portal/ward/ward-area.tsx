import { lazy } from 'react';
import { Route } from 'react-router';
import type { NavItem } from '../shell/shell.js';
import { EffectScreen } from '../staff/effect-screen.js';
import { ICONS } from '../staff/icons.js';
import { StaffArea } from '../staff/staff-area.js';
import { MonthReport } from './month-report.js';

const ITEMS: readonly NavItem[] = [
  { to: '/', text: 'nav.effect', icon: ICONS.effect },
  { to: '/applications', text: 'nav.applications', icon: ICONS.applications },
  { to: '/map', text: 'nav.areaMap', icon: ICONS.map },
  { to: '/area', text: 'nav.area', icon: ICONS.positions },
  { to: '/announcements', text: 'nav.notices', icon: ICONS.notices, place: 'wide' },
  { to: '/grants', text: 'nav.fund', icon: ICONS.grants, place: 'wide' },
  { to: '/rules', text: 'nav.rules', icon: ICONS.rules, place: 'wide' },
];

const ApplicationsScreen = lazy(() => import('../staff/applications-screen.js'));
const MapScreen = lazy(() => import('./map-screen.js'));
const AreaScreen = lazy(() => import('../observer/area-screen.js'));
const AnnouncementsScreen = lazy(() => import('../staff/announcements-screen.js'));
const GrantsScreen = lazy(() => import('../staff/grants-screen.js'));
const RulesScreen = lazy(() => import('../staff/rules-screen.js'));

const KINDS = ['fund'] as const;

/** The ward's screens: what the programme does, who wants to join. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function WardArea() {
  return (
    <StaffArea items={ITEMS} who={null}>
      <Route path="/" element={<EffectScreen more={(month) => <MonthReport month={month} />} />} />
      <Route path="/applications" element={<ApplicationsScreen />} />
      <Route path="/map" element={<MapScreen />} />
      <Route path="/area" element={<AreaScreen />} />
      <Route path="/announcements" element={<AnnouncementsScreen />} />
      <Route path="/grants" element={<GrantsScreen kinds={KINDS} mayGive={false} />} />
      <Route path="/rules" element={<RulesScreen />} />
    </StaffArea>
  );
}
