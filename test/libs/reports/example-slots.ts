import { slotOf } from '#energy';
import type { ReportedSlot } from '#reports';

export const SETAGAYA = 13112;

const residual = (participantId: string, exportWh: number, importWh: number, change = {}) => ({
  participantId,
  exportWh,
  importWh,
  soldWh: 0,
  boughtWh: 0,
  poolSaleWh: 0,
  poolSupplyWh: 0,
  ...change,
});

/**
 * Noon: Sato exports 1,000 Wh of 1,500 generated, sells 400 to Baba at 14.20 and 300 to Chiba at 15.00, and 100 to the pool,
 * which Chiba draws. Baba imports 500, Chiba 900. Baba had bought 500, and Sato had sold 900. Chiba's roof is not known.
 */
export function noon(change: Partial<ReportedSlot> = {}): ReportedSlot {
  return {
    areaId: SETAGAYA,
    slot: slotOf('2026-07-01', 25),
    allocations: [
      { priceSen: 1420, tradedWh: 500, allocatedWh: 400 },
      { priceSen: 1500, tradedWh: 400, allocatedWh: 300 },
    ],
    residuals: [
      residual('sato', 1000, 0, { soldWh: 700, poolSaleWh: 100 }),
      residual('baba', 0, 500, { boughtWh: 400 }),
      residual('chiba', 0, 900, { boughtWh: 300, poolSupplyWh: 100 }),
    ],
    deviations: [{ participantId: 'sato', shortfallWh: 200, overPurchaseWh: 0 }],
    generation: [
      { participantId: 'sato', generatedWh: 1500 },
      { participantId: 'baba', generatedWh: 0 },
    ],
    ...change,
  };
}

/** Night: everybody imports, nobody trades. */
export function night(change: Partial<ReportedSlot> = {}): ReportedSlot {
  return {
    areaId: SETAGAYA,
    slot: slotOf('2026-07-01', 1),
    allocations: [],
    residuals: [residual('sato', 0, 300), residual('baba', 0, 200), residual('chiba', 0, 100)],
    deviations: [],
    generation: [
      { participantId: 'sato', generatedWh: 0 },
      { participantId: 'baba', generatedWh: 0 },
    ],
    ...change,
  };
}
