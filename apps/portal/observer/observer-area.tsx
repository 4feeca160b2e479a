import { lazy } from 'react';
import { Route } from 'react-router';
import { useSession } from '../server/session.js';
import type { NavItem } from '../shell/shell.js';
import { EffectScreen } from '../staff/effect-screen.js';
import { ICONS } from '../staff/icons.js';
import { StaffArea } from '../staff/staff-area.js';
import AreaScreen from './area-screen.js';

const AREA: NavItem = { to: '/', text: 'nav.area', icon: ICONS.positions };
const EFFECT: NavItem = { to: '/effect', text: 'nav.effect', icon: ICONS.effect };
const RULES: NavItem = { to: '/rules', text: 'nav.rules', icon: ICONS.rules };

const RulesScreen = lazy(() => import('../staff/rules-screen.js'));

/** Grid operator, wholesaler and researcher: the area in sums of at least ten households. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function ObserverArea() {
  const isResearcher = useSession().data?.account?.role === 'researcher';
  return (
    <StaffArea items={isResearcher ? [AREA, EFFECT, RULES] : [AREA, RULES]} who={null}>
      <Route path="/" element={<AreaScreen />} />
      {isResearcher && <Route path="/effect" element={<EffectScreen />} />}
      <Route path="/rules" element={<RulesScreen />} />
    </StaffArea>
  );
}
