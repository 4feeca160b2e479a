import { type BookRules, type Command, DEFAULT_BOOK_RULES, type JournalEntry, LadderBook, tradeOf } from '#auction';
import {
  type AnchoredReading,
  type AnchoredTrade,
  allocationSalt,
  claimOf,
  claimSecret,
  type Direction,
  readingSalt,
  type SettledItems,
  type SlotItems,
} from '#ledger';
import { settleSlot } from '#settlement';

/** A household in one slot: its key there, the account that takes its allocations, and what its meter shows. */
export interface Member {
  readonly slotKey: Uint8Array;
  readonly pseudonym: string;
  readonly account: string;
  readonly exportWh: number;
  readonly importWh: number;
}

type Allocation = SettledItems['allocations'][number];

/** The allocation rule knows no money: any rates give the same allocations. */
const NO_RATES = {
  retailPriceSen: 0,
  postFitPriceSen: 0,
  wheelingPriceSen: 0,
  deliveryPriceSen: 0,
  deviationPolicy: { name: 'waived' },
} as const;

/** A slot of which all is honest: its commands played by the product's book, its meters settled once by the product's rule. */
export function settledSlot(
  areaId: number,
  slot: number,
  members: readonly Member[],
  commands: Iterable<Command>,
): SlotItems {
  const { journal, trades } = playMarket(commands);
  const [exports, imports] = [readingsOf(members, 'export'), readingsOf(members, 'import')];
  const memberOf = new Map(members.map((member) => [member.pseudonym, member]));
  const allocations = allocate(trades, exports, imports, ({ buyerId, tradeSequence }) => {
    const { slotKey, account } = memberOf.get(buyerId)!;
    const salt = allocationSalt(slotKey, tradeSequence);
    return { salt, claim: claimOf(account, claimSecret(slotKey, tradeSequence)) };
  });
  const settlements = [{ version: 1, exports, imports, allocations }];
  return { areaId, slot, rules: DEFAULT_BOOK_RULES, journal, trades, settlements };
}

/** What a new book makes of commands. */
export function playMarket(
  commands: Iterable<Command>,
  rules: BookRules = DEFAULT_BOOK_RULES,
): { journal: JournalEntry[]; trades: AnchoredTrade[] } {
  const book = new LadderBook(rules);
  const journal: JournalEntry[] = [];
  const trades: AnchoredTrade[] = [];
  for (const command of commands) {
    journal.push({ sequence: book.sequence + 1, command });
    for (const event of book.apply(command)) {
      if (event.type === 'trade') trades.push(tradeOf(book, event));
    }
  }
  return { journal, trades };
}

/** What the rule allocates by both registers, which name the same meters in the same order; each with its buyer's secrets. */
export function allocate(
  trades: readonly AnchoredTrade[],
  exports: readonly AnchoredReading[],
  imports: readonly AnchoredReading[],
  secretsOf: (allocation: Omit<Allocation, 'salt' | 'claim'>) => Pick<Allocation, 'salt' | 'claim'>,
): Allocation[] {
  const readings = exports.map(({ pseudonym, energyWh }, at) => {
    return { participantId: pseudonym, exportWh: energyWh, importWh: imports[at]!.energyWh };
  });
  return settleSlot(trades, readings, NO_RATES).allocations.map((allocation) => {
    const { tradeSequence, buyerId, sellerId, priceSen, tradedWh, allocatedWh } = allocation;
    const fields = { tradeSequence, buyerId, sellerId, priceSen, tradedWh, allocatedWh };
    return { ...fields, ...secretsOf(fields) };
  });
}

function readingsOf(members: readonly Member[], direction: Direction): AnchoredReading[] {
  return members
    .map(({ pseudonym, slotKey, exportWh, importWh }) => ({
      pseudonym,
      energyWh: direction === 'export' ? exportWh : importWh,
      salt: readingSalt(slotKey, direction),
    }))
    .sort((a, b) => (a.pseudonym < b.pseudonym ? -1 : 1));
}

/** A linear congruential generator: `random(n)` is a whole number from 0 to n - 1. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
