import type { OrderCommand } from '#api/market/market.service.js';
import { slotOf } from '#energy';
import { mulberry32, normal } from './mulberry32.js';

/** The market that both servers serve: 48 slots, as many open books as in a day. */
export const FIRST_SLOT = slotOf('2026-05-18', 25);
export const SLOTS = 48;
/** Homes, each with an account and a session of its own. */
export const PARTICIPANTS = 256;

const MIDDLE_SEN = 1800;
const SIGMA_SEN = 120;

export function participantId(at: number): string {
  return `home-${at}`;
}

/** Orders of one home, without end: both sides around one price, so that about half of them trade. */
export function* ordersOf(at: number, seed: number): Generator<{ slot: number; command: OrderCommand }> {
  const random = mulberry32(seed * PARTICIPANTS + at);
  for (;;) {
    yield {
      slot: FIRST_SLOT + Math.floor(random() * SLOTS),
      command: {
        type: 'place',
        participantId: participantId(at),
        side: random() < 0.5 ? 'buy' : 'sell',
        priceSen: MIDDLE_SEN + Math.round(SIGMA_SEN * normal(random)),
        energyWh: 10 + Math.floor(random() * 500),
      },
    };
  }
}
