import { MerkleSumTree, toHex } from '#merkle';
import { ACCOUNT_BYTES, claimHash } from './claim.js';
import { HmacLanes, LANES } from './hmac-lanes.js';
import {
  allocationSaltLabel,
  claimLabel,
  type Direction,
  PSEUDONYM_BYTES,
  PSEUDONYM_LABEL,
  readingSaltLabel,
  slotLabel,
} from './labels.js';
import {
  type AllocationTerms,
  type AnchoredAllocation,
  type AnchoredReading,
  allocationLeaf,
  type ReadingTerms,
  readingLeaf,
} from './leaves.js';
import { ALLOCATIONS, EXPORTS } from './lists.js';
import { leavesUnordered, type SettledItems, type SettledTrees, type SlotPlace, settledRecordOf } from './trees.js';

const KEY_BYTES = 32;
const CLAIM_BYTES = 32;

/**
 * A settlement with the keys that its leaves are made from, in columns of bytes and numbers: as objects, a ward's takes longer to
 * hand to another thread than to settle. Households are named by their place among the keys.
 */
export interface KeyedSettlement extends SlotPlace {
  readonly version: number;
  /** 32 bytes of household key each: those with a reading first, then who only traded. */
  readonly householdKeys: Uint8Array;
  /** Readings of the first households. */
  readonly exportsWh: Float64Array;
  readonly importsWh: Float64Array;
  /** One entry a trade, in ascending sequence. */
  readonly trades: {
    readonly sequences: Float64Array;
    /** Households. */
    readonly buyers: Uint32Array;
    readonly sellers: Uint32Array;
    readonly pricesSen: Float64Array;
    readonly tradedWh: Float64Array;
    /** 20 bytes each: the accounts that may take what is allocated to the buyers. */
    readonly claimAccounts: Uint8Array;
  };
}

/** What the keys of a settlement give for its slot, in bytes: 16 a pseudonym or a salt, 32 a claim. None of it waits for the rules. */
export interface SlotSecrets {
  readonly pseudonyms: Uint8Array;
  /** Of the readings. */
  readonly exportSalts: Uint8Array;
  readonly importSalts: Uint8Array;
  /** Households with a reading, by pseudonym. */
  readonly metered: Uint32Array;
  /** Of the trades. */
  readonly allocationSalts: Uint8Array;
  readonly claims: Uint8Array;
}

const hmac = new HmacLanes();

/** Derives the secrets of a settlement. @throws IchienError LEAVES_UNORDERED if two households have one pseudonym */
export function slotSecrets(settlement: KeyedSettlement): SlotSecrets {
  const { areaId, slot, householdKeys, exportsWh } = settlement;
  const count = householdKeys.length / KEY_BYTES;
  const [keys, slotKeys] = [viewOf(householdKeys), columnOf(count, KEY_BYTES)];
  const pseudonyms = columnOf(count, PSEUDONYM_BYTES);
  const exportSalts = columnOf(exportsWh.length, PSEUDONYM_BYTES);
  const importSalts = columnOf(exportsWh.length, PSEUDONYM_BYTES);
  const ofSlot = slotLabel(areaId, slot);
  const salts = [
    { label: readingSaltLabel('export'), column: exportSalts },
    { label: readingSaltLabel('import'), column: importSalts },
  ];
  for (let first = 0; first < count; first += LANES) {
    const places = lanesFrom(first, count);
    const write = (column: DataView, length: number, bytes: number) => {
      places.forEach((place, lane) => {
        if (place < length) hmac.write(lane, column, bytes * place, bytes);
      });
    };
    hmac.setKeys(keys, places);
    hmac.hashAll(ofSlot);
    write(slotKeys, count, KEY_BYTES);
    hmac.setKeys(slotKeys, places);
    hmac.hashAll(PSEUDONYM_LABEL);
    write(pseudonyms, count, PSEUDONYM_BYTES);
    if (first >= exportsWh.length) continue;
    for (const { label, column } of salts) {
      hmac.hashAll(label);
      write(column, exportsWh.length, PSEUDONYM_BYTES);
    }
  }
  return {
    pseudonyms: bytesOf(pseudonyms),
    exportSalts: bytesOf(exportSalts),
    importSalts: bytesOf(importSalts),
    metered: byPseudonym(pseudonyms, exportsWh.length),
    ...tradeSecrets(settlement, slotKeys),
  };
}

/** Salts and claims of the trades, from their buyers' slot keys. */
function tradeSecrets(
  { trades: { sequences, buyers, claimAccounts } }: KeyedSettlement,
  slotKeys: DataView,
): Pick<SlotSecrets, 'allocationSalts' | 'claims'> {
  const count = sequences.length;
  const salts = columnOf(count, PSEUDONYM_BYTES);
  const claims = new Uint8Array(count * CLAIM_BYTES);
  const secret = columnOf(1, KEY_BYTES);
  for (let first = 0; first < count; first += LANES) {
    const places = lanesFrom(first, count);
    hmac.setKeys(
      slotKeys,
      places.map((at) => buyers[at]!),
    );
    hmac.hash((lane) => allocationSaltLabel(sequences[places[lane]!]!));
    places.forEach((at, lane) => {
      hmac.write(lane, salts, PSEUDONYM_BYTES * at, PSEUDONYM_BYTES);
    });
    hmac.hash((lane) => claimLabel(sequences[places[lane]!]!));
    places.forEach((at, lane) => {
      hmac.write(lane, secret, 0);
      const account = claimAccounts.subarray(at * ACCOUNT_BYTES, (at + 1) * ACCOUNT_BYTES);
      claims.set(claimHash(account, bytesOf(secret)), at * CLAIM_BYTES);
    });
  }
  return { allocationSalts: bytesOf(salts), claims };
}

