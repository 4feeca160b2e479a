/**
 * Codes raised by this library. A bad energy raises `ENERGY_INVALID` of `#energy`, bad book rules `BOOK_RULES_INVALID` of
 * `#auction`.
 */
export type BiddingErrorCode =
  | 'QUOTE_INVALID'
  | 'PREFERENCES_INVALID'
  | 'WINDOW_INVALID'
  | 'TIMES_INVALID'
  | 'LOT_INVALID'
  | 'COUNT_INVALID';
