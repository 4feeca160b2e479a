import type { LabelInput } from '#certificates';
import type { Balance, CarryRule } from './balance-due.js';
import type { LedgerLine } from './ledger-lines.js';
import type { InputTaxStep } from './tax-rates.js';

/** ご請求明細, which a resident pays, or 仕入明細書, by which the retailer pays the resident. */
export type StatementKind = 'bill' | 'purchase';

/** JST days `YYYY-MM-DD`, both of them inside. */
export interface Period {
  readonly fromDay: string;
  readonly toDay: string;
}

/** The retailer: the legal counterparty of every trade (SET-16). */
export interface Issuer {
  readonly nameJa: string;
  readonly addressJa: string;
  /** Where to ask: telephone, hours. */
  readonly contactJa: string;
  /** 適格請求書発行事業者の登録番号, T and 13 digits. */
  readonly registrationNumber: string;
}

/** Whom a statement is for. */
export interface Addressee {
  /** As in the ledger's accounts. Never printed. */
  readonly participantId: string;
  readonly nameJa: string;
  /** 供給地点特定番号, of a purchase statement 受電地点特定番号: 22 digits. */
  readonly supplyPointId: string;
}

/**
 * One posting, or the sum of some, as `Posting` of `#settlement` and a line of its ledger have it. Positive amounts are received
 * by the account.
 */
export interface MonthPosting {
  readonly account: string;
  readonly line: string;
  readonly energyWh: number | bigint;
  readonly amountMillisen: number | bigint;
}

/** One charge of the retail tariff as its price table makes it, tax included. */
export interface TariffCharge {
  readonly code: string;
  readonly labelJa: string;
  /** Plain decimal, shown as it stands, such as `30` or `4.5`. */
  readonly quantity: string;
  /** A, kVA, kWh ... */
  readonly unit: string;
  /** sen a unit; negative where the charge reduces (fuel adjustment). Absent where the tariff has none. */
  readonly unitPriceSen?: number;
  /** Exact. */
  readonly amountMillisen: number;
  /** True for the renewable levy: a statement line of its own, floored by itself (TKY-24). The others are floored together (B12). */
  readonly isFlooredAlone?: boolean;
  readonly source: string;
}

/** A discount (値引き): lowers the price, and with it the tax. */
export interface Discount {
  readonly labelJa: string;
  /** Positive. */
  readonly amountYen: number;
}

/** Where the energy of a line was from, for the label that may stand beside it. The claim rules choose the words. */
export interface Origin {
  readonly line: LedgerLine;
  readonly energyWh: number;
  readonly facts: Omit<LabelInput, 'day'>;
}

/** Which part of a statement's amount a {@link CostPart} is: screens have their own words for these. */
export type CostPartCode = 'wheeling' | 'premiumPaid' | 'premiumReceived';

/** For the reader's information: what part of the amount goes where (TKY-19), such as 託送料金相当額. Cut to the yen where it is shown. */
export interface CostPart {
  /** Absent from statements of before it was kept. */
  readonly code?: CostPartCode;
  readonly labelJa: string;
  readonly amountMillisen: number;
  readonly source: string;
}

/** What the same month would have come to otherwise. Always named; a loss is shown as a loss. */
export interface Baseline {
  readonly nameJa: string;
  readonly amountYen: number;
  readonly source: string;
}

/** How the amount is paid, and what earlier months left. */
export interface Payment {
  /** 口座振替, 口座振込 ... and the account, masked by `maskBankAccount`. */
  readonly methodJa: string;
  readonly accountJa: string;
  /** A bank business day, by `bankDayOfMonth`. */
  readonly dueDay: string;
  readonly carriedInYen: number;
  readonly rule: CarryRule;
  readonly isFinal: boolean;
  /** Points used to pay: money's worth, so neither the price nor its tax changes. Bills only. */
  readonly pointsUsedYen?: number;
}

