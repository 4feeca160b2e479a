import type { RateTable } from '#energy';

/** A text for residents, in both languages. */
export interface TariffText {
  readonly ja: string;
  readonly en: string;
}

/** The areas of the ten general transmission and distribution companies. */
export const AREAS = [
  'hokkaido',
  'tohoku',
  'tokyo',
  'chubu',
  'hokuriku',
  'kansai',
  'chugoku',
  'shikoku',
  'kyushu',
  'okinawa',
] as const;

/** One of {@link AREAS}. */
export type Area = (typeof AREAS)[number];

/** A menu of a retailer. Data: `assertTariff` holds it to its limits before it prices anything. */
export interface Tariff {
  /** Unique in the retailer's catalogue, such as `tepco-juryo-dento-b`. */
  readonly id: string;
  readonly name: TariffText;
  readonly retailer: string;
  readonly area: Area;
  readonly voltage: 'low' | 'high' | 'extraHigh';
  /** What holds from which day, each with its source. */
  readonly terms: RateTable<TariffTerms>;
}

/** The prices of a menu from one day on, consumption tax included: prices shown to households include it (B12). */
export interface TariffTerms {
  readonly taxIncluded: true;
  readonly basic: BasicCharge;
  readonly energy: EnergyCharge;
  /** The month's fuel adjustment (燃料費調整) applies, of either sign. A bill without it is refused. */
  readonly fuelAdjusted: boolean;
  /** 最低月額料金: basic and energy charges together are never less. */
  readonly minimumMonthSen?: number;
}

/** What is owed a month whatever is used. Prices in sen a month. */
export type BasicCharge =
  /** 完全従量制. */
  | { readonly kind: 'none' }
  /** 定額制: one price a contract. */
  | { readonly kind: 'contract'; readonly priceSen: number }
  /** By the amperes of the breaker: 15 A is not half of 30 A to the sen, so each has its own price. */
  | {
      readonly kind: 'ampere';
      readonly priceSenByAmperes: Readonly<Record<number, number>>;
      readonly halvedUnused: boolean;
    }
  /** By contract capacity or power. */
  | {
      readonly kind: 'capacity';
      readonly unit: 'kVA' | 'kW';
      /** One price for all capacities up to `upTo`; ascending, and the price of the last holds below the units above. */
      readonly steps?: readonly { readonly upTo: number; readonly priceSen: number }[];
      /** For each unit, or for each unit above the last step. */
      readonly perUnitSen: number;
      /** 1 % less for each percent of power factor above 85, 1 % more below (TKY-20). */
      readonly powerFactorAdjusted: boolean;
      readonly halvedUnused: boolean;
    }
  /** 最低料金制: a price for the first kWh, used or not. */
  | { readonly kind: 'minimum'; readonly priceSen: number; readonly includedKwh: number };

/** What is owed for energy. Prices in sen/kWh. */
export type EnergyCharge =
  /** 定額制. */
  | { readonly kind: 'none' }
  /** 段階制; one tier without an end is a uniform price. Under a minimum charge they begin behind its kWh. */
  | { readonly kind: 'tiers'; readonly tiers: readonly Tier[] }
  /** 時間帯別・季節別・曜日別: the first band that fits a half hour prices it. Every half hour must have one. */
  | { readonly kind: 'bands'; readonly bands: readonly Band[]; readonly holidays: HolidayRule }
  /** 市場連動: `area price / (1 - loss) x (1 + tax)`, rounded half up to the sen, held between floor and cap, and a fee. */
  | {
      readonly kind: 'market';
      /** Losses to this voltage (損失率), in tenths of a percent: 69 = 6.9 %. */
      readonly lossPermille: number;
      readonly taxPercent: number;
      /** Wheeling, procurement and service, by the month's kWh. */
      readonly feeSen: number;
      /** Collar (下限) and cap (上限) of the market part. */
      readonly minMarketSen?: number;
      readonly maxMarketSen?: number;
    };

/** kWh up to a total of the month. */
export interface Tier {
  /** Absent in the last tier only. */
  readonly upToKwh?: number;
  readonly priceSen: number;
}

/** A price for some half hours. */
export interface Band {
  readonly id: string;
  readonly label: TariffText;
  readonly priceSen: number;
  /** Fits where one of them does; an empty condition always does. */
  readonly when: readonly BandCondition[];
}

/** All that is given must fit. */
export interface BandCondition {
  /** 1 to 12. */
  readonly months?: readonly number[];
  readonly days?: 'weekday' | 'holiday';
  /** First and last koma, 1 to 48; first above last goes over midnight. */
  readonly komas?: readonly [first: number, last: number];
}

/** Which days count as holidays (休日扱い日). National holidays are the law's. */
export interface HolidayRule {
  readonly saturdays: boolean;
  readonly sundays: boolean;
  readonly national: boolean;
  /** Further days of each year, `MM-DD`. */
  readonly dates: readonly string[];
}
