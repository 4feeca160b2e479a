import { amountMillisen } from '#energy';
import { deviationPrices } from './deviation-prices.js';
import {
  type Allocation,
  POSTING_LINES,
  type Posting,
  type PostingLine,
  type Residual,
  type SettlementRules,
} from './types.js';

/**
 * Writes the double entries of a slot. The retailer stands between all parties (SET-16): participants' rows come per trade
 * and per reading, the retailer's and the grid company's once a line. A line is written wherever it has Wh, even at 0 yen.
 */
export function postSlot(
  allocations: readonly Allocation[],
  residuals: readonly Residual[],
  rules: SettlementRules,
): Posting[] {
  const postings: Posting[] = [];
  const retailer = new Map(POSTING_LINES.map((line) => [line, { energyWh: 0, amountMillisen: 0 }]));

  /** Posts `energyWh` at `priceSen` to an account, and the opposite to the retailer; a negative price is paid by the account. */
  function post(account: string, line: PostingLine, energyWh: number, priceSen: number, cause: string): void {
    if (energyWh === 0) return;
    const amount = amountMillisen(energyWh, priceSen);
    postings.push({ account, line, energyWh, amountMillisen: amount, cause });
    const total = retailer.get(line)!;
    total.energyWh += energyWh;
    total.amountMillisen -= amount;
  }

  const { shortfallPriceSen, overPurchasePriceSen } = deviationPrices(rules.deviationPolicy);
  for (const { tradeSequence, buyerId, sellerId, priceSen, allocatedWh, shortfallWh, overPurchaseWh } of allocations) {
    const buyer = `participant:${buyerId}`;
    const seller = `participant:${sellerId}`;
    const cause = `trade:${tradeSequence}`;
    post(buyer, 'tradedSupply', allocatedWh, -priceSen, cause);
    post(seller, 'tradedSale', allocatedWh, priceSen, cause);
    post(buyer, 'delivery', allocatedWh, -rules.deliveryPriceSen, cause);
    post(seller, 'shortfall', shortfallWh, -shortfallPriceSen, cause);
    post(buyer, 'overPurchase', overPurchaseWh, -overPurchasePriceSen, cause);
  }

  let importedWh = 0;
  for (const { participantId, importWh, residualSaleWh, residualSupplyWh } of residuals) {
    const account = `participant:${participantId}`;
    post(account, 'residualSale', residualSaleWh, rules.postFitPriceSen, 'reading');
    post(account, 'residualSupply', residualSupplyWh, -rules.retailPriceSen, 'reading');
    importedWh += importWh;
  }
  post('gridCompany', 'wheeling', importedWh, rules.wheelingPriceSen, 'slot');

  for (const [line, total] of retailer) {
    if (total.energyWh > 0) postings.push({ account: 'retailer', line, ...total, cause: 'slot' });
  }
  return postings;
}
