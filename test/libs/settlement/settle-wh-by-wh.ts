import type { PostingLine, SettlementReading, SettlementRules, SettlementTrade } from '#settlement';

/** What a trade came to, counted Wh by Wh. */
export interface CountedTrade {
  allocatedWh: number;
  shortfallWh: number;
  overPurchaseWh: number;
}

/** Energy and money by `account line cause`. */
export type Ledger = Map<string, { energyWh: number; amountMillisen: bigint }>;

/**
 * The slow, obvious settlement: walks every single Wh through the rules of docs/settlement.md and pays for it alone.
 * It shares nothing with the library but the types.
 */
export function settleWhByWh(
  trades: readonly SettlementTrade[],
  readings: readonly SettlementReading[],
  rules: SettlementRules,
): { counted: CountedTrade[]; ledger: Ledger } {
  const exportLeft: Record<string, number> = {};
  const importLeft: Record<string, number> = {};
  const ledger: Ledger = new Map();

  function book(account: string, line: PostingLine, cause: string, millisen: number): void {
    const key = `${account} ${line} ${cause}`;
    const entry = ledger.get(key) ?? { energyWh: 0, amountMillisen: 0n };
    ledger.set(key, { energyWh: entry.energyWh + 1, amountMillisen: entry.amountMillisen + BigInt(millisen) });
  }
  /** One Wh at a price in sen/kWh costs that many millisen. */
  function participantPays(participantId: string, line: PostingLine, cause: string, priceSen: number): void {
    book(`participant:${participantId}`, line, cause, -priceSen);
    book('retailer', line, 'slot', priceSen);
  }
  function participantReceives(participantId: string, line: PostingLine, cause: string, priceSen: number): void {
    book(`participant:${participantId}`, line, cause, priceSen);
    book('retailer', line, 'slot', -priceSen);
  }

  for (const reading of readings) {
    exportLeft[reading.participantId] = reading.exportWh;
    importLeft[reading.participantId] = reading.importWh;
    for (let wh = 0; wh < reading.importWh; wh++) {
      book('retailer', 'wheeling', 'slot', -rules.wheelingPriceSen);
      book('gridCompany', 'wheeling', 'slot', rules.wheelingPriceSen);
    }
  }

  const policy = rules.deviationPolicy;
  const shortfallPriceSen = policy.name === 'fixedPrice' ? policy.shortfallPriceSen : 0;
  const overPurchasePriceSen = policy.name === 'fixedPrice' ? policy.overPurchasePriceSen : 0;
  const counted: CountedTrade[] = [];
  for (const { sequence, buyerId, sellerId, priceSen, energyWh } of trades) {
    const cause = `trade:${sequence}`;
    const trade = { allocatedWh: 0, shortfallWh: 0, overPurchaseWh: 0 };
    const sellerHasWh = exportLeft[sellerId] ?? 0;
    const buyerHasWh = importLeft[buyerId] ?? 0;
    for (let wh = 1; wh <= energyWh; wh++) {
      if (wh > sellerHasWh) {
        trade.shortfallWh++;
        participantPays(sellerId, 'shortfall', cause, shortfallPriceSen);
      }
      if (wh > buyerHasWh) {
        trade.overPurchaseWh++;
        participantPays(buyerId, 'overPurchase', cause, overPurchasePriceSen);
      }
      if (wh <= sellerHasWh && wh <= buyerHasWh) {
        trade.allocatedWh++;
        exportLeft[sellerId]!--;
        importLeft[buyerId]!--;
        participantPays(buyerId, 'tradedSupply', cause, priceSen);
        participantReceives(sellerId, 'tradedSale', cause, priceSen);
        participantPays(buyerId, 'delivery', cause, rules.deliveryPriceSen);
      }
    }
    counted.push(trade);
  }

  for (const { participantId } of readings) {
    for (let wh = 0; wh < exportLeft[participantId]!; wh++) {
      participantReceives(participantId, 'residualSale', 'reading', rules.postFitPriceSen);
    }
    for (let wh = 0; wh < importLeft[participantId]!; wh++) {
      participantPays(participantId, 'residualSupply', 'reading', rules.retailPriceSen);
    }
  }
  return { counted, ledger };
}
