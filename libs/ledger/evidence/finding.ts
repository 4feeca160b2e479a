import { formatSlot } from '#energy';

/** What kind of difference it is: the closed set. */
export type FindingCode =
  /** A file is missing or is no evidence. */
  | 'EVIDENCE_UNREADABLE'
  /** An item is not what its own leaf says: it was changed after the evidence was issued. */
  | 'ITEM_CHANGED'
  /** Items stand in another order than their numbers or names, or twice. */
  | 'ORDER_BROKEN'
  /** The journal cannot be replayed, does not end with the close, or does not lead to the anchored trades. */
  | 'JOURNAL_BROKEN'
  /** The journal, replayed, gives other trades. */
  | 'TRADE_DIFFERS'
  /** The market that was anchored broke its own rules: somebody was passed over, or the like. */
  | 'UNFAIR'
  /** A command, or the close, has a time that the published gate closure or the time of a command before it forbids. */
  | 'TIME_BROKEN'
  /** A receipt that the operator gave does not follow from the journal. */
  | 'RECEIPT_FALSE'
  /** The allocation rule, applied to trades and readings, gives other allocations. */
  | 'ALLOCATION_DIFFERS'
  /** A reading, with its Wh set right by the anchored total or taken away, leads to the anchored root. */
  | 'READING_DIFFERS'
  /** A root, a count or a total is not the anchored one. */
  | 'ANCHOR_DIFFERS'
  /** The evidence shows what was never anchored. */
  | 'ANCHOR_MISSING'
  /** What was anchored is not in the evidence. */
  | 'EVIDENCE_MISSING'
  /** The records on chain do not follow from each other. */
  | 'CHAIN_BROKEN'
  /** The evidence speaks of another contract than the one that the reader named. */
  | 'CONTRACT_DIFFERS'
  /** The evidence speaks of another area than the one that the reader named. */
  | 'AREA_DIFFERS';

/** Against what the evidence was held. */
export type Authority =
  | 'leaf as issued'
  | 'order of the list'
  | 'replay of the journal'
  | 'rules of the market'
  | 'published rules'
  | 'anchored trades'
  | 'allocation rule'
  | 'chain'
  | 'manifest'
  | 'reader';

/** One difference between the evidence and what it is held against. */
export interface Finding {
  readonly code: FindingCode;
  /** Absent if it concerns no slot alone. */
  readonly slot?: number;
  /** What differs: `journal entry 7, priceSen`. */
  readonly item: string;
  /** What the evidence says; of a broken chain, what its record says. */
  readonly found: string;
  /** What the authority says. */
  readonly expected: string;
  readonly authority: Authority;
}

/** What a finding says of a side that has no such item. */
export const NOTHING = 'nothing';

/** A finding for people: `2026-11-21 12:00-12:30 JST (koma 25): trade 14, priceSen: found 2101, expected 2100 (...)`. */
export function formatFinding({ slot, item, found, authority, expected }: Finding): string {
  const place = slot === undefined ? '' : `${formatSlot(slot)}: `;
  return `${place}${item}: found ${found}, expected ${expected} (${authority})`;
}
