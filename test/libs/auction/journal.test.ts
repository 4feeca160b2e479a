import { expect } from 'chai';
import fc from 'fast-check';
import {
  type AppliedCommand,
  type BookEvent,
  type BookSnapshot,
  type ChainedCommand,
  type Command,
  chainHashAfter,
  EventKind,
  JournalChain,
  LadderBook,
  NaiveBook,
  receiptsOf,
  restoreBook,
  snapshotBook,
  stateHash,
  validateCommand,
  verifyJournalChain,
} from '#auction';
import { keccak256 } from '#merkle';
import { expectCode } from '../error-code.js';
import { buy, cancel, commandStreams, inNumbers, PATIENCE, SMALL_RULES, sell } from './commands.js';

const RULES = SMALL_RULES;
const SESSION: readonly Command[] = inNumbers(
  [
    sell('alice', 's1', 12, 10),
    buy('bob', 'b1', 13, 4, { origin: { kind: 'soft', sourceType: 'solar', premiumSen: 1 } }),
    sell('alice', 's2', 11, 10, { timeInForce: 'goodUntil', goodUntilMs: 5 }),
    cancel('bob', 's1'),
    cancel('alice', 's1'),
    { type: 'close', atMs: 9 },
  ],
  RULES,
);

/** Every command of a session with its events, as they are journalled, and with the receipt for it. */
function chained(commands: readonly Command[]): ChainedCommand[] {
  const book = new LadderBook(RULES);
  const chain = new JournalChain(RULES, keccak256);
  return commands.map((command) => {
    const sequence = book.sequence + 1;
    const events = book.apply(command);
    const receipt = chain.commit(book.events);
    expect(receipt.sequence).to.equal(sequence);
    return { sequence, command, events, chainHash: receipt.chainHash };
  });
}

const verify = (journal: readonly ChainedCommand[], rules = RULES) => verifyJournalChain(rules, journal, keccak256);

describe('a journal as a chain', () => {
  const journal = chained(SESSION);

  it('is whole as it was written, and so is any beginning of it', () => {
    for (let length = 0; length <= journal.length; length++) {
      expect(verify(journal.slice(0, length))).to.equal(undefined);
    }
  });

  it('names the position of a gap', () => {
    for (const [position, { sequence: expectedSequence }] of journal.entries()) {
      const found = verify(journal.toSpliced(position, 1));
      const next = journal[position + 1];
      if (next === undefined) expect(found).to.equal(undefined);
      else {
        const sequences = { expectedSequence, foundSequence: next.sequence };
        expect(found).to.deep.equal({ code: 'JOURNAL_GAP', position, ...sequences });
      }
    }
  });

  it('names the position of a command that was moved, or stands twice', () => {
    for (let a = 0; a < journal.length; a++) {
      expect(verify(journal.toSpliced(a + 1, 0, journal[a]!))).to.include({
        code: 'JOURNAL_REORDERED',
        position: a + 1,
      });
      for (let b = a + 1; b < journal.length; b++) {
        const changedOver = journal.with(a, journal[b]!).with(b, journal[a]!);
        expect(verify(changedOver)).to.include({ code: 'JOURNAL_REORDERED', position: a });
      }
    }
  });

  it('names the position of any character that was changed, in a command, its events or its hash', () => {
    for (const [position, line] of journal.entries()) {
      const text = JSON.stringify(line);
      for (let at = 0; at < text.length; at++) {
        const changed = flipped(text, at);
        if (changed === undefined) continue;
        // The message of a refusal is for people and follows from the rest: it is not hashed.
        if (JSON.stringify(withoutMessages(changed)) === JSON.stringify(withoutMessages(line))) continue;
        const fault = verify(journal.with(position, changed));
        expect(fault?.position, `${at} of ${text}`).to.equal(position);
      }
    }
  });

  it('belongs to the rules of its book', () => {
    expect(verify(journal, { ...RULES, maxOrderWh: 21 })).to.include({ code: 'JOURNAL_CHANGED', position: 0 });
  });

  it('takes commands in sequence only', () => {
    const book = new LadderBook(RULES);
    const chain = new JournalChain(RULES, keccak256);
    book.apply(SESSION[0]!);
    book.apply(SESSION[1]!);
    expectCode('JOURNAL_GAP', () => chain.commit(book.events));
    expect(chain.sequence).to.equal(0);
  });

  it('goes on from a stored hash', () => {
    const [last, next] = [journal[3]!, journal[4]!];
    const from = { sequence: last.events.at(-1)!.sequence, chainHash: last.chainHash };
    const book = new LadderBook(RULES);
    for (const { command } of journal.slice(0, 5)) book.apply(command);
    expect(new JournalChain(RULES, keccak256, from).commit(book.events).chainHash).to.equal(next.chainHash);
    expectCode('CHAIN_HASH_INVALID', () => new JournalChain(RULES, keccak256, { sequence: 5, chainHash: '0x12' }));
  });

  it('takes no event that no book writes, though it would have the same bytes', () => {
    const [position, link] = [1, journal[1]!];
    expect(link.events[0]).to.include({ type: 'accepted', orderId: 0 });
    for (const orderId of [2 ** 32, '0', -0.5]) {
      const events = [{ ...link.events[0], orderId } as BookEvent];
      expect(verify(journal.with(position, { ...link, events }))).to.include({ code: 'JOURNAL_CHANGED', position });
    }
  });
});

