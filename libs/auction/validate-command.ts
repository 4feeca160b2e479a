import { ORIGIN_FIELDS } from './origin.js';
import { type Rejection, rejection } from './rejection.js';
import type {
  BookRules,
  Command,
  EnrolCommand,
  OriginPreference,
  PlaceCommand,
  ReduceCommand,
  RejectionCode,
} from './types.js';

/** What a command may look like before it was checked. */
type UncheckedCommand = {
  readonly [Field in 'type' | keyof PlaceCommand | keyof ReduceCommand | keyof EnrolCommand]?: unknown;
};
type UncheckedOrigin = { readonly [Field in keyof OriginPreference]?: unknown };

const TYPES: ReadonlySet<unknown> = new Set<Command['type']>([
  ...(['enrol', 'place', 'cancel', 'reduce', 'replace'] as const),
  ...(['preOpen', 'call', 'open', 'halt', 'resume', 'close', 'expire'] as const),
]);
const BUY_ORIGIN_FIELDS: readonly string[] = [...ORIGIN_FIELDS, 'kind', 'premiumSen'];
const SELL_ORIGIN_FIELDS: readonly string[] = ORIGIN_FIELDS;

/** @internal */
export const MAX_ID_LENGTH = 64;
/** 1 for the characters of an id, by character code. @internal */
export const ID_CHARACTERS = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-') {
  ID_CHARACTERS[character.charCodeAt(0)] = 1;
}

/**
 * The checks that need no book, only its rules: shape, ids, side, tick, band, energy, time. The one place for them:
 * both books and the API's door ask here, so that only a command that passed is ever journalled.
 *
 * @param command anything
 * @returns why it is refused, or undefined if it is a well-formed {@link Command}
 */
export function validateCommand(command: unknown, rules: BookRules): Rejection | undefined {
  if (typeof command !== 'object' || command === null) return rejection('COMMAND_INVALID', 'command', command, rules);
  const unchecked: UncheckedCommand = command;
  const { type, atMs } = unchecked;
  const ofOrder = type === 'place' || type === 'cancel' || type === 'reduce' || type === 'replace';
  if (!ofOrder && !TYPES.has(type)) return rejection('COMMAND_INVALID', 'type', type, rules);
  if (!isTime(atMs)) return rejection('COMMAND_INVALID', 'atMs', atMs, rules);
  if (!ofOrder) {
    return type !== 'enrol' || isId(unchecked.participantId)
      ? undefined
      : rejection('PARTICIPANT_ID_INVALID', 'participantId', unchecked.participantId, rules);
  }

  const { orderId, participant } = unchecked;
  if (type !== 'place' && !isNumber(orderId)) return rejection('ORDER_ID_INVALID', 'orderId', orderId, rules);
  if (!isNumber(participant)) return rejection('PARTICIPANT_INVALID', 'participant', participant, rules);
  if (type === 'cancel') return undefined;
  if (type === 'reduce') return validateEnergy('byWh', unchecked.byWh, rules);
  if (type === 'replace') return validateOffer(unchecked, rules);

  const { side } = unchecked;
  if (side !== 'buy' && side !== 'sell') return rejection('SIDE_INVALID', 'side', side, rules);
  return validateOffer(unchecked, rules) ?? termsRejection(unchecked, rules);
}

/** True for 1 to 64 of `A-Z a-z 0-9 . _ : -`. */
export function isId(value: unknown): value is string {
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_ID_LENGTH) return false;
  for (let index = 0; index < value.length; index += 1) {
    if (ID_CHARACTERS[value.charCodeAt(index)] !== 1) return false;
  }
  return true;
}

/** Why nobody can enter an order so. @internal */
export function senderRefusal(atMs: unknown, participant: unknown): RejectionCode | undefined {
  if (!isTime(atMs)) return 'COMMAND_INVALID';
  return isNumber(participant) ? undefined : 'PARTICIPANT_INVALID';
}

/** Why nobody can change an order so. @internal */
export function ownRefusal(atMs: unknown, participant: unknown, orderId: unknown): RejectionCode | undefined {
  if (!isTime(atMs)) return 'COMMAND_INVALID';
  if (!isNumber(orderId)) return 'ORDER_ID_INVALID';
  return isNumber(participant) ? undefined : 'PARTICIPANT_INVALID';
}

