import { isId, type Origin, type Rejection, shownValue } from '#auction';
import { formatSlot, IchienError } from '#energy';
import { apiError } from '../errors.js';
import type { OpenBook } from './open-book.js';

/** @throws IchienError ORDER_ID_INVALID, ORDER_DUPLICATE with the number of the order that was entered under this id */
export function assertNew(open: OpenBook, participant: number, clientOrderId: string): void {
  const { slot } = open;
  if (!isId(clientOrderId)) {
    throw new IchienError(
      'ORDER_ID_INVALID',
      `clientOrderId is ${shownValue(clientOrderId)}.`,
      'Give an id of 1 to 64 of A-Z a-z 0-9 . _ : and -, or leave it out.',
      { slot },
    );
  }
  const order = open.knownOrder(participant, clientOrderId);
  if (order === undefined) return;
  throw apiError(
    'ORDER_DUPLICATE',
    `Order ${order.orderId} was entered under clientOrderId ${clientOrderId} by command ${order.sequence}.`,
    'It stands as it was taken then: send nothing, or choose another id for another order.',
    { slot, ...order },
  );
}

/** What the book, or its rules, refuse. */
export function refused({ code, message }: Rejection, slot: number): IchienError {
  return new IchienError(code, message, 'Nothing else has changed.', { slot });
}

/** SLOT_UNKNOWN */
export function unknownSlot(slot: number): IchienError {
  return apiError('SLOT_UNKNOWN', `Slot ${slot} was never opened.`, 'Ask GET /api/slots for the open slots.', { slot });
}

/** SLOT_NOT_OPEN */
export function slotClosed(slot: number): IchienError {
  return apiError(
    'SLOT_NOT_OPEN',
    `Slot ${formatSlot(slot)} takes no more orders.`,
    'Choose a slot that is still open.',
    {
      slot,
    },
  );
}

/** ORIGIN_NOT_REGISTERED: a seller states what is not registered of its meter. */
export function originNotRegistered(
  stated: Origin,
  field: keyof Origin,
  participantId: string,
  slot: number,
): IchienError {
  return apiError(
    'ORIGIN_NOT_REGISTERED',
    `origin.${field} is ${shownValue(stated[field])}, which is not registered of ${participantId}.`,
    'State only what is registered of the meter, or leave the field out.',
    { slot, field },
  );
}
