import type { Allocation, SettlementReading, SettlementTrade } from './types.js';

/** A participant of the slot: what the meter showed, what was traded, and what the trades so far have left of the meter's Wh. */
export interface Party {
  readonly participantId: string;
  /** False: there is no reading, and all Wh of the meter count as 0. */
  readonly isMetered: boolean;
  readonly exportWh: number;
  readonly importWh: number;
  exportLeftWh: number;
  importLeftWh: number;
  tradedSaleWh: number;
  tradedPurchaseWh: number;
}

/**
 * Allocates metered energy to trades, in trade order: `min(traded, seller's export left, buyer's import left)`.
 * A participant without a reading counts as 0 / 0. The input is already checked.
 *
 * @returns the allocations, and all who have a reading or a trade, by participant id: the order in which readings arrived leaves
 * no trace in the settlement
 */
export function allocateTrades(
  trades: readonly SettlementTrade[],
  readings: readonly SettlementReading[],
): { allocations: Allocation[]; parties: Party[] } {
  const parties = new Map<string, Party>();
  for (const { participantId, exportWh, importWh } of readings) {
    parties.set(participantId, newParty(participantId, true, exportWh, importWh));
  }
  const partyOf = (participantId: string): Party => {
    let party = parties.get(participantId);
    if (party === undefined) {
      party = newParty(participantId, false, 0, 0);
      parties.set(participantId, party);
    }
    return party;
  };
  const allocations = trades.map(({ sequence, buyerId, sellerId, priceSen, energyWh }): Allocation => {
    const seller = partyOf(sellerId);
    const buyer = partyOf(buyerId);
    const allocatedWh = Math.min(energyWh, seller.exportLeftWh, buyer.importLeftWh);
    seller.tradedSaleWh += energyWh;
    buyer.tradedPurchaseWh += energyWh;
    seller.exportLeftWh -= allocatedWh;
    buyer.importLeftWh -= allocatedWh;
    return { tradeSequence: sequence, buyerId, sellerId, priceSen, tradedWh: energyWh, allocatedWh };
  });
  return {
    allocations,
    parties: [...parties.values()].sort((a, b) => (a.participantId < b.participantId ? -1 : 1)),
  };
}

function newParty(participantId: string, isMetered: boolean, exportWh: number, importWh: number): Party {
  const left = { exportLeftWh: exportWh, importLeftWh: importWh };
  return { participantId, isMetered, exportWh, importWh, ...left, tradedSaleWh: 0, tradedPurchaseWh: 0 };
}
