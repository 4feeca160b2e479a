import { type Command, DEFAULT_BOOK_RULES, type JournalEntry, LadderBook, tradeOf } from '#auction';
import { slotOf, slotStartMs } from '#energy';
import {
  type AnchoredReading,
  type AnchoredTrade,
  allocationSalt,
  claimAccountOf,
  claimOf,
  claimSecret,
  type Direction,
  pseudonymOf,
  readingSalt,
  type SettledItems,
  type SlotItems,
  slotKeyOf,
} from '#ledger';
import { settleSlot } from '#settlement';

export const AREA_ID = 7;
export const FIRST_SLOT = slotOf('2026-11-21', 25);

const NO_RATES = {
  retailPriceSen: 0,
  postFitPriceSen: 0,
  wheelingPriceSen: 0,
  deliveryPriceSen: 0,
  deviationPolicy: { name: 'waived' },
} as const;

interface Household {
  readonly claimAccount: string;
  readonly slotKey: Uint8Array;
  readonly pseudonym: string;
  readonly exportWh: number;
  readonly importWh: number;
}

export interface MarketSize {
  readonly households: number;
  readonly commands: number;
}

/** One slot of a small seeded market, closed and settled once: honest, with rejected and cancelled orders among the rest. */
export function sampleSlot(slot = FIRST_SLOT, size: MarketSize = { households: 12, commands: 60 }): SlotItems {
  const random = seededRandom(slot);
  const households = Array.from({ length: size.households }, (_, index): Household => {
    const householdKey = new Uint8Array(32).fill(index + 1);
    const slotKey = slotKeyOf(householdKey, AREA_ID, slot);
    const sells = index % 2 === 0;
    return {
      claimAccount: claimAccountOf(householdKey),
      slotKey,
      pseudonym: pseudonymOf(slotKey),
      exportWh: sells ? 100 + random(2000) : 0,
      importWh: sells ? random(20) : 100 + random(2000),
    };
  });

  const book = new LadderBook(DEFAULT_BOOK_RULES);
  const journal: JournalEntry[] = [];
  const trades: AnchoredTrade[] = [];
  const apply = (command: Command) => {
    journal.push({ sequence: book.sequence + 1, command });
    for (const event of book.apply(command)) {
      if (event.type === 'trade') trades.push(tradeOf(book, event));
    }
  };
  const openMs = slotStartMs(slot) - 86_400_000;
  /** Numbers in the book, by household; they enrol as they come. */
  const numbers = new Map<number, number>();
  for (let at = 0; at < size.commands; at++) {
    const index = random(size.households);
    const atMs = openMs + at * 1000;
    const participant = numbers.get(index) ?? numbers.size;
    if (participant === numbers.size) {
      apply({ type: 'enrol', participantId: households[index]!.pseudonym, atMs });
      numbers.set(index, participant);
    }
    if (random(8) === 0) {
      apply({ type: 'cancel', orderId: random(at + 1), participant, atMs });
    } else {
      const side = (index + (random(6) === 0 ? 1 : 0)) % 2 === 0 ? 'sell' : 'buy';
      const priceSen = 1500 + random(1000);
      apply({ type: 'place', participant, side, priceSen, energyWh: 1 + random(400), atMs });
    }
  }
  apply({ type: 'close', atMs: openMs + 3_600_000 });
  const settlements = [settle(households, trades, 1)];
  return { areaId: AREA_ID, slot, rules: DEFAULT_BOOK_RULES, journal, trades, settlements };
}

/** The slot with one more settlement, in which the household that exported most exported 50 Wh less. */
export function corrected(items: SlotItems): SlotItems {
  const last = items.settlements.at(-1)!;
  const most = last.exports.reduce((a, b) => (b.energyWh > a.energyWh ? b : a));
  const exports = last.exports.map((reading) =>
    reading === most ? { ...reading, energyWh: reading.energyWh - 50 } : reading,
  );
  const { allocations } = settleSlot(items.trades, joined(exports, last.imports), NO_RATES);
  const secrets = new Map(last.allocations.map(({ tradeSequence, salt, claim }) => [tradeSequence, { salt, claim }]));
  const next: SettledItems = {
    version: last.version + 1,
    exports,
    imports: last.imports,
    allocations: allocations.map((allocation) =>
      anchoredAllocation(allocation, secrets.get(allocation.tradeSequence)!),
    ),
  };
  return { ...items, settlements: [...items.settlements, next] };
}

function settle(households: readonly Household[], trades: readonly AnchoredTrade[], version: number): SettledItems {
  const exports = readingsOf(households, 'export');
  const imports = readingsOf(households, 'import');
  const { allocations } = settleSlot(trades, joined(exports, imports), NO_RATES);
  const byPseudonym = new Map(households.map((household) => [household.pseudonym, household]));
  return {
    version,
    exports,
    imports,
    allocations: allocations.map((allocation) => {
      const { claimAccount, slotKey } = byPseudonym.get(allocation.buyerId)!;
      const { tradeSequence } = allocation;
      return anchoredAllocation(allocation, {
        salt: allocationSalt(slotKey, tradeSequence),
        claim: claimOf(claimAccount, claimSecret(slotKey, tradeSequence)),
      });
    }),
  };
}

function readingsOf(households: readonly Household[], direction: Direction): AnchoredReading[] {
  return households
    .map((household) => ({
      pseudonym: household.pseudonym,
      energyWh: direction === 'export' ? household.exportWh : household.importWh,
      salt: readingSalt(household.slotKey, direction),
    }))
    .sort((a, b) => (a.pseudonym < b.pseudonym ? -1 : 1));
}

function joined(exports: readonly AnchoredReading[], imports: readonly AnchoredReading[]) {
  return exports.map(({ pseudonym, energyWh }, index) => {
    return { participantId: pseudonym, exportWh: energyWh, importWh: imports[index]!.energyWh };
  });
}

function anchoredAllocation(
  allocation: ReturnType<typeof settleSlot>['allocations'][number],
  secrets: { readonly salt: string; readonly claim: string },
): SettledItems['allocations'][number] {
  const { tradeSequence, buyerId, sellerId, priceSen, tradedWh, allocatedWh } = allocation;
  return { tradeSequence, buyerId, sellerId, priceSen, tradedWh, allocatedWh, ...secrets };
}

/** A linear congruential generator: `random(n)` is a whole number from 0 to n - 1. */
function seededRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
