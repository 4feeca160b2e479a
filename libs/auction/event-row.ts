import { EventKind, type EventLog, NOTHING } from './event-log.js';
import { EXPIRY_REASONS } from './matcher.js';
import { type BookEvent, REJECTION_CODES, type RejectionCode } from './types.js';

/** An event of a log as an object. @param messageOf why, of a command that was refused */
export function eventAt(log: EventLog, at: number, messageOf: (code: RejectionCode) => string): BookEvent {
  const sequence = log.firstSequence + at;
  const orderId = log.orderAt(at);
  const other = log.otherAt(at);
  const priceSen = log.priceSenAt(at);
  const energyWh = log.energyWhAt(at);
  switch (log.kindAt(at)) {
    case EventKind.enrolled:
      return { type: 'enrolled', sequence, participant: other };
    case EventKind.accepted:
      return { type: 'accepted', sequence, orderId };
    case EventKind.trade:
      return { type: 'trade', sequence, buyOrderId: orderId, sellOrderId: other, priceSen, energyWh };
    case EventKind.rejected:
      return { type: 'rejected', sequence, code: REJECTION_CODES[other]!, message: messageOf(REJECTION_CODES[other]!) };
    case EventKind.cancelled:
      return { type: 'cancelled', sequence, orderId, remainingWh: energyWh };
    case EventKind.reduced:
      return { type: 'reduced', sequence, orderId, remainingWh: energyWh };
    case EventKind.replaced:
      return { type: 'replaced', sequence, orderId, withdrawnWh: other, priceSen, energyWh };
    case EventKind.expired: {
      const reason = EXPIRY_REASONS[other];
      return { type: 'expired', sequence, orderId, remainingWh: energyWh, ...(reason !== undefined && { reason }) };
    }
    case EventKind.called:
      return { type: 'called', sequence, priceSen: priceSen === NOTHING ? null : priceSen };
    case EventKind.preOpened:
      return { type: 'preOpened', sequence };
    case EventKind.opened:
      return { type: 'opened', sequence };
    case EventKind.halted:
      return { type: 'halted', sequence };
    case EventKind.resumed:
      return { type: 'resumed', sequence };
    case EventKind.closed:
      return { type: 'closed', sequence };
  }
}

/** Adds an object to a log as the book does: the inverse of {@link eventAt}. What is no event of a book adds nonsense. */
export function addEvent(log: EventLog, event: BookEvent): void {
  const kind = EventKind[event.type];
  switch (event.type) {
    case 'enrolled':
      log.add(kind, NOTHING, 0, event.participant, NOTHING);
      return;
    case 'accepted':
      log.mark(kind, event.orderId);
      return;
    case 'trade':
      log.add(kind, event.buyOrderId, event.energyWh, event.sellOrderId, event.priceSen);
      return;
    case 'rejected':
      log.add(kind, NOTHING, 0, REJECTION_CODES.indexOf(event.code), NOTHING);
      return;
    case 'cancelled':
    case 'reduced':
      log.add(kind, event.orderId, event.remainingWh, NOTHING, NOTHING);
      return;
    case 'replaced':
      log.add(kind, event.orderId, event.energyWh, event.withdrawnWh, event.priceSen);
      return;
    case 'expired':
      log.add(kind, event.orderId, event.remainingWh, EXPIRY_REASONS.indexOf(event.reason), NOTHING);
      return;
    case 'called':
      log.add(kind, NOTHING, 0, NOTHING, event.priceSen ?? NOTHING);
      return;
    default:
      log.mark(kind, NOTHING);
  }
}
