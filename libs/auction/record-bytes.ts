import type { BookEvent, BookRules, BookState, Command, JournalEntry, Origin, OriginPreference } from './types.js';

/** What stands in a journal under one sequence number: a command, or an event. */
export type JournalRecord = JournalEntry | BookEvent;

type FieldsOf<Part extends { readonly type: string }> = {
  readonly [Type in Part['type']]: readonly Exclude<
    keyof Extract<Part, { readonly type: Type }> & string,
    'type' | 'sequence' | 'origin'
  >[];
};

/** Fields of each command in the order in which they are hashed; the origin of an order follows them. */
const COMMAND_FIELDS: FieldsOf<Command> = {
  place: [
    ...(['orderId', 'participantId', 'side', 'priceSen', 'energyWh'] as const),
    ...(['timeInForce', 'goodUntilMs', 'minimumFillWh', 'atMs'] as const),
  ],
  cancel: ['orderId', 'participantId', 'atMs'],
  reduce: ['orderId', 'participantId', 'byWh', 'atMs'],
  replace: ['orderId', 'participantId', 'priceSen', 'energyWh', 'atMs'],
  preOpen: ['atMs'],
  call: ['atMs'],
  open: ['atMs'],
  halt: ['atMs'],
  resume: ['atMs'],
  close: ['atMs'],
  expire: ['atMs'],
};

/** The same of each event. */
const EVENT_FIELDS: FieldsOf<BookEvent> = {
  accepted: ['orderId'],
  trade: ['buyOrderId', 'sellOrderId', 'buyerId', 'sellerId', 'priceSen', 'energyWh'],
  rejected: ['orderId', 'code', 'message'],
  cancelled: ['orderId', 'remainingWh'],
  reduced: ['orderId', 'remainingWh'],
  replaced: ['orderId', 'withdrawnWh', 'priceSen', 'energyWh'],
  expired: ['orderId', 'remainingWh', 'reason'],
  called: ['priceSen'],
  preOpened: [],
  opened: [],
  halted: [],
  resumed: [],
  closed: [],
};

const encoder = new TextEncoder();

/**
 * A record as bytes: a JSON list of `"command"` or `"event"`, sequence, type and the fields in their order, with null for
 * those that are left out. Two records have the same bytes only if they are the same. A record of no known type stands as
 * the JSON that it is: a book refuses such commands, and no book writes such events.
 */
export function recordBytes(record: JournalRecord): Uint8Array {
  const { sequence } = record;
  if ('command' in record) {
    const { command } = record;
    const fields = COMMAND_FIELDS[command?.type] as readonly string[] | undefined;
    if (fields === undefined) return bytesOf(['command', sequence, null, command]);
    return bytesOf(['command', sequence, command.type, ...values(command, fields), originOf(command)]);
  }
  const fields = EVENT_FIELDS[record.type] as readonly string[] | undefined;
  return bytesOf(
    fields === undefined ? ['event', record] : ['event', sequence, record.type, ...values(record, fields)],
  );
}

/** The rules of a book as bytes, in the same way. */
export function rulesBytes(rules: BookRules): Uint8Array {
  return bytesOf(['rules', ...ruleValues(rules)]);
}

/** Rules and state of a book as bytes, in the same way. */
export function stateBytes(rules: BookRules, { sequence, phase, nowMs, orders }: BookState): Uint8Array {
  return bytesOf([
    'state',
    ...ruleValues(rules),
    ...[sequence, phase, nowMs],
    orders.map((order) => [...values(order, STATE_FIELDS), originOf(order)]),
  ]);
}

const STATE_FIELDS = ['orderId', 'participantId', 'side', 'priceSen', 'remainingWh', 'goodUntilMs'] as const;

function ruleValues({ minPriceSen, maxPriceSen, maxOrderWh, maxOrdersPerParticipant }: BookRules): number[] {
  return [minPriceSen, maxPriceSen, maxOrderWh, maxOrdersPerParticipant];
}

function values(part: object, fields: readonly string[]): unknown[] {
  return fields.map((field) => (part as Record<string, unknown>)[field]);
}

function originOf(part: object): unknown {
  const { origin } = part as { origin?: Partial<Origin & OriginPreference> };
  return origin && [origin.area, origin.plant, origin.sourceType, origin.kind, origin.premiumSen];
}

function bytesOf(list: readonly unknown[]): Uint8Array {
  return encoder.encode(JSON.stringify(list));
}
