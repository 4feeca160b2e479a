import { amountMillisen } from '#energy';
import { deviationPrices } from './deviation-prices.js';
import {
  type Allocation,
  type Deviation,
  GRANT_PAYERS,
  type Grant,
  POSTING_LINES,
  type Posting,
  type PostingLine,
  type Residual,
  type SettlementRules,
} from './types.js';

type Payer = Grant['from'];

/** What of a settled slot money is due for. */
interface DueItems {
  readonly allocations: readonly Allocation[];
  readonly deviations: readonly Deviation[];
  readonly residuals: readonly Residual[];
  readonly grants: readonly Grant[];
}

/**
 * Writes the double entries of a slot. The retailer stands between all parties (SET-16), or another payer of a grant:
 * participants' rows come per trade, reading and grant, those of the other side once a line. A line is written wherever it has
 * Wh, even at 0 yen.
 */
export function postSlot({ allocations, deviations, residuals, grants }: DueItems, rules: SettlementRules): Posting[] {
  const book = new SlotBook();
  const accountOf = participantAccounts();
  for (const { tradeSequence, buyerId, sellerId, priceSen, allocatedWh } of allocations) {
    if (allocatedWh === 0) continue;
    const buyer = accountOf(buyerId);
    const cause = `trade:${tradeSequence}`;
    book.post(buyer, 'tradedSupply', allocatedWh, -priceSen, cause);
    book.post(accountOf(sellerId), 'tradedSale', allocatedWh, priceSen, cause);
    book.post(buyer, 'delivery', allocatedWh, -rules.deliveryPriceSen, cause);
  }
  postDeviations(book, deviations, rules, accountOf);

  let [importedWh, localWh] = [0, 0];
  const poolPriceSen = rules.pool?.name === 'proRata' ? rules.pool.priceSen : 0;
  for (const residual of residuals) {
    const account = accountOf(residual.participantId);
    book.post(account, 'poolSupply', residual.poolSupplyWh, -poolPriceSen, 'pool');
    book.post(account, 'poolSale', residual.poolSaleWh, poolPriceSen, 'pool');
    book.post(account, 'delivery', residual.poolSupplyWh, -rules.deliveryPriceSen, 'pool');
    book.post(account, 'residualSale', residual.residualSaleWh, rules.postFitPriceSen, 'reading');
    book.post(account, 'residualSupply', residual.residualSupplyWh, -rules.retailPriceSen, 'reading');
    importedWh += residual.importWh;
    localWh += residual.boughtWh + residual.poolSupplyWh;
  }
  book.post('gridCompany', 'wheeling', importedWh, rules.wheelingPriceSen, 'slot');
  const { platformFeePriceSen = 0, fundAccrualPriceSen = 0 } = rules;
  if (platformFeePriceSen > 0) book.post('platform', 'platformFee', localWh, platformFeePriceSen, 'slot');
  if (fundAccrualPriceSen > 0) book.post('fund', 'fundAccrual', localWh, fundAccrualPriceSen, 'slot');

  for (const grant of grants) {
    const { line, from, to, energyWh } = grant;
    book.postAmount(to, line, energyWh, grantMillisen(grant), grantCause(grant.grantId), from);
  }
  return book.close();
}

/** What a grant pays, millisen. */
export function grantMillisen({ energyWh, pay }: Grant): number {
  return 'priceSen' in pay ? amountMillisen(energyWh, pay.priceSen) : pay.amountMillisen;
}

/** The cause of a grant's postings. */
export function grantCause(grantId: string): string {
  return `grant:${grantId}`;
}

/** Participants' accounts, one text each: a ward's postings name each several times, and a text for each posting is most of them. */
function participantAccounts(): (participantId: string) => string {
  const accounts = new Map<string, string>();
  return (participantId) => {
    let account = accounts.get(participantId);
    if (account === undefined) {
      account = `participant:${participantId}`;
      accounts.set(participantId, account);
    }
    return account;
  };
}

/** What exceeds the tolerance is charged once its price is known; what does not stands at 0 yen, for all to see. */
function postDeviations(
  book: SlotBook,
  deviations: readonly Deviation[],
  rules: SettlementRules,
  accountOf: (participantId: string) => string,
): void {
  const prices = deviationPrices(rules);
  for (const deviation of deviations) {
    const account = accountOf(deviation.participantId);
    const { shortfallWh, overPurchaseWh, toleratedShortfallWh, toleratedOverPurchaseWh } = deviation;
    book.post(account, 'shortfall', toleratedShortfallWh, 0, 'tolerance');
    book.post(account, 'overPurchase', toleratedOverPurchaseWh, 0, 'tolerance');
    if (prices === undefined) continue;
    book.post(account, 'shortfall', shortfallWh - toleratedShortfallWh, -prices.shortfallPriceSen, 'reading');
    book.post(
      account,
      'overPurchase',
      overPurchaseWh - toleratedOverPurchaseWh,
      -prices.overPurchasePriceSen,
      'reading',
    );
  }
}

/** Postings in the making, with the other side's total of each line. */
class SlotBook {
  readonly #postings: Posting[] = [];
  readonly #totals = new Map<Payer, Map<PostingLine, { energyWh: number; amountMillisen: number }>>(
    GRANT_PAYERS.map((payer) => [payer, new Map()]),
  );

  /** Posts `energyWh` at `priceSen` to an account, and the opposite to the retailer; a negative price is paid by the account. */
  post(account: string, line: PostingLine, energyWh: number, priceSen: number, cause: string): void {
    if (energyWh === 0) return;
    this.postAmount(account, line, energyWh, amountMillisen(energyWh, priceSen), cause, 'retailer');
  }

  /** Posts an amount to an account, and the opposite to the payer. */
  postAmount(
    account: string,
    line: PostingLine,
    energyWh: number,
    amountMillisen: number,
    cause: string,
    payer: Payer,
  ): void {
    this.#postings.push({ account, line, energyWh, amountMillisen, cause });
    const totals = this.#totals.get(payer)!;
    let total = totals.get(line);
    if (total === undefined) {
      total = { energyWh: 0, amountMillisen: 0 };
      totals.set(line, total);
    }
    total.energyWh += energyWh;
    total.amountMillisen -= amountMillisen;
  }

  /** Adds the other side's rows, by payer and line, and returns all. */
  close(): Posting[] {
    for (const [account, totals] of this.#totals) {
      for (const line of POSTING_LINES) {
        const total = totals.get(line);
        if (total !== undefined) this.#postings.push({ account, line, ...total, cause: 'slot' });
      }
    }
    return this.#postings;
  }
}
