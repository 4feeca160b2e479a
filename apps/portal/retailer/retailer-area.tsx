import { lazy } from 'react';
import { Route } from 'react-router';
import type { NavItem } from '../shell/shell.js';
import { ICONS } from '../staff/icons.js';
import { NextClosure } from '../staff/next-closure.js';
import { StaffArea } from '../staff/staff-area.js';
import { PositionsScreen } from './positions-screen.js';

const ITEMS: readonly NavItem[] = [
  { to: '/', text: 'nav.positions', icon: ICONS.positions },
  { to: '/retail', text: 'nav.retail', icon: ICONS.money },
  { to: '/rules', text: 'nav.rules', icon: ICONS.rules },
];

const RetailScreen = lazy(() => import('./retail-screen.js'));
const RulesScreen = lazy(() => import('../staff/rules-screen.js'));

/** The retailer's screens: positions by half hour, the account by month. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function RetailerArea() {
  return (
    <StaffArea items={ITEMS} who={<NextClosure />}>
      <Route path="/" element={<PositionsScreen />} />
      <Route path="/retail" element={<RetailScreen />} />
      <Route path="/rules" element={<RulesScreen />} />
    </StaffArea>
  );
}
