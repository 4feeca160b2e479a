/**
 * One order book driven by hand: a command a line in, its events a line each out (docs/market-rules.md).
 *
 *     npm run -s replay < commands.ndjson > events.ndjson
 *
 * `atMs` may be left out and is then the latest so far, 0 at first. Blank lines are skipped. A line that is no command, or has a field that its
 * command does not know (an order whose terms the book cannot honour must not trade), is answered with a `rejected`
 * event whose message names the line, and the run goes on. The exit code is 0.
 *
 * `{"type":"whyNot","buyOrderId":"b1","sellOrderId":"s1"}` is no command but a question: why the two have not traded with each other.
 */
import { pipeline } from 'node:stream/promises';
import { DEFAULT_BOOK_RULES, LadderBook } from '#auction';
import { NamedBook, type NamedCommand, type NamedEvent, type WhyNotAnswer, type WhyNotQuestion } from './named-book.js';
import { readLines } from './read-lines.js';

const MAX_LINE_BYTES = 64 * 1024;
/** Longest part of a line that an answer repeats. */
const MAX_SHOWN_LENGTH = 64;

const ORDER_FIELDS = ['type', 'orderId', 'participantId', 'atMs'] as const;
const BOOK_FIELDS = ['type', 'atMs'] as const;
const FIELDS: Readonly<Record<(NamedCommand | WhyNotQuestion)['type'], readonly string[]>> = {
  place: [
    ...ORDER_FIELDS,
    ...['side', 'priceSen', 'energyWh', 'timeInForce', 'goodUntilMs', 'minimumFillWh', 'origin'],
  ],
  cancel: ORDER_FIELDS,
  reduce: [...ORDER_FIELDS, 'byWh'],
  replace: [...ORDER_FIELDS, 'priceSen', 'energyWh'],
  preOpen: BOOK_FIELDS,
  call: BOOK_FIELDS,
  open: BOOK_FIELDS,
  halt: BOOK_FIELDS,
  resume: BOOK_FIELDS,
  close: BOOK_FIELDS,
  expire: BOOK_FIELDS,
  whyNot: ['type', 'buyOrderId', 'sellOrderId'],
};
const FIELDS_OF: ReadonlyMap<unknown, readonly string[]> = new Map(Object.entries(FIELDS));

/** What a line holds. With a `problem` it is nothing to act on, and `command` is what the book can make no sense of. */
interface ReadCommand {
  readonly command: unknown;
  readonly problem?: string;
}

async function* replay(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const book = new NamedBook(new LadderBook(DEFAULT_BOOK_RULES));
  let lineNumber = 0;
  for await (const lines of readLines(source, MAX_LINE_BYTES)) {
    let output = '';
    for (const line of lines) {
      lineNumber += 1;
      if (line?.trim() === '') continue;
      for (const event of answer(book, line, lineNumber)) output += `${JSON.stringify(event)}\n`;
    }
    if (output !== '') yield output;
  }
}

/** Puts what a line holds to the book, which refuses and numbers what is no command like any other. */
function answer(book: NamedBook, line: string | undefined, lineNumber: number): readonly (NamedEvent | WhyNotAnswer)[] {
  const { command, problem } = readCommand(line, book.nowMs);
  if ((command as { type?: unknown } | undefined)?.type === 'whyNot') return [book.whyNot(command as WhyNotQuestion)];
  return book
    .apply(command as NamedCommand)
    .map((event) =>
      event.type === 'rejected' ? { ...event, message: `Line ${lineNumber}: ${problem ?? event.message}` } : event,
    );
}

function readCommand(line: string | undefined, nowMs: number): ReadCommand {
  if (line === undefined) {
    return {
      command: undefined,
      problem: `The line is longer than ${MAX_LINE_BYTES} bytes. Write one command a line.`,
    };
  }
  let value: unknown;
  try {
    value = JSON.parse(line.trim());
  } catch {
    return { command: undefined, problem: `${show(line)} is not JSON. Write a command as one JSON object.` };
  }
  if (typeof value !== 'object' || value === null) return { command: value };
  const { type, orderId } = value as { type?: unknown; orderId?: unknown };
  const fields = FIELDS_OF.get(type);
  const unknownField = fields && Object.keys(value).find((field) => !fields.includes(field));
  if (unknownField !== undefined) {
    return { command: { orderId }, problem: `${show(unknownField)} is no field of a ${type} command. Leave it out.` };
  }
  return { command: { atMs: nowMs, ...value } };
}

function show(text: string): string {
  return JSON.stringify(text.trim().slice(0, MAX_SHOWN_LENGTH));
}

try {
  await pipeline(process.stdin, replay, process.stdout, { end: false });
} catch (error) {
  // The reader of the events went away, as `head` does: nobody is left to tell.
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
}
