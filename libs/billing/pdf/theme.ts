/** A4 in points, and the house's print colours: each has one meaning (shared art direction). */
export const PAGE = { width: 595.28, height: 841.89, margin: 48, bottom: 56 } as const;

export const COLOURS = {
  ink: '#1c2a30',
  quiet: '#5b6870',
  line: '#d9d5ca',
  paper: '#faf8f2',
  /** Neighbours. */
  leaf: '#1f7a5c',
  /** The retailer. */
  grey: '#8b97a0',
  /** The mark. */
  sun: '#e8a317',
  /** A loss, or money that goes the other way. */
  warn: '#a33a2c',
} as const;

/** Left and right edge of the text. */
export const LEFT = PAGE.margin;
export const RIGHT = PAGE.width - PAGE.margin;
