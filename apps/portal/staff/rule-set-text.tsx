import type { CommunityRules } from '#settlement';
import { price } from '../format/figures.js';
import { useStaffText } from './use-staff-text.js';

/** What a community has agreed on, in words, a line each. */
export function RuleSetText({ rules }: { readonly rules: CommunityRules }) {
  const { s } = useStaffText();
  const { deviationPolicy: policy, pool = { name: 'off' }, platformFeePriceSen = 0, fundAccrualPriceSen = 0 } = rules;
  const yen = (priceSen: number) => `${price(priceSen)} ${s('rules.yen')}`;
  const lines = [`${s('rules.policy')}: ${s(`rules.${policy.name}`)}`];
  if (policy.name === 'fixedPrice') {
    lines.push(`${s('rules.shortfall')} ${yen(policy.shortfallPriceSen)}`);
    lines.push(`${s('rules.overPurchase')} ${yen(policy.overPurchasePriceSen)}`);
  }
  if (policy.name === 'imbalancePrice') lines.push(`${s('rules.taxPercent')} ${policy.taxPercent}%`);
  if (policy.name !== 'waived' && policy.tolerance !== undefined) {
    const { tolerance } = policy;
    const shown = 'energyWh' in tolerance ? `${tolerance.energyWh} Wh` : `${tolerance.percentOfTraded}%`;
    lines.push(`${s('rules.tolerated')} ${shown}`);
  }
  const ofPool = pool.name === 'proRata' ? ` ${yen(pool.priceSen)}` : '';
  lines.push(`${s('rules.pool')}: ${s(`rules.${pool.name}`)}${ofPool}`);
  lines.push(`${s('rules.platformFee')} ${yen(platformFeePriceSen)}`);
  lines.push(`${s('rules.fundAccrual')} ${yen(fundAccrualPriceSen)}`);
  return (
    <ul className="lines-list">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