describe('receipts', () => {
  const journal = chained(SESSION);
  const receipts = journal.map(({ sequence, chainHash }) => ({ sequence, chainHash }));
  const entries = journal.map(({ sequence, command }) => ({ sequence, command }));

  it('name the command and hash all up to its last event; the commands alone lead to them', () => {
    expect(receipts.map(({ sequence }) => sequence)).to.deep.equal(entries.map(({ sequence }) => sequence));
    expect(receiptsOf(RULES, entries, keccak256)).to.deep.equal(receipts);
  });

  it('follow from the receipt before, the command and its events', () => {
    for (const [n, { chainHash: _, ...applied }] of journal.entries()) {
      if (n === 0) continue;
      expect(chainHashAfter(receipts[n - 1]!.chainHash, applied, keccak256)).to.equal(receipts[n]!.chainHash);
    }
  });

  it('are the same from numbers as from objects, whatever was commanded', () => {
    const kinds = new Set<string>();
    const property = fc.property(commandStreams(RULES, 60), (commands) => {
      const book = new LadderBook(RULES);
      const chain = new JournalChain(RULES, keccak256);
      for (const command of commands.filter((stated) => validateCommand(stated, RULES) === undefined)) {
        const before = chain.chainHash;
        const sequence = book.sequence + 1;
        const events = book.apply(command);
        for (const { type } of events) kinds.add(type);
        const { chainHash } = chain.commit(book.events);
        expect(chainHashAfter(before, { sequence, command, events }, keccak256)).to.equal(chainHash);
      }
    });
    fc.assert(property, { seed: 44, numRuns: 100, ...PATIENCE });
    expect([...kinds].sort()).to.deep.equal(Object.keys(EventKind).sort());
  });

  it('cannot be made of a command that no book takes', () => {
    const book = new LadderBook(RULES);
    const command = { ...SESSION[1]!, priceSen: 2 ** 32 } as Command;
    book.submit(command);
    expectCode('RECORD_INVALID', () => new JournalChain(RULES, keccak256).commit(book.events));
  });

  it('are others from a changed command on, and never before', () => {
    for (const [n, { sequence, command }] of entries.entries()) {
      const changed = entries.with(n, { sequence, command: { ...command, atMs: command.atMs + 1 } });
      const anew = receiptsOf(RULES, changed, keccak256);
      expect(anew.map(({ chainHash }, at) => chainHash === receipts[at]!.chainHash)).to.deep.equal(
        entries.map((_, at) => at < n),
      );
    }
  });

  it('cannot be made of a journal with a gap', () => {
    expectCode('JOURNAL_GAP', () => receiptsOf(RULES, entries.toSpliced(1, 1), keccak256));
  });
});

describe('state hash and snapshot', () => {
  it('the fast book and the naive one have the same hash after every command, and another if anything changed', () => {
    const property = fc.property(commandStreams(RULES, 60), (commands) => {
      const fast = new LadderBook(RULES);
      const naive = new NaiveBook(RULES);
      let before = stateHash(fast, keccak256);
      for (const command of commands) {
        fast.apply(command);
        naive.apply(command);
        const after = stateHash(fast, keccak256);
        expect(after).to.equal(stateHash(naive, keccak256));
        expect(after).not.to.equal(before);
        before = after;
      }
    });
    fc.assert(property, { seed: 42, numRuns: 150, ...PATIENCE });
  });

  it('a restored book goes on as if nothing had happened', () => {
    const property = fc.property(commandStreams(RULES, 80), fc.nat(80), (commands, cut) => {
      const book = new LadderBook(RULES);
      for (const command of commands.slice(0, cut)) book.apply(command);
      const stored = JSON.stringify(snapshotBook(book, keccak256));
      const restored = restoreBook(JSON.parse(stored), keccak256);
      expect(JSON.stringify(snapshotBook(restored, keccak256))).to.equal(stored);
      const goOn = (on: LadderBook): BookEvent[] => commands.slice(cut).flatMap((command) => on.apply(command));
      expect(goOn(restored)).to.deep.equal(goOn(book));
      expect(stateHash(restored, keccak256)).to.equal(stateHash(book, keccak256));
    });
    fc.assert(property, { seed: 43, numRuns: 300, ...PATIENCE });
  });

  it('a snapshot that was changed is refused', () => {
    const book = new LadderBook(RULES);
    for (const command of SESSION.slice(0, 3)) book.apply(command);
    const snapshot = snapshotBook(book, keccak256);
    const text = JSON.stringify(snapshot);
    for (let at = 0; at < text.length; at++) {
      const changed = flipped(text, at) as BookSnapshot | undefined;
      if (changed !== undefined) expectCode('SNAPSHOT_DAMAGED', () => restoreBook(changed, keccak256));
    }
    for (const nonsense of [{}, { rules: RULES }, { ...snapshot, state: null }]) {
      expectCode('SNAPSHOT_DAMAGED', () => restoreBook(nonsense as BookSnapshot, keccak256));
    }
  });
});

function withoutMessages(link: AppliedCommand): unknown {
  const events = (Array.isArray(link.events) ? link.events : []).map((event) => ({ ...event, message: '' }));
  return { ...link, events };
}

/** What JSON with one character changed says; undefined if it is no JSON any more, or only a field has another name. */
// biome-ignore lint/suspicious/noExplicitAny: what was changed may be anything
function flipped(text: string, at: number): any {
  const char = text[at]!;
  if (!/[a-zA-Z0-9]/.test(char)) return undefined;
  const changed = `${text.slice(0, at)}${String.fromCharCode(char.charCodeAt(0) ^ 1)}${text.slice(at + 1)}`;
  try {
    return JSON.parse(changed);
  } catch {
    return undefined;
  }
}
