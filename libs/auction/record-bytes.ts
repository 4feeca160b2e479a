import { assertU32, assertU64, ByteWriter, recordInvalid } from './byte-writer.js';
import type {
  BookCommand,
  BookRules,
  BookState,
  CancelCommand,
  Command,
  JournalEntry,
  OrderTerms,
  OriginPreference,
  ReduceCommand,
  ReplaceCommand,
  Side,
} from './types.js';

/** What stands for each type of command. */
const COMMAND_TYPES = {
  ...{ place: 1, cancel: 2, close: 3, reduce: 4, replace: 5 },
  ...{ preOpen: 6, call: 7, open: 8, halt: 9, resume: 10, expire: 11, enrol: 12 },
} as const satisfies Readonly<Record<Command['type'], number>>;
const BOOK_COMMANDS: ReadonlySet<unknown> = new Set<BookCommand['type']>([
  ...(['preOpen', 'call', 'open', 'halt', 'resume', 'close', 'expire'] as const),
]);
const TIMES_IN_FORCE = { gateClosure: 0, goodUntil: 1, immediateOrCancel: 2, fillOrKill: 3 } as const;
const BUY = 1;
const SELL = 2;
const PREFERENCES = { soft: 1, hard: 2 } as const;

/**
 * A command as bytes: what is hashed into a journal's chain, and what its leaf in the anchored tree holds
 * (docs/provenance.md). Every command ends where its own bytes say, so no two have the same.
 *
 * @throws IchienError RECORD_INVALID if a number does not fit its field: no book takes such a command
 */
export function commandBytes(entry: JournalEntry): Uint8Array {
  const writer = new ByteWriter();
  writeCommand(writer, entry.sequence, entry.command);
  return writer.bytes();
}

/** Writes {@link commandBytes}. @throws IchienError RECORD_INVALID */
export function writeCommand(writer: ByteWriter, sequence: number, command: Command): void {
  const { atMs } = command;
  assertU32('sequence', sequence);
  assertU64('atMs', atMs);
  switch (command.type) {
    case 'place': {
      const { participant, side, priceSen, energyWh } = command;
      assertU32('participant', participant);
      assertU32('priceSen', priceSen);
      assertU32('energyWh', energyWh);
      if (side !== 'buy' && side !== 'sell') throw recordInvalid('side', side, '"buy" or "sell"');
      writePlace(writer, sequence, atMs, participant, side, priceSen, energyWh, command);
      return;
    }
    case 'cancel':
    case 'reduce':
    case 'replace':
      assertU32('participant', command.participant);
      assertU32('orderId', command.orderId);
      writeChange(writer, sequence, command);
      return;
    case 'enrol':
      writeEnrol(writer, sequence, atMs, command.participantId);
      return;
    default:
      writeControl(writer, sequence, atMs, command.type);
  }
}

function writeChange(
  writer: ByteWriter,
  sequence: number,
  command: CancelCommand | ReduceCommand | ReplaceCommand,
): void {
  const { participant, orderId, atMs } = command;
  if (command.type === 'cancel') writeCancel(writer, sequence, atMs, participant, orderId);
  else if (command.type === 'reduce') writeReduce(writer, sequence, atMs, participant, orderId, command.byWh);
  else writeReplace(writer, sequence, atMs, participant, orderId, command.priceSen, command.energyWh);
}

// Each command from its numbers, for who has checked them.

/** What an order offers, and its terms after a byte that says whether there are any. */
export function writePlace(
  writer: ByteWriter,
  sequence: number,
  atMs: number,
  participant: number,
  side: Side,
  priceSen: number,
  energyWh: number,
  terms: OrderTerms | undefined,
): void {
  const isPlain = terms === undefined || arePlain(terms);
  const sideByte = side === 'buy' ? BUY : SELL;
  writer.offer(sequence, atMs, COMMAND_TYPES.place, participant, sideByte, priceSen, energyWh, isPlain ? 0 : 1);
  if (!isPlain) writeTerms(writer, terms);
}

export function writeCancel(
  writer: ByteWriter,
  sequence: number,
  atMs: number,
  participant: number,
  orderId: number,
): void {
  writer.own(sequence, atMs, COMMAND_TYPES.cancel, participant, orderId);
}

