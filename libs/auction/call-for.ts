import type { LadderBook } from './ladder-book.js';
import { arePlain } from './record-bytes.js';
import type { Command, RejectionCode } from './types.js';

/** Makes the call that a command stands for. @param command one that is well formed */
export function callFor(book: LadderBook, command: Command): RejectionCode | undefined {
  const { atMs } = command;
  switch (command.type) {
    case 'enrol':
      return book.enrol(command.participantId, atMs);
    case 'place': {
      const { participant, side, priceSen, energyWh } = command;
      return book.place(participant, side, priceSen, energyWh, atMs, arePlain(command) ? undefined : command);
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
