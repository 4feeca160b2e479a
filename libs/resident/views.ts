import type { OriginWish } from '#bidding';
import type { BilingualText } from '#certificates';
import type { Span } from './period.js';

/** How a household's agent trades: 節約 / 環境 / バランス. */
export type TradingMode = 'economy' | 'green' | 'balanced';

/** 予定 → 約定 → 受渡 → 確定. */
export type TradeStatus = 'planned' | 'traded' | 'delivering' | 'settled';

/** One household with its meter (供給地点) that an account may look at. */
export interface SupplyPoint {
  readonly pointId: string;
  readonly meterId: string;
  readonly area: BilingualText;
}

/** A supply point as the account that looks at it calls it. */
export interface NamedPoint extends SupplyPoint {
  /** Null: the account gave it none. */
  readonly name: string | null;
}

/** Settled energy and money of some time. Money in millisen, tax included. */
export interface EnergyMoney {
  /** Sold to neighbours, Wh. */
  readonly soldWh: number;
  /** Bought from neighbours, Wh. */
  readonly boughtWh: number;
  /** Exported and bought by no neighbour: the retailer took it, Wh. */
  readonly residualSaleWh: number;
  /** Imported and sold by no neighbour: the retailer supplied it, Wh. */
  readonly residualSupplyWh: number;
  readonly receivedMillisen: number;
  /** What is paid for energy and delivery; basic charge and levy are on the bill. */
  readonly paidMillisen: number;
  /** How much better than with the retailer alone; negative if worse. */
  readonly gainMillisen: number;
}

/** Why a bar is empty, or whether it may still change. */
export type BucketState =
  /** Every half hour that has ended is settled. */
  | 'settled'
  /** Some half hours are metered and wait for their settlement. */
  | 'waiting'
  /** No reading has come for time that has passed. */
  | 'missing'
  /** Has not begun. */
  | 'future';

/** One bar of a graph: a half hour, a day, a month or a year. */
export interface Bucket extends EnergyMoney {
  /** `2026-05-18 25` for koma 25, `2026-05-18`, `2026-05` or `2026`. */
  readonly key: string;
  readonly fromSlot: number;
  /** First slot after it. */
  readonly untilSlot: number;
  /** As metered, whether settled or not, Wh. */
  readonly exportWh: number;
  readonly importWh: number;
  readonly state: BucketState;
  /** The same time a year before, if there are readings. */
  readonly lastYear: { readonly exportWh: number; readonly importWh: number } | null;
}

/** A graph's figures. */
export interface SeriesView {
  readonly span: Span;
  /** Day within the span, `YYYY-MM-DD`. */
  readonly at: string;
  readonly buckets: readonly Bucket[];
  readonly total: EnergyMoney & { readonly exportWh: number; readonly importWh: number };
  /** For helping by shifting use, as settled: in money, which `total` has among what was received, and in points of that value. */
  readonly rewards: { readonly moneyMillisen: number; readonly pointsMillisen: number };
  /** End of the newest settled half hour, unix ms; null if none is. */
  readonly settledUntilMs: number | null;
  readonly nowMs: number;
}

/** The next thing that will happen to this household. */
export interface NextEvent {
  readonly type: 'sell' | 'buy';
  readonly slot: number;
  /** Agreed with neighbours in that half hour, and what rests in its book and nobody has taken, Wh. */
  readonly agreedWh: number;
  readonly offeredWh: number;
}

/** First screen. */
export interface HomeView {
  readonly point: SupplyPoint;
  readonly nowMs: number;
  /** End of the newest settled half hour, unix ms; null if none is. */
  readonly settledUntilMs: number | null;
  readonly today: EnergyMoney;
  readonly month: EnergyMoney;
  /** The whole month if it goes on like the last `basisDays` days; null until a day is settled. */
  readonly expected: (EnergyMoney & { readonly basisDays: number }) | null;
  readonly next: NextEvent | null;
  readonly settings: SettingsView;
}

