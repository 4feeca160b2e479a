import { lazy } from 'react';
import { Route } from 'react-router';
import type { NavItem } from '../shell/shell.js';
import { ICONS } from '../staff/icons.js';
import { NextClosure } from '../staff/next-closure.js';
import { StaffArea } from '../staff/staff-area.js';
import { ExplorerScreen } from './explorer-screen.js';

const ITEMS: readonly NavItem[] = [
  { to: '/', text: 'nav.slots', icon: ICONS.slots },
  { to: '/audit', text: 'nav.audit', icon: ICONS.audit },
  { to: '/rules', text: 'nav.rules', icon: ICONS.rules },
  { to: '/keys', text: 'nav.keys', icon: ICONS.keys, place: 'wide' },
];

const SlotScreen = lazy(() => import('../staff/slot-screen.js'));
const KeysScreen = lazy(() => import('./keys-screen.js'));
const AuditScreen = lazy(() => import('../staff/audit-screen.js'));
const RulesScreen = lazy(() => import('../staff/rules-screen.js'));

/** The auditor's screens: exceptions and records of every half hour, without names. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function AuditorArea() {
  return (
    <StaffArea items={ITEMS} who={<NextClosure />}>
      <Route path="/" element={<ExplorerScreen />} />
      <Route path="/slots/:slot" element={<SlotScreen />} />
      <Route path="/audit" element={<AuditScreen />} />
      <Route path="/keys" element={<KeysScreen />} />
      <Route path="/rules" element={<RulesScreen />} />
    </StaffArea>
  );
}
