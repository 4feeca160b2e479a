import { isIchienError } from '#energy';
import type { MarketService } from './market.service.js';
import type { Position } from './position.js';

/**
 * Cancels a participant's resting orders in every open book, each by a command in its journal. An order stays that the book does
 * not let go, because too many commands were sent for its slot (COMMAND_LIMIT_REACHED).
 *
 * @param isUnwanted which of them; left out: all
 * @throws IchienError QUEUE_FULL, STORE_FAILED: ask again
 */
export async function withdrawOrders(
  market: MarketService,
  participantId: string,
  isUnwanted: (order: Position['orders'][number], slot: number) => boolean = () => true,
): Promise<void> {
  const withdrawn = market.openSlots().map(async (slot) => {
    try {
      await market.takeTurn(slot, participantId, ({ orders }) =>
        orders
          .filter((order) => isUnwanted(order, slot))
          .map(({ orderId }) => ({ type: 'cancel', participantId, orderId })),
      );
    } catch (error) {
      // Its gate closed meanwhile: nothing rests there any more.
      if (!isIchienError(error) || error.code !== 'SLOT_NOT_OPEN') throw error;
    }
  });
  await Promise.all(withdrawn);
}
