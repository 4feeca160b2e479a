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

/** Part of a deviation that is never charged: so many Wh a side, or so many whole percent of what was traded, rounded down. */
export type DeviationTolerance = { readonly energyWh: number } | { readonly percentOfTraded: number };

/**
 * Who pays what when a participant's meter shows less than they traded. Only what exceeds the tolerance is charged.
 * `waived`: the line stands with the amount 0. `fixedPrice`: the party pays the retailer a fixed price per kWh.
 * `imbalancePrice`: it pays the slot's imbalance price, for a shortfall that of a shortage (不足), for an over-purchase that of
 * a surplus (余剰); until the price is published the charge waits. A price published without tax is raised by `taxPercent`,
 * rounded down to the sen.
 */
export type DeviationPolicy =
  | { readonly name: 'waived' }
  | {
      readonly name: 'fixedPrice';
      readonly shortfallPriceSen: number;
      readonly overPurchasePriceSen: number;
      readonly tolerance?: DeviationTolerance;
    }
  | { readonly name: 'imbalancePrice'; readonly taxPercent: number; readonly tolerance?: DeviationTolerance };

/** The imbalance prices of one slot and area as published, sen/kWh (インバランス料金, japan-market.md B5). */
export interface ImbalancePrice {
  readonly shortagePriceSen: number;
  readonly surplusPriceSen: number;
  readonly taxIncluded: boolean;
}

/**
 * What becomes of energy that no trade took. `off`: the retailer buys and supplies it. `proRata`: the smaller side is shared out
 * over the larger in proportion, whole Wh by largest remainder, at one stated price; the retailer has what then remains.
 */
export type CommunityPool = { readonly name: 'off' } | { readonly name: 'proRata'; readonly priceSen: number };

/** The rates of one slot, looked up in the dated tables by the slot's day. Prices in sen/kWh, tax included. */
export interface SlotRates {
  /** What the retailer charges for energy it supplies itself, delivered (wheeling included). */
  readonly retailPriceSen: number;
  /** What the retailer pays for surplus that no neighbour bought. */
  readonly postFitPriceSen: number;
  /** Wheeling that the retailer owes the grid company for every imported Wh, a neighbour's included. */
  readonly wheelingPriceSen: number;
  /** What the retailer charges a buyer on top of the traded price, to deliver it (wheeling and service). */
  readonly deliveryPriceSen: number;
}

/** What a community has agreed on beside the rates. Prices in sen/kWh. */
export interface CommunityRules {
  readonly deviationPolicy: DeviationPolicy;
  /** Default: off. */
  readonly pool?: CommunityPool;
  /** What the retailer owes the platform for every Wh that neighbours delivered to each other. Default: 0, no line. */
  readonly platformFeePriceSen?: number;
  /** What the retailer sets aside for the region for the same Wh (地域活性化原資). Default: 0, no line. */
  readonly fundAccrualPriceSen?: number;
}

/** Everything that one slot is settled by. */
export interface SettlementRules extends SlotRates, CommunityRules {
  /** Needed by the policy `imbalancePrice` only; without it the charge waits. */
  readonly imbalancePrice?: ImbalancePrice;
}

/** Who may owe a {@link Grant}. */
export const GRANT_PAYERS = ['retailer', 'gridCompany', 'platform', 'fund'] as const;

/**
 * Money of a slot that follows from neither trade nor meter: a reward for flexibility (DR), or an amount for the regional fund.
 * A reward goes to `participant:ID` or, as points of the same value, to `points:ID`; an accrual to `fund`.
 */
export interface Grant {
  /** Names its cause, such as the event and the household: `grant:ID` in the ledger. Once a slot. */
  readonly grantId: string;
  readonly line: 'flexibilityReward' | 'fundAccrual';
  readonly from: (typeof GRANT_PAYERS)[number];
  readonly to: string;
  /** Wh that it is for; 0 if for none. */
  readonly energyWh: number;
  /** sen/kWh of `energyWh`, or an amount that was computed elsewhere. */
  readonly pay: { readonly priceSen: number } | { readonly amountMillisen: number };
}

