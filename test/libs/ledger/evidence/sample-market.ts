import type { Command } from '#auction';
import { gateClosureMs, slotOf, slotStartMs } from '#energy';
import { claimAccountOf, pseudonymOf, type SettledItems, type SlotItems, slotKeyOf } from '#ledger';
import { allocate, type Member, seeded, settledSlot } from '../../../../scripts/settled-slot.js';

export const AREA_ID = 7;
export const FIRST_SLOT = slotOf('2026-11-21', 25);

export interface MarketSize {
  readonly households: number;
  readonly commands: number;
}

/** One slot of a small seeded market, closed and settled once: honest, with rejected and cancelled orders among the rest. */
export function sampleSlot(slot = FIRST_SLOT, size: MarketSize = { households: 12, commands: 60 }): SlotItems {
  const random = seeded(slot);
  const members = Array.from({ length: size.households }, (_, index): Member => {
    const householdKey = new Uint8Array(32).fill(index + 1);
    const slotKey = slotKeyOf(householdKey, AREA_ID, slot);
    const sells = index % 2 === 0;
    return {
      account: claimAccountOf(householdKey),
      slotKey,
      pseudonym: pseudonymOf(slotKey),
      exportWh: sells ? 100 + random(2000) : 0,
      importWh: sells ? random(20) : 100 + random(2000),
    };
  });
  return settledSlot(AREA_ID, slot, members, commandsOf(slot, members, size.commands, random));
}

/** Orders at random; a household enrols before its first. */
function* commandsOf(
  slot: number,
  members: readonly Member[],
  count: number,
  random: (below: number) => number,
): Iterable<Command> {
  const openMs = slotStartMs(slot) - 86_400_000;
  /** Numbers in the book, by household. */
  const numbers = new Map<number, number>();
  for (let at = 0; at < count; at++) {
    const index = random(members.length);
    const atMs = openMs + at * 1000;
    const participant = numbers.get(index) ?? numbers.size;
    if (participant === numbers.size) {
      yield { type: 'enrol', participantId: members[index]!.pseudonym, atMs };
      numbers.set(index, participant);
    }
    if (random(8) === 0) {
      yield { type: 'cancel', orderId: random(at + 1), participant, atMs };
    } else {
      const side = (index + (random(6) === 0 ? 1 : 0)) % 2 === 0 ? 'sell' : 'buy';
      const priceSen = 1500 + random(1000);
      yield { type: 'place', participant, side, priceSen, energyWh: 1 + random(400), atMs };
    }
  }
  yield { type: 'close', atMs: gateClosureMs(slot) };
}

/** The slot with one more settlement, in which the household that exported most exported 50 Wh less. */
export function corrected(items: SlotItems): SlotItems {
  const last = items.settlements.at(-1)!;
  const most = last.exports.reduce((a, b) => (b.energyWh > a.energyWh ? b : a));
  const exports = last.exports.map((reading) =>
    reading === most ? { ...reading, energyWh: reading.energyWh - 50 } : reading,
  );
  const secrets = new Map(last.allocations.map(({ tradeSequence, salt, claim }) => [tradeSequence, { salt, claim }]));
  const next: SettledItems = {
    version: last.version + 1,
    exports,
    imports: last.imports,
    allocations: allocate(items.trades, exports, last.imports, ({ tradeSequence }) => secrets.get(tradeSequence)!),
  };
  return { ...items, settlements: [...items.settlements, next] };
}
