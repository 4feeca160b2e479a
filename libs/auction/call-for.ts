import type { LadderBook } from './ladder-book.js';
import type { Command, OrderTerms, RejectionCode } from './types.js';

/** Makes the call that a command stands for. @param command anything that is an object: the call refuses what is malformed */
export function callFor(book: LadderBook, command: Command): RejectionCode | undefined {
  const { atMs } = command;
  switch (command.type) {
    case 'enrol':
      return book.enrol(command.participantId, atMs);
    case 'place': {
      const { participant, side, priceSen, energyWh } = command;
      return book.place(participant, side, priceSen, energyWh, atMs, statesTerms(command) ? command : undefined);
    }
    case 'cancel':
      return book.cancel(command.participant, command.orderId, atMs);
    case 'reduce':
      return book.reduce(command.participant, command.orderId, command.byWh, atMs);
    case 'replace':
      return book.replace(command.participant, command.orderId, command.priceSen, command.energyWh, atMs);
    default:
      return book.operate(command.type, atMs);
  }
}

/** True if it states anything that an order may leave out, well formed or not. */
function statesTerms({ timeInForce, goodUntilMs, minimumFillWh, origin }: OrderTerms): boolean {
  return timeInForce !== undefined || goodUntilMs !== undefined || minimumFillWh !== undefined || origin !== undefined;
}
