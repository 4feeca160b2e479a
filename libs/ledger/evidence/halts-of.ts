import { type BookEvent, replayJournal } from '#auction';
import type { SlotEvidence } from './slot-evidence.js';

/** A halt of a slot by the operator, and what the book did meanwhile: nothing can be entered or trade in one. */
export interface Halt {
  readonly slot: number;
  readonly fromMs: number;
  /** When it was resumed, or closed without that. */
  readonly untilMs: number;
  readonly isResumed: boolean;
  /** Orders taken out, made smaller, expired by their own time, and commands refused. */
  readonly cancelled: number;
  readonly reduced: number;
  readonly expired: number;
  readonly refused: number;
}

const COUNTED = { cancelled: 'cancelled', reduced: 'reduced', expired: 'expired', rejected: 'refused' } as const;

/** The halts of a slot, from a journal that can be replayed. @throws IchienError BOOK_RULES_INVALID, JOURNAL_GAP */
export function haltsOf({ slot, rules, journal }: Pick<SlotEvidence, 'slot' | 'rules' | 'journal'>): Halt[] {
  if (!journal.some(({ command }) => command.type === 'halt')) return [];
  const halts: Halt[] = [];
  const events = replayJournal(rules, journal).events;
  let at = 0;
  let halt: { -readonly [Field in keyof Halt]: Halt[Field] } | undefined;
  for (const [index, { command }] of journal.entries()) {
    const nextSequence = journal[index + 1]?.sequence ?? Number.POSITIVE_INFINITY;
    for (; at < events.length && events[at]!.sequence < nextSequence; at += 1) {
      const { type } = events[at]!;
      if (type === 'halted') {
        halt = { slot, fromMs: command.atMs, untilMs: command.atMs, isResumed: false, ...NOTHING_DONE };
        halts.push(halt);
      } else if (halt !== undefined && isCounted(type) && command.type !== 'close') halt[COUNTED[type]] += 1;
      else if (halt !== undefined && (type === 'resumed' || type === 'closed')) {
        halt.untilMs = command.atMs;
        halt.isResumed = type === 'resumed';
        halt = undefined;
      }
    }
  }
  return halts;
}

const NOTHING_DONE = { cancelled: 0, reduced: 0, expired: 0, refused: 0 };

function isCounted(type: BookEvent['type']): type is keyof typeof COUNTED {
  return Object.hasOwn(COUNTED, type);
}