/** What both kinds of statements are made of. */
export interface StatementInput {
  /** The running number within kind and month. */
  readonly sequence: number;
  /** 1, and one more for every correction. */
  readonly version: number;
  /** JST month, `YYYY-MM`. */
  readonly month: string;
  readonly period: Period;
  /** JST day, after the period. */
  readonly issuedDay: string;
  readonly issuer: Issuer;
  readonly addressee: Addressee;
  /** All postings of the participant's account in the month, all versions, in any order. */
  readonly postings: readonly MonthPosting[];
  /** Wh of the month by the meter: what was used, or for a purchase what was fed in. */
  readonly meteredWh: number;
  readonly origins?: readonly Origin[];
  readonly baseline?: Baseline;
  readonly payment: Payment;
  /** The statement that flexibility rewards stand on; by default the purchase. Give both statements of a participant the same. */
  readonly rewardsOn?: StatementKind;
  /** Information only: parts of what the lines already charge or pay. */
  readonly costParts?: readonly CostPart[];
  /** What else the reader should know, such as points that were earned or the next meter reading. First among the notes. */
  readonly noticesJa?: readonly string[];
}

/** `standard`: taxed at the standard rate, tax included. `outOfScope`: no consumption tax (不課税). */
export type TaxClass = 'standard' | 'outOfScope';

/** A charge within a line. */
export type LineDetail = Omit<TariffCharge, 'isFlooredAlone'>;

/** One line of a statement: the unit of rounding. `exactMillisen = amountYen * 100,000 + residualMillisen`. */
export interface StatementLine {
  /** Once in a statement. */
  readonly code: LedgerLine | 'retailCharge' | 'renewableLevy' | `discount:${number}` | 'inputTaxShare';
  readonly labelJa: string;
  readonly origin: 'ledger' | 'tariff' | 'given';
  readonly taxClass: TaxClass;
  /** 0 where the line is not for energy. */
  readonly energyWh: number;
  /** In the statement's direction: what a bill charges, what a purchase pays; negative the other way. */
  readonly exactMillisen: number;
  readonly amountYen: number;
  /** What rounding left, below one yen: it stays with the retailer, and is said. */
  readonly residualMillisen: number;
  readonly details: readonly LineDetail[];
}

/** Sum and tax of all lines of one rate. */
export interface TaxTotal {
  readonly ratePercent: number;
  /** Tax included. */
  readonly grossYen: number;
  /** Rounded down once. */
  readonly taxYen: number;
}

/** A label that stands beside some energy: the claim rules' words, and the notes that they make mandatory. */
export interface StatementLabel {
  readonly line: LedgerLine;
  readonly energyWh: number;
  readonly textJa: string;
  readonly notesJa: readonly string[];
  readonly source: string;
}

/** Postings that a line of the tariff stands for: they are in the ledger, not on the statement. */
export interface Superseded {
  readonly line: LedgerLine;
  readonly energyWh: number;
  /** In the statement's direction. */
  readonly exactMillisen: number;
}

/** What the retailer passes on to an unregistered seller of the tax that it cannot deduct. */
export type InputTaxPolicy =
  | { readonly name: 'none' }
  | { readonly name: 'deductShare'; readonly sharePercent: number };

/** What only a purchase statement has. */
export interface PurchaseTerms {
  /** The seller's registration number; households have none. */
  readonly sellerRegistrationNumber?: string;
  readonly policy: InputTaxPolicy;
  /** Tax in the price, and what of it the retailer may deduct. The sum of both is the tax of the statement. */
  readonly creditableYen: number;
  readonly notCreditableYen: number;
  readonly step: InputTaxStep;
  readonly stepSource: string;
  /** 環境価値の帰属, by the purchase contract (B8). */
  readonly environmentalValueOwner: 'retailer' | 'producer';
  /** What is not disputed by this day counts as confirmed. */
  readonly confirmByDay: string;
}

/** A month of one participant, in full. A correction makes a new full version, and an adjustment that carries the difference. */
export interface Statement {
  readonly kind: StatementKind;
  readonly number: string;
  readonly version: number;
  readonly month: string;
  readonly period: Period;
  readonly issuedDay: string;
  readonly issuer: Issuer;
  readonly addressee: Addressee;
  readonly meteredWh: number;
  /** As bills write it: rounded half up. */
  readonly meteredKwh: number;
  /** Tariff and ledger lines in one fixed order, whatever the order of the input. */
  readonly lines: readonly StatementLine[];
  readonly superseded: readonly Superseded[];
  readonly tax: TaxTotal;
  readonly totalYen: number;
  readonly labels: readonly StatementLabel[];
  readonly noticesJa: readonly string[];
  readonly costParts: readonly CostPart[];
  readonly baseline?: Baseline & {
    /** Positive: better for the resident than the baseline by so much. */
    readonly gainYen: number;
  };
  readonly payment: Payment;
  readonly balance: Balance;
  readonly purchase?: PurchaseTerms;
}