/** おまかせ設定. Prices in sen/kWh for the energy alone. */
export interface SettingsView extends OriginWish {
  readonly mode: TradingMode;
  readonly minSellPriceSen: number;
  readonly maxBuyPriceSen: number;
  /** False: paused. */
  readonly automatic: boolean;
}

/** Settings with what a form needs to help with them. */
export interface SettingsForm extends SettingsView {
  /** Bounds of both prices. */
  readonly minPriceSen: number;
  readonly maxPriceSen: number;
  /** What the retailer pays for surplus: below it, selling to neighbours loses. */
  readonly postFitPriceSen: number;
  /** The most a neighbour's energy may cost before the retailer's is cheaper, delivery considered. */
  readonly breakEvenPriceSen: number;
  /** A market maker's settings are the operator's to change. */
  readonly editable: boolean;
}

/** One of the household's trades. */
export interface TradeView {
  readonly slot: number;
  /** Sequence within the slot; null for an order that rests. */
  readonly sequence: number | null;
  readonly side: 'buy' | 'sell';
  readonly status: TradeStatus;
  readonly priceSen: number;
  /** What of the price was paid beyond the own limit because the origin was the wanted one; null while planned, of a sale, or not kept. */
  readonly premiumSen: number | null;
  /** As traded, or as offered while planned. */
  readonly energyWh: number;
  /** What both meters bore out; null until settled. */
  readonly allocatedWh: number | null;
  /** Of the allocation at the traded price, positive: received. Null until settled. */
  readonly amountMillisen: number | null;
  /** The neighbour's name in this half hour only, 32 hex digits; null while planned. */
  readonly counterpart: string | null;
  /** Settlement version; above 1 it was corrected. */
  readonly version: number | null;
  /** All records of the slot are confirmed on chain: it can be verified. */
  readonly isAnchored: boolean;
}

/** A page of trades, newest first. */
export interface TradesView {
  readonly trades: readonly TradeView[];
  /** Give it as `before` for the next page; null at the end. */
  readonly next: string | null;
  readonly nowMs: number;
}

/** One half hour of the market. */
export interface MarketSlotView {
  readonly slot: number;
  /** `gathering`: orders are taken and called at the opening; `halted`: nothing is taken, by the operator's hand. */
  readonly phase: 'notYet' | 'gathering' | 'open' | 'halted' | 'closed';
  readonly gateClosureMs: number;
  readonly tradedWh: number;
  readonly trades: number;
  /** Mean of the trades by energy, sen/kWh, rounded; null without trades. */
  readonly meanPriceSen: number | null;
  /** Own trades. */
  readonly soldWh: number;
  readonly boughtWh: number;
}

/** A day of the market. */
export interface MarketView {
  readonly day: string;
  readonly nowMs: number;
  readonly slots: readonly MarketSlotView[];
  /** Retailer's prices of that day, the two ends between which neighbours agree. */
  readonly postFitPriceSen: number;
  readonly breakEvenPriceSen: number;
}

/** What may be said of the energy bought from neighbours on a day. */
export interface LabelView {
  readonly day: string;
  readonly text: BilingualText;
  readonly notes: readonly BilingualText[];
  readonly source: string;
  readonly certificates: readonly { readonly id: string; readonly slot: number; readonly energyWh: number }[];
}

/** What a resident should know, newest first. */
export type Notice =
  /** A correction changed what had been settled. */
  | {
      readonly type: 'corrected';
      readonly atMs: number;
      readonly slot: number;
      readonly version: number;
      /** What it changed for this household. */
      readonly amountMillisen: number;
    }
  /** Ended half hours without a reading of this meter. */
  | { readonly type: 'readingsMissing'; readonly atMs: number; readonly slots: number; readonly fromSlot: number }
  /** The agent does not trade. */
  | { readonly type: 'paused'; readonly atMs: number };

/** Where a verifier finds the records. */
export interface LedgerPlaceView {
  readonly chainId: number;
  readonly contract: string;
  /** Nodes that the page may ask by itself. */
  readonly nodeOrigins: readonly string[];
}
