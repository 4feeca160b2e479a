import type { SettlementReading, SettlementRules, SettlementTrade } from '#settlement';

/** The worked example of docs/settlement.md. */
export const exampleTrades: readonly SettlementTrade[] = [
  { sequence: 3, buyerId: 'baba', sellerId: 'sato', priceSen: 1420, energyWh: 600 },
  { sequence: 5, buyerId: 'chiba', sellerId: 'sato', priceSen: 1500, energyWh: 700 },
];

export const exampleReadings: readonly SettlementReading[] = [
  { participantId: 'sato', exportWh: 1000, importWh: 0 },
  { participantId: 'baba', exportWh: 0, importWh: 500 },
  { participantId: 'chiba', exportWh: 0, importWh: 900 },
  { participantId: 'doi', exportWh: 300, importWh: 0 },
];

export const exampleRules: SettlementRules = {
  retailPriceSen: 3640,
  postFitPriceSen: 850,
  wheelingPriceSen: 944,
  deliveryPriceSen: 1044,
  deviationPolicy: { name: 'waived' },
};

/** Two more neighbours, for the worked example of the community pool. */
export const poolReadings: readonly SettlementReading[] = [
  { participantId: 'eto', exportWh: 201, importWh: 0 },
  { participantId: 'fuji', exportWh: 0, importWh: 300 },
];