export function writeReduce(
  writer: ByteWriter,
  sequence: number,
  atMs: number,
  participant: number,
  orderId: number,
  byWh: number,
): void {
  writer.own(sequence, atMs, COMMAND_TYPES.reduce, participant, orderId);
  writer.u32('byWh', byWh);
}

export function writeReplace(
  writer: ByteWriter,
  sequence: number,
  atMs: number,
  participant: number,
  orderId: number,
  priceSen: number,
  energyWh: number,
): void {
  writer.own(sequence, atMs, COMMAND_TYPES.replace, participant, orderId);
  writer.u32('priceSen', priceSen);
  writer.u32('energyWh', energyWh);
}

export function writeEnrol(writer: ByteWriter, sequence: number, atMs: number, participantId: string): void {
  writer.head(sequence, atMs, COMMAND_TYPES.enrol);
  writer.text('participantId', participantId);
}

export function writeControl(writer: ByteWriter, sequence: number, atMs: number, type: BookCommand['type']): void {
  const byte: number | undefined = COMMAND_TYPES[type];
  if (byte === undefined) throw recordInvalid('type', type, `one of ${Object.keys(COMMAND_TYPES).join(', ')}`);
  writer.head(sequence, atMs, byte);
}

/** True if it is what the operator does to the whole book. */
export function isBookCommand(type: unknown): type is BookCommand['type'] {
  return BOOK_COMMANDS.has(type);
}

/** True if an order with these terms is one without any. */
function arePlain({ timeInForce, minimumFillWh, origin }: OrderTerms): boolean {
  return (
    (timeInForce === undefined || timeInForce === 'gateClosure') &&
    (minimumFillWh === undefined || minimumFillWh === 0) &&
    origin === undefined
  );
}

/** The terms that an order may leave out. */
function writeTerms(writer: ByteWriter, terms: OrderTerms): void {
  const { timeInForce = 'gateClosure', goodUntilMs = 0, minimumFillWh = 0, origin } = terms;
  writer.choice('timeInForce', TIMES_IN_FORCE, timeInForce);
  writer.u64('goodUntilMs', goodUntilMs);
  writer.u32('minimumFillWh', minimumFillWh);
  const { area, plant, sourceType, kind, premiumSen = 0 }: Partial<OriginPreference> = origin ?? {};
  for (const text of [area, plant, sourceType]) {
    if (text === undefined) writer.u8(0);
    else writer.text('origin', text);
  }
  if (kind === undefined) writer.u8(0);
  else writer.choice('kind', PREFERENCES, kind);
  writer.u32('premiumSen', premiumSen);
}

/** The rules of a book as bytes. */
export function rulesBytes({ minPriceSen, maxPriceSen, maxOrderWh, maxOrdersPerParticipant }: BookRules): Uint8Array {
  const writer = new ByteWriter();
  writer.u32('minPriceSen', minPriceSen);
  writer.u32('maxPriceSen', maxPriceSen);
  writer.u32('maxOrderWh', maxOrderWh);
  writer.u32('maxOrdersPerParticipant', maxOrdersPerParticipant);
  return writer.bytes();
}

/** Rules and state of a book as the bytes of a JSON list, null for what is left out. */
export function stateBytes(rules: BookRules, { sequence, phase, nowMs, participants, orders }: BookState): Uint8Array {
  const { minPriceSen, maxPriceSen, maxOrderWh, maxOrdersPerParticipant } = rules;
  const list = [
    ...['state', minPriceSen, maxPriceSen, maxOrderWh, maxOrdersPerParticipant],
    ...[sequence, phase, nowMs, participants],
    orders.map(({ orderId, participant, side, priceSen, remainingWh, goodUntilMs, origin }) => {
      const { area, plant, sourceType, kind, premiumSen }: Partial<OriginPreference> = origin ?? {};
      const terms = origin && [area, plant, sourceType, kind, premiumSen];
      return [orderId, participant, side, priceSen, remainingWh, goodUntilMs, terms];
    }),
  ];
  return new TextEncoder().encode(JSON.stringify(list));
}
