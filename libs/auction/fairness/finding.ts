/** What was unfair: the closed set. */
export type FairnessCode =
  /** Another order was better, or as good and earlier, and should have traded in this one's place. */
  | 'PASSED_OVER'
  /** Two orders met and did not trade. */
  | 'NOT_TRADED'
  /** Not the price that the rules give this trade. */
  | 'PRICE_WRONG'
  /** Not the energy that both orders had for each other. */
  | 'ENERGY_WRONG'
  /** A participant traded with itself. */
  | 'SELF_TRADE'
  /** The two limits do not meet, or the buyer did not want energy of this origin. */
  | 'LIMIT_BROKEN'
  /** An order traded that does not stand: unknown, filled, cancelled, expired, not yet active, or refused. */
  | 'NOT_STANDING'
  /** An order traded at entry although its time in force or minimum fill forbids it. */
  | 'CONDITION_BROKEN'
  /** A trade where nothing enters the trading: in a halt, after a cancel, or between two orders that both rest. */
  | 'OUT_OF_PLACE'
  /** The trade names another participant than the order. */
  | 'PARTICIPANT_WRONG'
  /** Trades or commands do not ascend by sequence. */
  | 'SEQUENCE_WRONG';

/** One breach of the market's rules. */
export interface FairnessFinding {
  readonly code: FairnessCode;
  /** Of the trade; where a trade is missing, of the command that should have led to it. */
  readonly sequence: number;
  /** The order that traded, or should have; of a trade the one that entered, where that is clear. */
  readonly orderId: number;
  /** The other: whom it traded with, or who was passed over. */
  readonly otherOrderId: number;
  /** For people: what happened, and what the rule says. */
  readonly message: string;
}
