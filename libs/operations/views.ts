import type { BilingualText } from '#certificates';
import type { Grant, PostingLine } from '#settlement';
import type { Tariff } from '#tariff';
import type { Alert } from './alert.js';
import type { HealthFacts } from './alerts-of.js';
import type { RuleSetView } from './rule-set-views.js';

/** Where a half hour of an area stands, in the order of its life. `gathering` and `halted` are books that do not match. */
export type SlotState =
  | 'notYet'
  | 'gathering'
  | 'open'
  | 'halted'
  /** Sealed; its readings are not all there, or it has not ended. */
  | 'closed'
  | 'settled'
  /** Settled, and every record of it is confirmed on chain. */
  | 'anchored';

/** A settlement's totals. Null figures are withheld: too few households stand behind them. */
export interface SlotSettlementView {
  readonly version: number;
  readonly settledAtMs: number;
  readonly exportedWh: number | null;
  readonly importedWh: number | null;
  readonly allocatedWh: number | null;
  /** Meters that counted as zero. */
  readonly missingReadings: number;
}

/** One half hour of an area: sums only, nobody's own figures. */
export interface SlotLine {
  readonly slot: number;
  readonly state: SlotState;
  readonly gateClosureMs: number;
  readonly trades: number;
  readonly tradedWh: number;
  /** Mean of the trades by energy, sen/kWh, rounded; null without trades. */
  readonly meanPriceSen: number | null;
  /** Meters that have sent a reading, of those that should. */
  readonly readings: number;
  readonly expectedReadings: number;
  readonly settlement: SlotSettlementView | null;
  /** Records for the chain, and how many of them are confirmed. */
  readonly records: number;
  readonly confirmedRecords: number;
}

/** The half hours of a day. */
export interface SlotsView {
  readonly day: string;
  readonly nowMs: number;
  readonly slots: readonly SlotLine[];
}

/** A record of a slot for the chain, as it was made. Its hash and place are null until it is in a transaction. */
export interface SlotRecordView {
  readonly phase: 'closed' | 'settled';
  /** As the contract takes it (docs/provenance.md, "Records on chain"). */
  readonly record: Readonly<Record<string, string | number>>;
  /** Hash of the area's record before this one. */
  readonly previousHead: string | null;
  readonly recordHash: string | null;
  readonly transactionHash: string | null;
  readonly blockNumber: number | null;
  readonly state: 'pending' | 'sent' | 'confirmed';
}

/** A halt or resumption of a book by the operator, as its sealed journal has it. */
export interface BookOperationView {
  readonly type: 'halt' | 'resume';
  readonly sequence: number;
  readonly atMs: number;
}

/** One half hour with all that is known of it, without names. */
export interface SlotDetail {
  readonly nowMs: number;
  readonly line: SlotLine;
  readonly records: readonly SlotRecordView[];
  readonly settlements: readonly SlotSettlementView[];
  readonly operations: readonly BookOperationView[];
  /** Commands in the journal. */
  readonly commands: number;
}

/** What an auditor asks about: something that was not as planned, whether anybody is at fault or not. */
export interface SlotException {
  readonly slot: number;
  readonly code:
    | 'HALTED'
    | 'SETTLED_WITHOUT_READINGS'
    | 'CORRECTED'
    | 'SETTLED_LATE'
    | 'UNANCHORED'
    | 'MUCH_UNDELIVERED';
  /** How much: halts, meters, versions, minutes late, records, or permille undelivered. */
  readonly amount: number;
}

/** A household with its meter as the operator finds it. */
export interface ParticipantLine {
  readonly participantId: string;
  readonly meterId: string;
  readonly mode: 'economy' | 'green' | 'balanced';
  readonly automatic: boolean;
  /** Where its membership begins, and ends; null: no end is known. */
  readonly fromMs: number;
  readonly untilMs: number | null;
  /** Why staff ended its contract; null: they did not. */
  readonly endReason: string | null;
  /** End of the newest half hour that its meter has sent; null if none. */
  readonly lastReadingMs: number | null;
  readonly isErased: boolean;
  readonly isMarketMaker: boolean;
}

/** A page of participants, by id. */
export interface ParticipantsView {
  readonly total: number;
  readonly participants: readonly ParticipantLine[];
}

/** One value with the days it holds for. */
export interface DatedValueView {
  readonly fromDay: string;
  /** Last day, or null while no other follows. */
  readonly untilDay: string | null;
  /** sen/kWh, or the name of a rule. */
  readonly value: number | string;
  readonly source: string;
  readonly isInForce: boolean;
}

