/** A trade to be settled, in the order in which it was made. Ids are opaque (participants, not pseudonyms, in the product). */
export interface SettlementTrade {
  readonly sequence: number;
  readonly buyerId: string;
  readonly sellerId: string;
  readonly priceSen: number;
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
  /** Wheeling that the retailer owes the grid company for every imported Wh. */
  readonly wheelingPriceSen: number;
  /** What the retailer charges a buyer on top of the traded price, to deliver it (wheeling and service). */
  readonly deliveryPriceSen: number;
  readonly deviationPolicy: DeviationPolicy;
}

/** How much of one trade both meters bear out. */
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

/** What a posting is for. */
export type PostingLine =
  | 'tradedEnergy'
  | 'delivery'
  | 'residualSupply'
  | 'residualSale'
  | 'wheeling'
  | 'shortfall'
  | 'overPurchase';

/** One entry of the double-entry ledger. Positive = the account receives, negative = it pays. */
export interface Posting {
  /** `participant:ID`, `retailer` or `gridCompany`. */
  readonly account: string;
  readonly line: PostingLine;
  /** Wh that the amount is for. */
  readonly energyWh: number;
  readonly amountMillisen: number;
  /** What caused it: `trade:SEQUENCE` or `reading`. */
  readonly cause: string;
}

/** A slot, settled. Postings sum to zero. */
export interface SlotSettlement {
  readonly allocations: readonly Allocation[];
  readonly residuals: readonly Residual[];
  readonly postings: readonly Posting[];
  readonly exportedWh: number;
  readonly importedWh: number;
  readonly tradedWh: number;
  readonly allocatedWh: number;
}
