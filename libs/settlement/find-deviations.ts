import type { Deviation, DeviationPolicy, SettlementReading, SettlementTrade } from './types.js';

/**
 * What each participant's own meter lacks of what they traded, over all their trades together. A participant without a
 * reading counts as 0 / 0. The input is already checked.
 */
export function findDeviations(
  trades: readonly SettlementTrade[],
  readings: readonly SettlementReading[],
  policy: DeviationPolicy,
): Deviation[] {
  const traded = new Map<string, { saleWh: number; purchaseWh: number }>();
  const totalsOf = (participantId: string) => {
    let totals = traded.get(participantId);
    if (totals === undefined) {
      totals = { saleWh: 0, purchaseWh: 0 };
      traded.set(participantId, totals);
    }
    return totals;
  };
  for (const { sellerId, buyerId, energyWh } of trades) {
    totalsOf(sellerId).saleWh += energyWh;
    totalsOf(buyerId).purchaseWh += energyWh;
  }
  const metered = new Map(readings.map((reading) => [reading.participantId, reading]));
  const deviations: Deviation[] = [];
  for (const [participantId, { saleWh, purchaseWh }] of traded) {
    const reading = metered.get(participantId);
    const shortfallWh = Math.max(0, saleWh - (reading?.exportWh ?? 0));
    const overPurchaseWh = Math.max(0, purchaseWh - (reading?.importWh ?? 0));
    if (shortfallWh === 0 && overPurchaseWh === 0) continue;
    deviations.push({
      participantId,
      tradedSaleWh: saleWh,
      tradedPurchaseWh: purchaseWh,
      shortfallWh,
      overPurchaseWh,
      toleratedShortfallWh: Math.min(shortfallWh, toleranceWh(policy, saleWh)),
      toleratedOverPurchaseWh: Math.min(overPurchaseWh, toleranceWh(policy, purchaseWh)),
    });
  }
  return deviations.sort((a, b) => (a.participantId < b.participantId ? -1 : 1));
}

function toleranceWh(policy: DeviationPolicy, tradedWh: number): number {
  const tolerance = policy.name === 'waived' ? undefined : policy.tolerance;
  if (tolerance === undefined) return 0;
  // Up to 5e10 Wh a slot (limits.ts) times 100: exact.
  return 'energyWh' in tolerance ? tolerance.energyWh : Math.floor((tradedWh * tolerance.percentOfTraded) / 100);
}
