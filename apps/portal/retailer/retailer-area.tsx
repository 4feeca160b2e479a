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
  { to: '/close', text: 'nav.close', icon: ICONS.close },
  { to: '/payments', text: 'nav.payments', icon: ICONS.payments },
  { to: '/deviations', text: 'nav.deviations', icon: ICONS.deviations, place: 'wide' },
  { to: '/documents', text: 'nav.documents', icon: ICONS.applications, place: 'wide' },
  { to: '/files', text: 'nav.files', icon: ICONS.files, place: 'wide' },
  { to: '/prices', text: 'nav.prices', icon: ICONS.prices, place: 'wide' },
  { to: '/accounts', text: 'nav.billingAccounts', icon: ICONS.people, place: 'wide' },
  { to: '/menus', text: 'nav.menus', icon: ICONS.applications, place: 'wide' },
  { to: '/grants', text: 'nav.grants', icon: ICONS.grants, place: 'wide' },
  { to: '/rules', text: 'nav.rules', icon: ICONS.rules, place: 'wide' },
];

const RetailScreen = lazy(() => import('./retail-screen.js'));
const CloseScreen = lazy(() => import('./close-screen.js'));
const PaymentsScreen = lazy(() => import('./payments-screen.js'));
const DocumentsScreen = lazy(() => import('./documents-screen.js'));
const FilesScreen = lazy(() => import('./files-screen.js'));
const PricesScreen = lazy(() => import('./prices-screen.js'));
const AccountsScreen = lazy(() => import('./accounts-screen.js'));
const MenusScreen = lazy(() => import('./menus-screen.js'));
const DeviationsScreen = lazy(() => import('../staff/deviations-screen.js'));
const GrantsScreen = lazy(() => import('../staff/grants-screen.js'));
const RulesScreen = lazy(() => import('./retailer-rules-screen.js'));

const KINDS = ['rewards', 'fund'] as const;

/** The retailer's screens: positions by half hour, the account by month, and a month's close with what comes of it. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function RetailerArea() {
  return (
    <StaffArea items={ITEMS} who={<NextClosure />}>
      <Route path="/" element={<PositionsScreen />} />
      <Route path="/retail" element={<RetailScreen />} />
      <Route path="/close" element={<CloseScreen />} />
      <Route path="/payments" element={<PaymentsScreen />} />
      <Route path="/deviations" element={<DeviationsScreen />} />
      <Route path="/documents" element={<DocumentsScreen />} />
      <Route path="/files" element={<FilesScreen />} />
      <Route path="/prices" element={<PricesScreen />} />
      <Route path="/accounts" element={<AccountsScreen />} />
      <Route path="/menus" element={<MenusScreen />} />
      <Route path="/grants" element={<GrantsScreen kinds={KINDS} mayGive />} />
      <Route path="/rules" element={<RulesScreen />} />
    </StaffArea>
  );
}
