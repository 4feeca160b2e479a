import { lazy } from 'react';
import { Route } from 'react-router';
import { useOverview } from '../server/operations.js';
import { Countdown } from '../shell/countdown.js';
import type { NavItem } from '../shell/shell.js';
import { ICONS } from '../staff/icons.js';
import { StaffArea } from '../staff/staff-area.js';
import { OverviewScreen } from './overview-screen.js';

const ITEMS: readonly NavItem[] = [
  { to: '/', text: 'nav.overview', icon: ICONS.overview },
  { to: '/slots', text: 'nav.slots', icon: ICONS.slots },
  { to: '/participants', text: 'nav.participants', icon: ICONS.participants },
  { to: '/applications', text: 'nav.applications', icon: ICONS.applications },
  { to: '/contract-documents', text: 'nav.contractDocuments', icon: ICONS.contracts, place: 'wide' },
  { to: '/imports', text: 'nav.imports', icon: ICONS.imports, place: 'wide' },
  { to: '/people', text: 'nav.people', icon: ICONS.people, place: 'wide' },
  { to: '/devices', text: 'nav.devices', icon: ICONS.keys, place: 'wide' },
  { to: '/erasures', text: 'nav.erasures', icon: ICONS.erasures, place: 'wide' },
  { to: '/deviations', text: 'nav.deviations', icon: ICONS.deviations, place: 'wide' },
  { to: '/grants', text: 'nav.grants', icon: ICONS.grants, place: 'wide' },
  { to: '/rules', text: 'nav.rules', icon: ICONS.rules, place: 'wide' },
  { to: '/announcements', text: 'nav.notices', icon: ICONS.notices, place: 'wide' },
  { to: '/audit', text: 'nav.audit', icon: ICONS.audit, place: 'wide' },
];

const SlotsScreen = lazy(() => import('../staff/slots-screen.js'));
const SlotScreen = lazy(() => import('../staff/slot-screen.js'));
const ParticipantsScreen = lazy(() => import('./participants-screen.js'));
const ApplicationsScreen = lazy(() => import('../staff/applications-screen.js'));
const ContractDocumentsScreen = lazy(() => import('./contract-documents-screen.js'));
const ImportsScreen = lazy(() => import('./imports-screen.js'));
const PeopleScreen = lazy(() => import('./people-screen.js'));
const DevicesScreen = lazy(() => import('./devices-screen.js'));
const ErasuresScreen = lazy(() => import('./erasures-screen.js'));
const DeviationsScreen = lazy(() => import('../staff/deviations-screen.js'));
const GrantsScreen = lazy(() => import('../staff/grants-screen.js'));
const RulesScreen = lazy(() => import('./operator-rules-screen.js'));
const AnnouncementsScreen = lazy(() => import('../staff/announcements-screen.js'));
const AuditScreen = lazy(() => import('../staff/audit-screen.js'));

const KINDS = ['rewards', 'fund'] as const;

/** The operator's screens: trouble first, the next gate closure always in view. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function OperatorArea() {
  const next = useOverview().data?.nextClosure;
  return (
    <StaffArea items={ITEMS} who={next != null && <Countdown slot={next.slot} atMs={next.atMs} />}>
      <Route path="/" element={<OverviewScreen />} />
      <Route path="/slots" element={<SlotsScreen />} />
      <Route path="/slots/:slot" element={<SlotScreen />} />
      <Route path="/participants" element={<ParticipantsScreen />} />
      <Route path="/applications" element={<ApplicationsScreen />} />
      <Route path="/contract-documents" element={<ContractDocumentsScreen />} />
      <Route path="/imports" element={<ImportsScreen />} />
      <Route path="/people" element={<PeopleScreen />} />
      <Route path="/devices" element={<DevicesScreen />} />
      <Route path="/erasures" element={<ErasuresScreen />} />
      <Route path="/deviations" element={<DeviationsScreen />} />
      <Route path="/grants" element={<GrantsScreen kinds={KINDS} mayGive />} />
      <Route path="/rules" element={<RulesScreen />} />
      <Route path="/announcements" element={<AnnouncementsScreen />} />
      <Route path="/audit" element={<AuditScreen />} />
    </StaffArea>
  );
}
