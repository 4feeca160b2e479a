import type { BookPhase, Command, OrderTerms, RejectionCode } from './types.js';

/**
 * Which commands a book takes in which phase.
 *
 * @param isUsed whether the book has accepted an order, whatever became of it
 * @returns why the phase forbids the command, or undefined
 */
export function phaseRefusal(phase: BookPhase, isUsed: boolean, type: Command['type']): RejectionCode | undefined {
  if (phase === 'closed') return 'BOOK_CLOSED';
  switch (type) {
    case 'place':
    case 'replace':
      return phase === 'halted' ? 'BOOK_HALTED' : undefined;
    case 'preOpen':
      if (phase === 'preOpen') return 'BOOK_NOT_OPEN';
      return phase === 'open' && !isUsed ? undefined : 'BOOK_OPEN';
    case 'call':
    case 'open':
      return phase === 'preOpen' ? undefined : 'BOOK_OPEN';
    case 'halt':
      if (phase === 'preOpen') return 'BOOK_NOT_OPEN';
      return phase === 'halted' ? 'BOOK_HALTED' : undefined;
    case 'resume':
      return phase === 'halted' ? undefined : 'BOOK_NOT_HALTED';
    default:
      return undefined;
  }
}

/** True if the order depends on what it meets at the moment of its entry, so that it cannot wait for an opening. */
export function hasEntryCondition({ timeInForce, minimumFillWh }: OrderTerms): boolean {
  return timeInForce === 'immediateOrCancel' || timeInForce === 'fillOrKill' || minimumFillWh !== undefined;
}
