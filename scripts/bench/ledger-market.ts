import { createHash } from 'node:crypto';
import { type Command, DEFAULT_BOOK_RULES, type JournalEntry, LadderBook, tradeOf } from '#auction';
import { slotStartMs } from '#energy';
import {
  type AnchoredReading,
  type AnchoredTrade,
  allocationSalt,
  claimAccountOf,
  claimOf,
  claimSecret,
  pseudonymOf,
  readingSalt,
  type SlotItems,
  slotKeyOf,
} from '#ledger';
import { settleSlot } from '#settlement';

export const AREA_ID = 13_112;

/** A household of the benchmark. */
export interface BenchHousehold {
  readonly key: Uint8Array;
  /** The account that takes its allocations. */
  readonly account: string;
}

const HOUR_MS = 3_600_000;
const NO_RATES = {
  retailPriceSen: 0,
  postFitPriceSen: 0,
  wheelingPriceSen: 0,
  deliveryPriceSen: 0,
  deviationPolicy: { name: 'waived' },
} as const;

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
  const { journal, trades } = trade(slot, members, random);
  const readingsOf = (direction: 'export' | 'import'): AnchoredReading[] =>
    members
      .map(({ pseudonym, slotKey, exportWh, importWh }) => ({
        pseudonym,
        energyWh: direction === 'export' ? exportWh : importWh,
        salt: readingSalt(slotKey, direction),
      }))
      .sort((a, b) => (a.pseudonym < b.pseudonym ? -1 : 1));
  const readings = members.map(({ pseudonym, exportWh, importWh }) => ({
    participantId: pseudonym,
    exportWh,
    importWh,
  }));
  const memberOf = new Map(members.map((member) => [member.pseudonym, member]));
  const allocations = settleSlot(trades, readings, NO_RATES).allocations.map((allocation) => {
    const { tradeSequence, buyerId, sellerId, priceSen, tradedWh, allocatedWh } = allocation;
    const { slotKey, account } = memberOf.get(buyerId)!;
    const salt = allocationSalt(slotKey, tradeSequence);
    const claim = claimOf(account, claimSecret(slotKey, tradeSequence));
    return { tradeSequence, buyerId, sellerId, priceSen, tradedWh, allocatedWh, salt, claim };
  });
  const settlement = { version: 1, exports: readingsOf('export'), imports: readingsOf('import'), allocations };
  return { areaId: AREA_ID, slot, rules: DEFAULT_BOOK_RULES, journal, trades, settlements: [settlement] };
}

function trade(
  slot: number,
  members: readonly { readonly pseudonym: string; readonly sells: boolean; readonly energyWh: number }[],
  random: (below: number) => number,
): { journal: JournalEntry[]; trades: AnchoredTrade[] } {
  const book = new LadderBook(DEFAULT_BOOK_RULES);
  const journal: JournalEntry[] = [];
  const trades: AnchoredTrade[] = [];
  const apply = (command: Command) => {
    journal.push({ sequence: book.sequence + 1, command });
    for (const event of book.apply(command)) {
      if (event.type === 'trade') trades.push(tradeOf(book, event));
    }
  };
  const openMs = slotStartMs(slot) - 26 * HOUR_MS;
  for (const [participant, { pseudonym, sells, energyWh }] of members.entries()) {
    const atMs = openMs + participant;
    const side = sells ? 'sell' : 'buy';
    const priceSen = (sells ? 1400 : 1600) + random(800);
    apply({ type: 'enrol', participantId: pseudonym, atMs });
    apply({ type: 'place', participant, side, priceSen, energyWh, atMs });
  }
  apply({ type: 'close', atMs: openMs + 20 * HOUR_MS });
  return { journal, trades };
}

/** A linear congruential generator: `random(n)` is a whole number from 0 to n - 1. */
function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