/** Four places from `first` on; past the end the last one again, which gives the same. */
function lanesFrom(first: number, count: number): number[] {
  return [first, first + 1, first + 2, first + 3].map((place) => Math.min(place, count - 1));
}

/** A settlement as evidence shows it, once the rules have said how much of each trade was borne out. @param allocatedWh one a trade */
export function keyedItems(settlement: KeyedSettlement, allocatedWh: ArrayLike<number>): SettledItems {
  const secrets = slotSecrets(settlement);
  const readings = (direction: Direction) =>
    Array.from(secrets.metered, (household): AnchoredReading => {
      const { pseudonym, energyWh, salt } = readingAt(settlement, secrets, direction, household);
      return { pseudonym: digits(pseudonym), energyWh, salt: digits(salt) };
    });
  const allocations = Array.from(settlement.trades.sequences, (_, at): AnchoredAllocation => {
    const { buyerId, sellerId, salt, claim, ...terms } = allocationAt(settlement, secrets, allocatedWh, at);
    const hidden = { salt: digits(salt), claim: digits(claim) };
    return { ...terms, buyerId: digits(buyerId), sellerId: digits(sellerId), ...hidden };
  });
  return { version: settlement.version, exports: readings('export'), imports: readings('import'), allocations };
}

/** The trees of a settlement and the record that anchors it. @throws IchienError LEAF_INVALID, LEAVES_UNORDERED */
export function keyedTrees(
  settlement: KeyedSettlement,
  allocatedWh: ArrayLike<number>,
  secrets: SlotSecrets = slotSecrets(settlement),
): SettledTrees {
  const { sequences, tradedWh } = settlement.trades;
  const index = sequences.findIndex((sequence, at) => at > 0 && sequences[at - 1]! >= sequence);
  if (index !== -1) throw leavesUnordered(ALLOCATIONS.title, index, sequences[index - 1]!, sequences[index]!);
  const readings = (direction: Direction) =>
    MerkleSumTree.buildFrom(secrets.metered, (household) =>
      readingLeaf(direction, readingAt(settlement, secrets, direction, household)),
    );
  const trees = {
    exports: readings('export'),
    imports: readings('import'),
    allocations: MerkleSumTree.buildFrom(sequences, (_, at) =>
      allocationLeaf(allocationAt(settlement, secrets, allocatedWh, at)),
    ),
  };
  const { areaId, slot, version } = settlement;
  const total = tradedWh.reduce((sum, energyWh) => sum + energyWh, 0);
  return { ...trees, record: settledRecordOf({ areaId, slot, version, tradedWh: total }, trees) };
}

function readingAt(
  { exportsWh, importsWh }: KeyedSettlement,
  { pseudonyms, exportSalts, importSalts }: SlotSecrets,
  direction: Direction,
  household: number,
): ReadingTerms<Uint8Array> {
  const [energiesWh, salts] = direction === 'export' ? [exportsWh, exportSalts] : [importsWh, importSalts];
  return {
    pseudonym: secretAt(pseudonyms, household),
    energyWh: energiesWh[household]!,
    salt: secretAt(salts, household),
  };
}

function allocationAt(
  { trades }: KeyedSettlement,
  { pseudonyms, allocationSalts, claims }: SlotSecrets,
  allocatedWh: ArrayLike<number>,
  at: number,
): AllocationTerms<Uint8Array> {
  return {
    tradeSequence: trades.sequences[at]!,
    buyerId: secretAt(pseudonyms, trades.buyers[at]!),
    sellerId: secretAt(pseudonyms, trades.sellers[at]!),
    priceSen: trades.pricesSen[at]!,
    tradedWh: trades.tradedWh[at]!,
    allocatedWh: allocatedWh[at]!,
    salt: secretAt(allocationSalts, at),
    claim: claims.subarray(at * CLAIM_BYTES, (at + 1) * CLAIM_BYTES),
  };
}

/** Places 0 to `count - 1` by pseudonym. Most differ in their first 48 bits, which are a number. */
function byPseudonym(view: DataView, count: number): Uint32Array {
  const pseudonyms = bytesOf(view);
  const prefixes = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    prefixes[at] = view.getUint32(at * PSEUDONYM_BYTES) * 2 ** 16 + view.getUint16(at * PSEUDONYM_BYTES + 4);
  }
  const compare = (a: number, b: number) =>
    prefixes[a]! - prefixes[b]! || Buffer.compare(secretAt(pseudonyms, a), secretAt(pseudonyms, b));
  const places = Uint32Array.from(prefixes, (_, at) => at).sort(compare);
  const twice = places.findIndex((place, at) => at > 0 && compare(places[at - 1]!, place) === 0);
  if (twice !== -1) {
    const pseudonym = digits(secretAt(pseudonyms, places[twice]!));
    throw leavesUnordered(EXPORTS.title, twice, pseudonym, pseudonym);
  }
  return places;
}

/** A column of `count` values, in zeros. */
function columnOf(count: number, bytes: number): DataView {
  return new DataView(new ArrayBuffer(count * bytes));
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function bytesOf({ buffer, byteOffset, byteLength }: DataView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function secretAt(secrets: Uint8Array, at: number): Uint8Array {
  return secrets.subarray(at * PSEUDONYM_BYTES, (at + 1) * PSEUDONYM_BYTES);
}

function digits(bytes: Uint8Array): string {
  return toHex(bytes).slice(2);
}