/** What is offered: price and energy. */
function validateOffer({ priceSen, energyWh }: UncheckedCommand, rules: BookRules): Rejection | undefined {
  const code = priceRefusal(priceSen, rules);
  return code === undefined
    ? validateEnergy('energyWh', energyWh, rules)
    : rejection(code, 'priceSen', priceSen, rules);
}

function validateEnergy(field: string, energyWh: unknown, rules: BookRules): Rejection | undefined {
  const code = energyRefusal(energyWh, rules);
  return code === undefined ? undefined : rejection(code, field, energyWh, rules);
}

/** Why nothing can be offered at this price. @internal */
export function priceRefusal(priceSen: unknown, rules: BookRules): RejectionCode | undefined {
  if (!isWhole(priceSen)) return 'PRICE_OFF_TICK';
  return priceSen < rules.minPriceSen || priceSen > rules.maxPriceSen ? 'PRICE_OUT_OF_BAND' : undefined;
}

/** Why so much energy cannot be offered or taken off. @internal */
export function energyRefusal(energyWh: unknown, rules: BookRules): RejectionCode | undefined {
  if (!isWhole(energyWh)) return 'ENERGY_NOT_WHOLE';
  if (energyWh <= 0) return 'ENERGY_NOT_POSITIVE';
  return energyWh > rules.maxOrderWh ? 'ENERGY_TOO_LARGE' : undefined;
}

/** What an order may leave out: time in force, minimum fill, origin. All else of it is well formed. @internal */
export function termsRejection(unchecked: UncheckedCommand, rules: BookRules): Rejection | undefined {
  const { timeInForce, goodUntilMs, minimumFillWh, origin } = unchecked;
  const refuse = (code: RejectionCode, field: keyof UncheckedCommand) =>
    rejection(code, field, unchecked[field], rules);
  if (timeInForce !== undefined || goodUntilMs !== undefined) {
    if (
      timeInForce !== undefined &&
      timeInForce !== 'gateClosure' &&
      timeInForce !== 'goodUntil' &&
      timeInForce !== 'immediateOrCancel' &&
      timeInForce !== 'fillOrKill'
    ) {
      return refuse('TIME_IN_FORCE_INVALID', 'timeInForce');
    }
    const isDue = timeInForce === 'goodUntil';
    if (isDue ? !isTime(goodUntilMs) : goodUntilMs !== undefined) return refuse('EXPIRY_INVALID', 'goodUntilMs');
    if (isDue && (goodUntilMs as number) <= (unchecked.atMs as number)) return refuse('EXPIRY_PAST', 'goodUntilMs');
  }
  if (minimumFillWh !== undefined) {
    if (!isWhole(minimumFillWh) || minimumFillWh <= 0) return refuse('MINIMUM_FILL_INVALID', 'minimumFillWh');
    if (minimumFillWh > (unchecked.energyWh as number)) return refuse('MINIMUM_FILL_TOO_LARGE', 'minimumFillWh');
  }
  if (origin === undefined) return undefined;
  if (!isOrigin(origin, unchecked.side === 'buy')) return refuse('ORIGIN_INVALID', 'origin');
  const { premiumSen = 0 } = origin;
  return isWhole(premiumSen) && premiumSen >= 0 && (unchecked.priceSen as number) + premiumSen <= rules.maxPriceSen
    ? undefined
    : rejection('PREMIUM_OUT_OF_BAND', 'premiumSen', premiumSen, rules);
}

/** True if it names at least one thing, and nothing but what the side may name. */
function isOrigin(origin: unknown, ofBuyer: boolean): origin is UncheckedOrigin {
  if (typeof origin !== 'object' || origin === null) return false;
  const unchecked: UncheckedOrigin = origin;
  const allowed = ofBuyer ? BUY_ORIGIN_FIELDS : SELL_ORIGIN_FIELDS;
  return (
    Object.keys(origin).every((field) => allowed.includes(field)) &&
    ORIGIN_FIELDS.some((field) => unchecked[field] !== undefined) &&
    ORIGIN_FIELDS.every((field) => unchecked[field] === undefined || isId(unchecked[field])) &&
    (!ofBuyer || unchecked.kind === 'hard' || unchecked.kind === 'soft')
  );
}

/** True for what can be the number of an order or a participant: whole, and below 2^32. */
function isNumber(value: unknown): value is number {
  return (value as number) >>> 0 === value;
}

/** @internal */
export function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whole, however large: 1e300 is too large, not fractional. */
function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}
