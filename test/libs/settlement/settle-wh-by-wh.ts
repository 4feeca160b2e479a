import type {
  DeviationTolerance,
  Grant,
  PostingLine,
  SettlementReading,
  SettlementRules,
  SettlementTrade,
} from '#settlement';

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
  grants: readonly Grant[] = [],
): { allocatedWh: number[]; ledger: Ledger } {
  const exportLeft: Record<string, number> = {};
  const importLeft: Record<string, number> = {};
  const ledger: Ledger = new Map();

  function book(account: string, line: PostingLine, cause: string, millisen: number, energyWh = 1): void {
    const key = `${account} ${line} ${cause}`;
    const entry = ledger.get(key) ?? { energyWh: 0, amountMillisen: 0n };
    ledger.set(key, { energyWh: entry.energyWh + energyWh, amountMillisen: entry.amountMillisen + BigInt(millisen) });
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

  /** A Wh that stayed among neighbours owes the platform and the region. */
  function neighbourly(): void {
    for (const [account, line, priceSen = 0] of [
      ['platform', 'platformFee', rules.platformFeePriceSen],
      ['fund', 'fundAccrual', rules.fundAccrualPriceSen],
    ] as const) {
      if (priceSen === 0) continue;
      book('retailer', line, 'slot', -priceSen);
      book(account, line, 'slot', priceSen);
    }
  }

  const allocatedWh = trades.map(({ sequence, buyerId, sellerId, priceSen, energyWh }) => {
    const cause = `trade:${sequence}`;
    let allocated = 0;
    while (allocated < energyWh && (exportLeft[sellerId] ?? 0) > 0 && (importLeft[buyerId] ?? 0) > 0) {
      allocated++;
      exportLeft[sellerId]!--;
      importLeft[buyerId]!--;
      participantPays(buyerId, 'tradedSupply', cause, priceSen);
      participantReceives(sellerId, 'tradedSale', cause, priceSen);
      participantPays(buyerId, 'delivery', cause, rules.deliveryPriceSen);
      neighbourly();
    }
    return allocated;
  });

  for (const participantId of new Set(trades.flatMap(({ buyerId, sellerId }) => [buyerId, sellerId]))) {
    const reading = readings.find((candidate) => candidate.participantId === participantId);
    const prices = deviationPricesOf(rules);
    const sides = [
      ['shortfall', 'sellerId', reading?.exportWh ?? 0, prices?.[0]],
      ['overPurchase', 'buyerId', reading?.importWh ?? 0, prices?.[1]],
    ] as const;
    for (const [line, side, meteredWh, priceSen] of sides) {
      const own = trades.filter((trade) => trade[side] === participantId);
      const tradedWh = own.reduce((sum, trade) => sum + trade.energyWh, 0);
      const freeWh = rules.deviationPolicy.name === 'waived' ? 0 : freeOf(rules.deviationPolicy.tolerance, tradedWh);
      for (let lacking = 1; lacking <= tradedWh - meteredWh; lacking++) {
        if (lacking <= freeWh) participantPays(participantId, line, 'tolerance', 0);
        else if (priceSen !== undefined) participantPays(participantId, line, 'reading', priceSen);
      }
    }
  }

  if (rules.pool?.name === 'proRata') {
    const { priceSen } = rules.pool;
    const total = (left: Record<string, number>) => Object.values(left).reduce((sum, wh) => sum + wh, 0);
    const pooledWh = Math.min(total(exportLeft), total(importLeft));
    for (const participantId of dealOut(pooledWh, exportLeft)) {
      exportLeft[participantId]!--;
      participantReceives(participantId, 'poolSale', 'pool', priceSen);
    }
    for (const participantId of dealOut(pooledWh, importLeft)) {
      importLeft[participantId]!--;
      participantPays(participantId, 'poolSupply', 'pool', priceSen);
      participantPays(participantId, 'delivery', 'pool', rules.deliveryPriceSen);
      neighbourly();
    }
  }

  for (const { participantId } of readings) {
    for (let wh = 0; wh < exportLeft[participantId]!; wh++) {
      participantReceives(participantId, 'residualSale', 'reading', rules.postFitPriceSen);
    }
    for (let wh = 0; wh < importLeft[participantId]!; wh++) {
      participantPays(participantId, 'residualSupply', 'reading', rules.retailPriceSen);
    }
  }

  for (const { grantId, line, from, to, energyWh, pay } of grants) {
    const millisen = 'priceSen' in pay ? pay.priceSen * energyWh : pay.amountMillisen;
    book(to, line, `grant:${grantId}`, millisen, energyWh);
    book(from, line, 'slot', -millisen, energyWh);
  }
  return { allocatedWh, ledger };
}

/** What a Wh of shortfall and of over-purchase costs; undefined if nobody can know yet. */
function deviationPricesOf({ deviationPolicy, imbalancePrice }: SettlementRules): [number, number] | undefined {
  if (deviationPolicy.name === 'waived') return [0, 0];
  if (deviationPolicy.name === 'fixedPrice') {
    return [deviationPolicy.shortfallPriceSen, deviationPolicy.overPurchasePriceSen];
  }
  if (imbalancePrice === undefined) return undefined;
  const hundredths = imbalancePrice.taxIncluded ? 100n : 100n + BigInt(deviationPolicy.taxPercent);
  const taxed = (priceSen: number) => Number((BigInt(priceSen) * hundredths) / 100n);
  return [taxed(imbalancePrice.shortagePriceSen), taxed(imbalancePrice.surplusPriceSen)];
}

function freeOf(tolerance: DeviationTolerance | undefined, tradedWh: number): number {
  if (tolerance === undefined) return 0;
  return 'energyWh' in tolerance
    ? tolerance.energyWh
    : Number((BigInt(tradedWh) * BigInt(tolerance.percentOfTraded)) / 100n);
}

/** Largest remainder, one Wh at a time: who gets each of the Wh. */
function* dealOut(totalWh: number, holdings: Readonly<Record<string, number>>): Generator<string> {
  const holders = Object.entries(holdings).sort(([a], [b]) => (a < b ? -1 : 1));
  const sumWh = holders.reduce((sum, [, wh]) => sum + BigInt(wh), 0n);
  if (sumWh === 0n) return;
  const shares = holders.map(([participantId, wh]) => {
    const exact = BigInt(totalWh) * BigInt(wh);
    return { participantId, wh, whole: exact / sumWh, remainder: exact % sumWh, more: false };
  });
  let missing = BigInt(totalWh) - shares.reduce((sum, share) => sum + share.whole, 0n);
  for (; missing > 0n; missing--) {
    const next = shares
      .filter((share) => !share.more)
      .reduce((best, share) =>
        share.remainder > best.remainder || (share.remainder === best.remainder && share.wh > best.wh) ? share : best,
      );
    next.more = true;
  }
  for (const { participantId, whole, more } of shares) {
    for (let wh = more ? -1n : 0n; wh < whole; wh++) yield participantId;
  }
}
