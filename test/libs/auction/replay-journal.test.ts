import { expect } from 'chai';
import fc from 'fast-check';
import {
  type BookEvent,
  type Command,
  DEFAULT_BOOK_RULES,
  type JournalEntry,
  LadderBook,
  replayJournal,
} from '#auction';
import { isIchienError } from '#energy';
import { buy, CLOSE, cancel, commandStreams, inNumbers, PATIENCE, SMALL_RULES, sell } from './commands.js';

describe('replayJournal', () => {
  it('rebuilds book and events from the commands alone, byte for byte', () => {
    fc.assert(
      fc.property(commandStreams(SMALL_RULES, 100), (commands) => {
        const book = new LadderBook(SMALL_RULES);
        const { journal, events } = record(book, commands);
        const replayed = replayJournal(SMALL_RULES, journal);
        expect(JSON.stringify(replayed.events)).to.equal(JSON.stringify(events));
        for (const side of ['buy', 'sell'] as const) {
          expect(replayed.book.resting(side)).to.deep.equal(book.resting(side));
        }
        expect([replayed.book.sequence, replayed.book.closed]).to.deep.equal([book.sequence, book.closed]);
      }),
      { seed: 20261121, numRuns: 100, ...PATIENCE },
    );
  });

  it('makes a new book from an empty journal', () => {
    const { book, events } = replayJournal(DEFAULT_BOOK_RULES, []);
    expect([book.sequence, book.closed, events]).to.deep.equal([0, false, []]);
  });

  describe('refuses a journal that is not whole, and names the position', () => {
    // Sequences 1, 3, 5, 7, 10, 12: enrolled, accepted, enrolled; accepted and trade; rejected; expired and closed.
    const commands = [sell('solar', 's1', 1400, 500), buy('home', 'b1', 1400, 200), cancel('home', 's1'), CLOSE];
    const { journal } = record(new LadderBook(DEFAULT_BOOK_RULES), inNumbers(commands));
    const [, , , crossing, refused] = journal as [JournalEntry, JournalEntry, JournalEntry, JournalEntry, JournalEntry];
    const dearer = { ...crossing.command, priceSen: 1399 } as Command;
    const damages: readonly (readonly [string, readonly JournalEntry[], number, number, number])[] = [
      ['an entry missing at the start', journal.slice(1), 0, 1, 3],
      ['an entry missing in the middle', journal.toSpliced(3, 1), 3, 7, 10],
      ['an entry doubled', journal.toSpliced(3, 0, journal[2]!), 3, 7, 5],
      ['two entries in the wrong order', journal.with(3, refused).with(4, crossing), 3, 7, 10],
      ['a sequence changed', journal.with(4, { ...refused, sequence: 11 }), 4, 10, 11],
      ['a command changed so that it had other events', journal.with(3, { ...crossing, command: dearer }), 4, 9, 10],
    ];
    for (const [damage, entries, position, expected, found] of damages) {
      it(damage, () => {
        expect(() => replayJournal(DEFAULT_BOOK_RULES, entries))
          .to.throw(`Journal entry ${position} has sequence ${found} where the book is at ${expected}.`)
          .that.satisfies((error: unknown) => isIchienError(error) && error.code === 'JOURNAL_GAP')
          .and.has.deep.property('details', { position, expected, found: String(found) });
      });
    }
  });
});

function record(book: LadderBook, commands: readonly Command[]): { journal: JournalEntry[]; events: BookEvent[] } {
  const events: BookEvent[] = [];
  const journal = commands.map((command) => {
    const entry = { sequence: book.sequence + 1, command };
    events.push(...book.apply(command));
    return entry;
  });
  return { journal, events };
}
