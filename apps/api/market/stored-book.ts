import type { EntityManager } from 'typeorm';
import { formatSlot, IchienError } from '#energy';
import { apiError } from '../errors.js';
import { JournalRow, MarketSlot, TradeRow } from './market.entities.js';
import { type KeptEntry, OpenBook, type PricedTrade } from './open-book.js';

/** A book as the database has it. */
export interface StoredBook {
  readonly row: MarketSlot;
  /** By sequence, and so the trades. */
  readonly journal: readonly JournalRow[];
  readonly trades: readonly TradeRow[];
}

/** Reads a book; undefined if its slot was never opened. */
export async function readStoredBook(
  manager: EntityManager,
  areaId: number,
  slot: number,
): Promise<StoredBook | undefined> {
  const row = await manager.findOneBy(MarketSlot, { areaId, slot });
  if (row === null) return undefined;
  const journal = await manager.find(JournalRow, { where: { areaId, slot }, order: { sequence: 'ASC' } });
  const trades = await manager.find(TradeRow, { where: { areaId, slot }, order: { sequence: 'ASC' } });
  return { row, journal, trades };
}

/** A book, and those of its trades that are not stored. */
export interface RebuiltBook {
  readonly open: OpenBook;
  /** The last ones: a crash may come before they are written (docs/decisions/0066-trades-follow-their-journal.md). */
  readonly unstored: readonly PricedTrade[];
}

/**
 * Rebuilds a book from what is stored, and holds it against itself: each command leads to the hash that its receipt was given
 * with, and all of them to the stored trades.
 *
 * @throws IchienError BOOK_DAMAGED, with the sequence of the first row that is not what was written
 */
export function rebuildBook({ row: { slot, rules }, journal, trades }: StoredBook): RebuiltBook {
  const open = OpenBook.create(slot, parsed(rules, slot, 0));
  const unstored: PricedTrade[] = [];
  let traded = 0;
  let isHashed = false;
  for (const row of journal) {
    const { sequence } = row;
    const { command, clientOrderId } = toEntry(row);
    if (sequence !== open.book.sequence + 1) {
      throw damaged(slot, sequence, `command ${open.book.sequence + 1} is missing`);
    }
    const applied = applyTo(open, command, clientOrderId, sequence);
    // Only commands of before the hashes were kept have none.
    isHashed ||= row.chainHash !== null;
    if (isHashed && applied.receipt.chainHash !== row.chainHash) {
      throw damaged(slot, sequence, `command ${sequence} is not the one for which its receipt was given`);
    }
    for (const trade of applied.trades) {
      if (traded === trades.length) {
        unstored.push(trade);
        continue;
      }
      if (!isStored(trade, trades[traded]!)) {
        throw damaged(slot, trade.sequence, `trade ${trade.sequence} is not what the journal leads to`);
      }
      traded += 1;
    }
  }
  const more = trades[traded];
  if (more !== undefined) throw damaged(slot, more.sequence, `nothing in the journal leads to trade ${more.sequence}`);
  return { open, unstored };
}

/** A stored command. @throws IchienError BOOK_DAMAGED if it cannot be read */
export function toEntry({ slot, sequence, command, clientOrderId }: JournalRow): KeptEntry {
  return { sequence, command: parsed(command, slot, sequence), clientOrderId };
}

/** @throws IchienError BOOK_DAMAGED */
export function parsed(text: string, slot: number, sequence: number) {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(slot, sequence, sequence === 0 ? 'its rules cannot be read' : `command ${sequence} cannot be read`);
  }
}

function applyTo(open: OpenBook, command: KeptEntry['command'], clientOrderId: string | null, sequence: number) {
  try {
    return open.apply(command, clientOrderId);
  } catch (cause) {
    throw damaged(open.slot, sequence, `command ${sequence} is none: ${(cause as Error).message}`);
  }
}

function isStored(trade: PricedTrade, row: TradeRow): boolean {
  return (
    row.sequence === trade.sequence &&
    row.buyOrderId === trade.buyOrderId &&
    row.sellOrderId === trade.sellOrderId &&
    row.buyerPseudonym === trade.buyerId &&
    row.sellerPseudonym === trade.sellerId &&
    row.priceSen === trade.priceSen &&
    row.energyWh === trade.energyWh &&
    (row.premiumSen === null || row.premiumSen === trade.premiumSen)
  );
}

/** What is stored of a slot is not what was written. */
export function damaged(slot: number, sequence: number, what: string): IchienError {
  return apiError(
    'BOOK_DAMAGED',
    `The stored book of ${formatSlot(slot)} (${slot}) is damaged: ${what}.`,
    'Restore the rows of this slot in journal_entry and trade from a backup, then resume the slot.',
    { slot, sequence },
  );
}
