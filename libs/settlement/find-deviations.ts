import type { Party } from './allocate-trades.js';
import type { Deviation, DeviationPolicy } from './types.js';

/** What each participant's own meter lacks of what they traded, over all their trades together; in the order of the parties. */
export function findDeviations(parties: readonly Party[], policy: DeviationPolicy): Deviation[] {
  const deviations: Deviation[] = [];
  for (const { participantId, exportWh, importWh, tradedSaleWh, tradedPurchaseWh } of parties) {
    const shortfallWh = Math.max(0, tradedSaleWh - exportWh);
    const overPurchaseWh = Math.max(0, tradedPurchaseWh - importWh);
    if (shortfallWh === 0 && overPurchaseWh === 0) continue;
    deviations.push({
      participantId,
      tradedSaleWh,
      tradedPurchaseWh,
      shortfallWh,
      overPurchaseWh,
      toleratedShortfallWh: Math.min(shortfallWh, toleranceWh(policy, tradedSaleWh)),
      toleratedOverPurchaseWh: Math.min(overPurchaseWh, toleranceWh(policy, tradedPurchaseWh)),
    });
  }
  return deviations;
}

function toleranceWh(policy: DeviationPolicy, tradedWh: number): number {
  const tolerance = policy.name === 'waived' ? undefined : policy.tolerance;
  if (tolerance === undefined) return 0;
  // Up to 5e10 Wh a slot (limits.ts) times 100: exact.
  return 'energyWh' in tolerance ? tolerance.energyWh : Math.floor((tradedWh * tolerance.percentOfTraded) / 100);
}