/** How much of one trade both meters bear out. */
export interface Allocation {
  readonly tradeSequence: number;
  readonly buyerId: string;
  readonly sellerId: string;
  readonly priceSen: number;
  readonly tradedWh: number;
  readonly allocatedWh: number;
}

/** What a participant's own meter lacks of what they traded. Taken from totals: how the energy was cut into trades leaves no trace. */
export interface Deviation {
  readonly participantId: string;
  /** Wh sold in all trades. */
  readonly tradedSaleWh: number;
  /** Wh bought in all trades. */
  readonly tradedPurchaseWh: number;
  /** `max(0, tradedSaleWh - export)`. */
  readonly shortfallWh: number;
  /** `max(0, tradedPurchaseWh - import)`. */
  readonly overPurchaseWh: number;
  /** Part of the shortfall inside the tolerance. */
  readonly toleratedShortfallWh: number;
  readonly toleratedOverPurchaseWh: number;
}

/** What the trades leave of a participant's readings: the pool takes its share, the retailer buys and supplies the rest. */
export interface Residual {
  readonly participantId: string;
  readonly exportWh: number;
  readonly importWh: number;
  readonly soldWh: number;
  readonly boughtWh: number;
  readonly poolSaleWh: number;
  readonly poolSupplyWh: number;
  /** `exportWh - soldWh - poolSaleWh`, bought by the retailer. */
  readonly residualSaleWh: number;
  /** `importWh - boughtWh - poolSupplyWh`, supplied by the retailer (実質再エネ). */
  readonly residualSupplyWh: number;
}

/**
 * What a posting is for, in the order of the paying side's rows. Each line flows one way, so that a bill can floor it by
 * itself and a correction of a sale can never look like a purchase; each line sums to zero over the accounts.
 */
export const POSTING_LINES = [
  /** Buyer to retailer: a neighbour's energy at the traded price. */
  'tradedSupply',
  /** Retailer to seller: the same energy at the same price. */
  'tradedSale',
  /** Participant to retailer: the community pool's energy at the pool price. */
  'poolSupply',
  /** Retailer to participant: the same energy at the same price. */
  'poolSale',
  /** Buyer to retailer: bringing the neighbours' energy there. */
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
  /** Retailer to platform. */
  'platformFee',
  /** Retailer, or another payer, to the regional fund. */
  'fundAccrual',
  /** Payer to participant, in money or in points. */
  'flexibilityReward',
] as const;

/** One of {@link POSTING_LINES}. */
export type PostingLine = (typeof POSTING_LINES)[number];

/** One entry of the double-entry ledger. Account, line and cause together occur once in a version. */
export interface Posting {
  /** `participant:ID` or `points:ID`, or one of `retailer`, `gridCompany`, `platform`, `fund`, `tax`. */
  readonly account: string;
  readonly line: PostingLine;
  /** Wh that the amount is for; negative only where a correction takes Wh back. */
  readonly energyWh: number;
  /** Positive = the account receives, negative = it pays. */
  readonly amountMillisen: number;
  /**
   * `trade:SEQUENCE`, `grant:ID`, `reading`, `pool` or `tolerance` (a rule); `slot` on rows that sum a line over the slot.
   * The version that a posting belongs to names the rules and the readings (by their last arrival) that it rests on.
   */
  readonly cause: string;
}

/** What the meters make of a slot's trades. */
export interface SlotFigures {
  /** One a trade, in trade order. */
  readonly allocations: readonly Allocation[];
  /** One a participant who deviates, by participant id. */
  readonly deviations: readonly Deviation[];
  /** True if a deviation is to be charged at an imbalance price that is not there yet. */
  readonly awaitsImbalancePrice: boolean;
  /** One a reading, by participant id. */
  readonly residuals: readonly Residual[];
  readonly exportedWh: number;
  readonly importedWh: number;
  readonly tradedWh: number;
  readonly allocatedWh: number;
  readonly pooledWh: number;
}

/** A slot, settled. Postings sum to zero. */
export interface SlotSettlement extends SlotFigures {
  readonly postings: readonly Posting[];
}
