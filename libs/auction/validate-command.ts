import { type Rejection, rejection } from './rejection.js';
import type { BookRules, PlaceCommand } from './types.js';

/** What a command may look like before it was checked. */
type UncheckedCommand = { readonly [Field in keyof PlaceCommand]?: unknown };

const ID = /^[A-Za-z0-9._:-]{1,64}$/;

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
  if (type !== 'place' && type !== 'cancel' && type !== 'close') {
    return rejection('COMMAND_INVALID', 'type', type, rules);
  }
  if (!Number.isSafeInteger(atMs) || (atMs as number) < 0) return rejection('COMMAND_INVALID', 'atMs', atMs, rules);
  if (type === 'close') return undefined;

  const { orderId, participantId } = unchecked;
  if (!isId(orderId)) return rejection('ORDER_ID_INVALID', 'orderId', orderId, rules);
  if (!isId(participantId)) return rejection('PARTICIPANT_ID_INVALID', 'participantId', participantId, rules);
  return type === 'place' ? validateTerms(unchecked, rules) : undefined;
}

/** What a place command offers: side, price and energy. */
function validateTerms({ side, priceSen, energyWh }: UncheckedCommand, rules: BookRules): Rejection | undefined {
  if (side !== 'buy' && side !== 'sell') return rejection('SIDE_INVALID', 'side', side, rules);
  if (!isWhole(priceSen)) return rejection('PRICE_OFF_TICK', 'priceSen', priceSen, rules);
  if (priceSen < rules.minPriceSen || priceSen > rules.maxPriceSen) {
    return rejection('PRICE_OUT_OF_BAND', 'priceSen', priceSen, rules);
  }
  if (!isWhole(energyWh)) return rejection('ENERGY_NOT_WHOLE', 'energyWh', energyWh, rules);
  if (energyWh <= 0) return rejection('ENERGY_NOT_POSITIVE', 'energyWh', energyWh, rules);
  if (energyWh > rules.maxOrderWh) return rejection('ENERGY_TOO_LARGE', 'energyWh', energyWh, rules);
  return undefined;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

/** Whole, however large: 1e300 is too large, not fractional. */
function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}