/** Rules and rates that the exchange works by. */
export interface RulesView {
  readonly day: string;
  readonly rates: readonly { readonly name: string; readonly values: readonly DatedValueView[] }[];
  /** CO2 of grid electricity, grams a kWh. */
  readonly co2Factors: readonly DatedValueView[];
  /** What the community has agreed on, by day. */
  readonly ruleSets: readonly RuleSetView[];
  /** First day that a new rule set can hold from. */
  readonly earliestRuleDay: string;
  /** First JST month that a new rate can hold from, `YYYY-MM`. */
  readonly earliestRateMonth: string;
  /** Times of a slot's life, ms. */
  readonly times: {
    readonly openLeadMs: number;
    readonly gatherMs: number;
    readonly gateClosureLeadMs: number;
    readonly readingDelayMs: number;
    readonly settleDeadlineMs: number;
  };
  readonly book: {
    readonly minPriceSen: number;
    readonly maxPriceSen: number;
    readonly maxOrderWh: number;
    readonly maxOrdersPerParticipant: number;
  };
  readonly programme: { readonly firstSlot: number; readonly lastSlot: number };
}

/** The retail menus that months are billed by. */
export interface TariffView {
  readonly tariffs: readonly Tariff[];
  /** First month that other terms can be entered for. */
  readonly earliestMonth: string;
}

/** The retailer's account on one day: what each line brought (positive) or cost. */
export interface RetailDay {
  readonly day: string;
  readonly lines: Readonly<
    Partial<Record<PostingLine, { readonly energyWh: number; readonly amountMillisen: number }>>
  >;
  readonly amountMillisen: number;
  /** Half hours of the day that are settled, of 48. */
  readonly settledSlots: number;
}

/** The retailer's account over a month. */
export interface RetailMonth {
  readonly month: string;
  readonly nowMs: number;
  readonly days: readonly RetailDay[];
}

/** What the programme did on one day, or in all. Energy in Wh, money in millisen. Null figures are withheld. */
export interface EffectFigures {
  readonly exportedWh: number | null;
  readonly importedWh: number | null;
  /** Of the neighbours, borne out by both meters. */
  readonly localWh: number | null;
  /** How much better all households together did than with the retailer alone. */
  readonly gainMillisen: number | null;
  readonly trades: number;
  readonly settledSlots: number;
}

/** A day of the programme. */
export interface EffectDay extends EffectFigures {
  readonly day: string;
}

/** The programme's indicators over a month (SET-11). */
export interface EffectView {
  readonly month: string;
  readonly nowMs: number;
  readonly area: BilingualText;
  readonly participants: number;
  /** Participants whose meter has sent energy out in the month, and the others. */
  readonly sellers: number;
  readonly buyers: number;
  readonly total: EffectFigures;
  readonly days: readonly EffectDay[];
}

/** What an operator sees first. */
export interface Overview {
  readonly nowMs: number;
  readonly day: string;
  readonly alerts: readonly Alert[];
  /** The book that closes next, and when; null if none is open. */
  readonly nextClosure: { readonly slot: number; readonly atMs: number } | null;
  readonly openSlots: number;
  readonly haltedSlots: number;
  /** Of the newest half hour whose readings should be there; null before the first. */
  readonly readings: { readonly slot: number; readonly arrived: number; readonly expected: number } | null;
  /** Ended half hours that wait for their settlement. */
  readonly settlementBacklog: { readonly slots: number; readonly oldestSlot: number | null };
  readonly anchor: HealthFacts['anchor'] & { readonly confirmed: number };
  readonly participants: number;
}

/** A reward or an accrual as it was granted (#settlement). */
export interface GrantView {
  readonly slot: number;
  readonly grantId: string;
  readonly payer: Grant['from'];
  /** The account that gets it: `participant:ID`, `points:ID` or `fund`. */
  readonly receiver: string;
  /** Wh that it is for; 0 if for none. */
  readonly energyWh: number;
  readonly amountMillisen: number;
  readonly grantedAtMs: number;
  /** What its postings in the ledger name as their cause. */
  readonly cause: string;
  /** The settlement version that posted it; null until one has. */
  readonly postedVersion: number | null;
}

/** A page of a month's grants of one kind, by half hour and id. */
export interface GrantsView {
  readonly month: string;
  readonly line: Grant['line'];
  /** Of the whole month, by payer; amounts as texts, for they may pass 2^53. */
  readonly sums: readonly { readonly payer: Grant['from']; readonly count: number; readonly amountMillisen: string }[];
  readonly grants: readonly GrantView[];
  /** Give it as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/** What the regional fund was given, without the Wh that it was for. */
export interface FundView extends Omit<GrantsView, 'grants'> {
  readonly grants: readonly Omit<GrantView, 'energyWh'>[];
}
