import fc from 'fast-check';
import {
  type Grant,
  type ImbalancePrice,
  type LedgerEntry,
  type Posting,
  postingDifference,
  type SettlementReading,
  type SettlementRules,
  type SettlementTrade,
  settleSlot,
} from '#settlement';
import { grants, imbalancePrice, readings, rules, trades } from './arbitrary-slot.js';
import { settleWhByWh } from './settle-wh-by-wh.js';

/** One slot of a small month: its trades and rules stand, everything else arrives. */
export interface MonthSlot {
  readonly trades: readonly SettlementTrade[];
  readonly rules: SettlementRules;
}

/** Something that arrives for a slot: versions of one thing in their order, different things in any order. */
export type Arrival = { readonly slot: number } & (
  | { readonly reading: SettlementReading; readonly version: number }
  | { readonly price: ImbalancePrice; readonly version: number }
  | { readonly grant: Grant }
);

export interface Month {
  readonly slots: readonly MonthSlot[];
  readonly arrivals: readonly Arrival[];
}

/** Two or three slots, with readings, their corrections, prices, revisions and grants, shuffled. */
export const months: fc.Arbitrary<Month> = fc
  .array(
    fc.record({
      trades,
      rules,
      versions: fc.array(readings, { minLength: 1, maxLength: 3 }),
      prices: fc.array(imbalancePrice, { maxLength: 2 }),
      grants,
    }),
    { minLength: 2, maxLength: 3 },
  )
  .chain((drafts) => {
    const arrivals = drafts.flatMap(({ versions, prices, grants }, slot): Arrival[] => [
      ...versions.flatMap((readings, version) => readings.map((reading) => ({ slot, reading, version }))),
      ...prices.flatMap((price, version) => (price === undefined ? [] : [{ slot, price, version }])),
      ...grants.map((grant) => ({ slot, grant })),
    ]);
    const slots = drafts.map(({ trades, rules: { imbalancePrice: _, ...rules } }) => ({ trades, rules }));
    return fc
      .shuffledSubarray(arrivals, { minLength: arrivals.length, maxLength: arrivals.length })
      .map((arrivals) => ({ slots, arrivals }));
  });

/** What stands of a slot when only the newest version of each thing counts. */
interface SlotState {
  readonly readings: Map<string, { reading: SettlementReading; version: number }>;
  price: { price: ImbalancePrice; version: number } | undefined;
  readonly grants: Grant[];
}

function arrive(states: readonly SlotState[], arrival: Arrival): void {
  const state = states[arrival.slot]!;
  if ('grant' in arrival) state.grants.push(arrival.grant);
  else if ('price' in arrival) {
    if (arrival.version >= (state.price?.version ?? 0)) state.price = arrival;
  } else {
    const known = state.readings.get(arrival.reading.participantId);
    if (arrival.version >= (known?.version ?? 0)) state.readings.set(arrival.reading.participantId, arrival);
  }
}

const emptyStates = ({ slots }: Month): SlotState[] =>
  slots.map(() => ({ readings: new Map(), price: undefined, grants: [] }));

function inputOf({ trades, rules }: MonthSlot, { readings, price, grants }: SlotState) {
  const known: SettlementRules = price === undefined ? rules : { ...rules, imbalancePrice: price.price };
  return [trades, [...readings.values()].map(({ reading }) => reading), known, grants] as const;
}

/** The month as the product lives it: after every arrival its slot is settled again and the difference posted. */
export function settleAsItArrives(month: Month): { ledger: LedgerEntry[]; settleAgain: () => Posting[] } {
  const states = emptyStates(month);
  const posted: LedgerEntry[][] = month.slots.map(() => []);
  const differenceOf = (slot: number) =>
    postingDifference(posted[slot]!, settleSlot(...inputOf(month.slots[slot]!, states[slot]!)).postings);
  for (const [postedAtMs, arrival] of month.arrivals.entries()) {
    arrive(states, arrival);
    posted[arrival.slot]!.push(...differenceOf(arrival.slot).map((posting) => ({ ...posting, postedAtMs })));
  }
  for (const slot of month.slots.keys()) {
    posted[slot]!.push(...differenceOf(slot).map((posting) => ({ ...posting, postedAtMs: month.arrivals.length })));
  }
  return { ledger: posted.flat(), settleAgain: () => month.slots.flatMap((_, slot) => differenceOf(slot)) };
}

/** The same month settled once, at its end, Wh by Wh: what each account has on each line. */
export function settleAtTheEnd(month: Month): Map<string, { energyWh: bigint; amountMillisen: bigint }> {
  const states = emptyStates(month);
  for (const arrival of month.arrivals) arrive(states, arrival);
  const balances = new Map<string, { energyWh: bigint; amountMillisen: bigint }>();
  for (const [slot, state] of states.entries()) {
    const { ledger } = settleWhByWh(...inputOf(month.slots[slot]!, state));
    for (const [key, { energyWh, amountMillisen }] of ledger) {
      const [account, line] = key.split(' ');
      const sums = balances.get(`${account} ${line}`) ?? { energyWh: 0n, amountMillisen: 0n };
      sums.energyWh += BigInt(energyWh);
      sums.amountMillisen += amountMillisen;
      balances.set(`${account} ${line}`, sums);
    }
  }
  for (const [key, { energyWh, amountMillisen }] of balances) {
    if (energyWh === 0n && amountMillisen === 0n) balances.delete(key);
  }
  return balances;
}
