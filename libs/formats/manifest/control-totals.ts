/** What a file adds up to, so that a person can hold it against the ledger, and a receiver against what arrived. */
export interface ControlTotals {
  /** Records or rows, headers and trailers not counted. */
  readonly records: number;
  /** Sums by the name of what is summed, with its unit (`amountYen`, `energyWh`). */
  readonly sums: Readonly<Record<string, bigint>>;
}

/** A file that was made: its bytes, and what they add up to. */
export interface PrintedFile {
  readonly bytes: Uint8Array;
  readonly control: ControlTotals;
}
