import type { QueryKey } from '@tanstack/react-query';
import { dayOf } from '#energy';

/** What an event of the stream says, as far as it decides what it concerns. */
export interface EventData {
  readonly slot?: number;
  /** Of a book: `closed`, `halted` and others. */
  readonly phase?: string;
  readonly participantId?: string;
  /** Of a settlement: above 1 it corrects one. */
  readonly version?: number;
}

/**
 * Beginnings of the query keys whose figures an event changes; `*` stands for any part. `atOnce` is for who watches, or for a few;
 * `spread` is what everybody's browser would ask for at the same instant.
 */
export interface Concerns {
  readonly atOnce?: readonly QueryKey[];
  readonly spread?: readonly QueryKey[];
}

/** What each event concerns, by its name. */
export const CONCERNS: Readonly<Record<string, (data: EventData) => Concerns>> = {
  book: ({ slot, phase }) => ({
    atOnce: [
      ['book', slot],
      ['operations', 'slots'],
      ['operations', 'slot', slot],
      // A gate has closed, or somebody halted the book: what is next, and what is wrong, is another.
      ...(phase === 'closed' || phase === 'halted' ? [['operations', 'overview']] : []),
    ],
    ...((phase === 'closed' || phase === 'halted') && { spread: [['resident', '*', 'market']] }),
  }),
  trade: () => ({ atOnce: [['resident', '*', 'market']] }),
  ownTrade: ({ participantId }) => ({
    atOnce: [
      ['resident', participantId, 'trades'],
      ['resident', participantId, 'home'],
    ],
  }),
  settled: ({ slot, version = 1 }) => ({
    atOnce: [
      ['operations', 'slots'],
      ['operations', 'slot', slot],
      ['operations', 'overview'],
      ['operations', 'month'],
      ['billing', 'readiness'],
    ],
    spread: [
      ['resident', '*', 'home'],
      ['resident', '*', 'series'],
      ['resident', '*', 'trades'],
      ['resident', '*', 'trade', String(slot)],
      ['resident', '*', 'label', slot === undefined ? '*' : dayOf(slot)],
      ...(version > 1 ? [['resident', '*', 'notices']] : []),
    ],
  }),
  readings: () => ({
    atOnce: [
      ['operations', 'overview'],
      ['operations', 'slots'],
    ],
  }),
  anchoring: () => ({
    atOnce: [
      ['operations', 'overview'],
      ['operations', 'slots'],
      ['operations', 'slot'],
      ['billing', 'readiness'],
    ],
  }),
  announced: () => ({ spread: [['announcements']] }),
};

/** Whether a query's key begins so. */
export function begins(key: QueryKey, beginning: QueryKey): boolean {
  return beginning.every((part, index) => part === '*' || part === key[index]);
}
