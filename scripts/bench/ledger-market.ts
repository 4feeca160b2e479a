import { createHash } from 'node:crypto';
import type { Command } from '#auction';
import { gateClosureMs, slotStartMs } from '#energy';
import { claimAccountOf, pseudonymOf, type SlotItems, slotKeyOf } from '#ledger';
import { seeded, settledSlot } from '../settled-slot.js';

export const AREA_ID = 13_112;

/** A household of the benchmark. */
export interface BenchHousehold {
  readonly key: Uint8Array;
  /** The account that takes its allocations. */
  readonly account: string;
}

const HOUR_MS = 3_600_000;

/** Households with keys that are the same on every run. */
export function makeHouseholds(count: number): BenchHousehold[] {
  return Array.from({ length: count }, (_, index) => {
    const key = createHash('sha256').update(`bench household ${index}`).digest();
    // Deriving a real account takes a tenth of a second per thousand: the largest slots make do with an address.
    const account = count <= 1000 ? claimAccountOf(key) : `0x${key.toString('hex', 0, 20)}`;
    return { key, account };
  });
}

/**
 * A slot that was traded, closed and settled by the product's own book and rule: a sixth of the households sells, all others
 * buy, every household with one order.
 */
export function makeSlot(slot: number, households: readonly BenchHousehold[]): SlotItems {
  const random = seeded(slot);
  const members = households.map(({ key, account }, index) => {
    const slotKey = slotKeyOf(key, AREA_ID, slot);
    const sells = index % 6 === 0;
    const need = 100 + random(400);
    return {
      slotKey,
      account,
      sells,
      pseudonym: pseudonymOf(slotKey),
      energyWh: sells ? 5 * need : need,
      exportWh: sells ? 4 * need + random(1000) : 0,
      importWh: sells ? 0 : need - 50 + random(200),
    };
  });
  return settledSlot(AREA_ID, slot, members, commandsOf(slot, members, random));
}

function* commandsOf(
  slot: number,
  members: readonly { readonly pseudonym: string; readonly sells: boolean; readonly energyWh: number }[],
  random: (below: number) => number,
): Iterable<Command> {
  const openMs = slotStartMs(slot) - 26 * HOUR_MS;
  for (const [participant, { pseudonym, sells, energyWh }] of members.entries()) {
    const atMs = openMs + participant;
    const side = sells ? 'sell' : 'buy';
    const priceSen = (sells ? 1400 : 1600) + random(800);
    yield { type: 'enrol', participantId: pseudonym, atMs };
    yield { type: 'place', participant, side, priceSen, energyWh, atMs };
  }
  yield { type: 'close', atMs: gateClosureMs(slot) };
}
