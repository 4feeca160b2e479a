/** A trade to be settled. Ids are opaque, 1 to 64 characters (participants, not pseudonyms, in the product). */
export interface SettlementTrade {
  /** The book's sequence; trades are settled in this order. */
  readonly sequence: number;
  readonly buyerId: string;
  readonly sellerId: string;
  /** sen/kWh, 0 to `MAX_SETTLEMENT_PRICE_SEN`. */
  readonly priceSen: number;
  /** Wh, at least 1. */
  readonly energyWh: number;
}

/** What a participant's two-register meter showed for the slot. */
export interface SettlementReading {
  readonly participantId: string;
  /** Wh delivered to the grid (逆潮流). */
  readonly exportWh: number;
  /** Wh taken from the grid (順潮流). */
  readonly importWh: number;
}

/**
 * Who pays what when a meter shows less than was traded.
 * `waived`: the line stands with the amount 0. `fixedPrice`: the party whose own meter fell short pays the retailer
 * a fixed price per kWh.
 */
export type DeviationPolicy =
  | { readonly name: 'waived' }
  | { readonly name: 'fixedPrice'; readonly shortfallPriceSen: number; readonly overPurchasePriceSen: number };

/** The rates of one slot, looked up in the dated table by the slot's day. Prices in sen/kWh, tax included. */
export interface SettlementRules {
  /** What the retailer charges for energy it supplies itself, delivered (wheeling included). */
  readonly retailPriceSen: number;
  /** What the retailer pays for surplus that no neighbour bought. */
  readonly postFitPriceSen: number;
  /** Wheeling that the retailer owes the grid company for every imported Wh, a neighbour's included. */
  readonly wheelingPriceSen: number;
  /** What the retailer charges a buyer on top of the traded price, to deliver it (wheeling and service). */
  readonly deliveryPriceSen: number;
  readonly deviationPolicy: DeviationPolicy;
}

/** How much of one trade both meters bear out: `tradedWh - allocatedWh = max(shortfallWh, overPurchaseWh)`. */
export interface Allocation {
  readonly tradeSequence: number;
  readonly buyerId: string;
  readonly sellerId: string;
  readonly priceSen: number;
  readonly tradedWh: number;
  readonly allocatedWh: number;
  /** Wh the seller's own meter lacked. */
  readonly shortfallWh: number;
  /** Wh the buyer's own meter lacked. */
  readonly overPurchaseWh: number;
}

/** What the trades leave of a participant's readings: the retailer buys and supplies it. */
export interface Residual {
  readonly participantId: string;
  readonly exportWh: number;
  readonly importWh: number;
  readonly soldWh: number;
  readonly boughtWh: number;
  /** `exportWh - soldWh`, bought by the retailer. */
  readonly residualSaleWh: number;
  /** `importWh - boughtWh`, supplied by the retailer (実質再エネ). */
  readonly residualSupplyWh: number;
}

/**
 * What a posting is for, in the order of the retailer's rows. Each line flows one way, so that a bill can floor it by
 * itself and a correction of a sale can never look like a purchase; each line sums to zero over the accounts.
 */
export const POSTING_LINES = [
  /** Buyer to retailer: a neighbour's energy at the traded price. */
  'tradedSupply',
  /** Retailer to seller: the same energy at the same price. */
  'tradedSale',
  /** Buyer to retailer: bringing the neighbour's energy there. */
  'delivery',
  /** Seller to retailer: traded, but missing on the seller's own meter. */
  'shortfall',
  /** Buyer to retailer: traded, but missing on the buyer's own meter. */
  'overPurchase',
  /** Retailer to participant: exported, and bought by no neighbour. */
  'residualSale',
  /** Participant to retailer: imported, and sold by no neighbour. */
  'residualSupply',
  /** Retailer to grid company. */
  'wheeling',
] as const;

/** One of {@link POSTING_LINES}. */
export type PostingLine = (typeof POSTING_LINES)[number];

/** One entry of the double-entry ledger. Account, line and cause together occur once in a version. */
export interface Posting {
  /** `participant:ID`, `retailer` or `gridCompany`. */
  readonly account: string;
  readonly line: PostingLine;
  /** Wh that the amount is for; negative only where a correction takes Wh back. */
  readonly energyWh: number;
  /** Positive = the account receives, negative = it pays. */
  readonly amountMillisen: number;
  /** `trade:SEQUENCE` or `reading`; `slot` on the retailer's and the grid company's rows, which sum a line over the slot. */
  readonly cause: string;
}

/** A slot, settled. Postings sum to zero. */
export interface SlotSettlement {
  /** One a trade, in trade order. */
  readonly allocations: readonly Allocation[];
  /** One a reading, by participant id. */
  readonly residuals: readonly Residual[];
  readonly postings: readonly Posting[];
  readonly exportedWh: number;
  readonly importedWh: number;
  readonly tradedWh: number;
  readonly allocatedWh: number;
}
