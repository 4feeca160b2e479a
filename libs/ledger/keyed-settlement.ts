import { claimOf } from './claim.js';
import type { AnchoredAllocation, AnchoredReading } from './leaves.js';
import { allocationSalt, claimSecret, readingSalt } from './pseudonym.js';
import type { SettledRecord } from './records.js';
import { type SettledItems, type SlotPlace, settledTrees } from './trees.js';

/**
 * A settlement with the keys that its leaves are made from. It is written in columns, one entry a reading or a trade: so it goes
 * to another thread in a quarter of the time that as many objects take.
 */
export interface KeyedSettlement extends SlotPlace {
  readonly version: number;
  readonly readings: {
    readonly pseudonyms: readonly string[];
    /** `slotKeyOf`, as 64 hexadecimal digits. */
    readonly slotKeys: readonly string[];
    readonly exportsWh: readonly number[];
    readonly importsWh: readonly number[];
  };
  readonly trades: {
    readonly sequences: readonly number[];
    /** Pseudonyms. */
    readonly buyerIds: readonly string[];
    readonly sellerIds: readonly string[];
    readonly pricesSen: readonly number[];
    readonly tradedWh: readonly number[];
    /** The buyers' slot keys, and the accounts that may take what is allocated to them. */
    readonly buyerKeys: readonly string[];
    readonly claimAccounts: readonly string[];
  };
}

/** Leaves of both registers, salted, by pseudonym. */
export type KeyedReadings = Pick<SettledItems, 'exports' | 'imports'>;

/** The readings of a settlement as they are anchored, in their order. */
export function keyedReadings({ readings }: KeyedSettlement): KeyedReadings {
  const { pseudonyms, slotKeys, exportsWh, importsWh } = readings;
  const places = pseudonyms.map((_, at) => at).sort((a, b) => (pseudonyms[a]! < pseudonyms[b]! ? -1 : 1));
  const exports: AnchoredReading[] = [];
  const imports: AnchoredReading[] = [];
  for (const at of places) {
    const pseudonym = pseudonyms[at]!;
    const slotKey = Buffer.from(slotKeys[at]!, 'hex');
    exports.push({ pseudonym, energyWh: exportsWh[at]!, salt: readingSalt(slotKey, 'export') });
    imports.push({ pseudonym, energyWh: importsWh[at]!, salt: readingSalt(slotKey, 'import') });
  }
  return { exports, imports };
}

/**
 * A settlement as it is anchored, once the rules have said how much of each trade was borne out.
 *
 * @param allocatedWh one a trade
 */
export function keyedItems(
  settlement: KeyedSettlement,
  allocatedWh: readonly number[],
  readings: KeyedReadings = keyedReadings(settlement),
): SettledItems {
  const { sequences, buyerIds, sellerIds, pricesSen, tradedWh, buyerKeys, claimAccounts } = settlement.trades;
  const allocations = sequences.map((tradeSequence, at): AnchoredAllocation => {
    const buyerKey = Buffer.from(buyerKeys[at]!, 'hex');
    return {
      tradeSequence,
      buyerId: buyerIds[at]!,
      sellerId: sellerIds[at]!,
      priceSen: pricesSen[at]!,
      tradedWh: tradedWh[at]!,
      allocatedWh: allocatedWh[at]!,
      salt: allocationSalt(buyerKey, tradeSequence),
      claim: claimOf(claimAccounts[at]!, claimSecret(buyerKey, tradeSequence)),
    };
  });
  return { version: settlement.version, ...readings, allocations };
}

/** The record that anchors a settlement. @throws IchienError LEAF_INVALID, LEAVES_UNORDERED */
export function keyedRecord(
  settlement: KeyedSettlement,
  allocatedWh: readonly number[],
  readings?: KeyedReadings,
): SettledRecord {
  return settledTrees(settlement, keyedItems(settlement, allocatedWh, readings)).record;
}
