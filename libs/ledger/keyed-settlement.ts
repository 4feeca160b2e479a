import { MerkleSumTree, toHex } from '#merkle';
import { ACCOUNT_BYTES, claimHash } from './claim.js';
import { HmacSha256 } from './hmac.js';
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

/** What the keys of a settlement give for its slot, in bytes; 16 a pseudonym or a salt. */
export interface SlotSecrets {
  readonly slotKeys: Uint8Array;
  readonly pseudonyms: Uint8Array;
  /** Of the readings. */
  readonly exportSalts: Uint8Array;
  readonly importSalts: Uint8Array;
  /** Households with a reading, by pseudonym. */
  readonly metered: Uint32Array;
}

const hmac = new HmacSha256();

/** Derives what does not wait for the rules. @throws IchienError LEAVES_UNORDERED if two households have one pseudonym */
export function slotSecrets({ areaId, slot, householdKeys, exportsWh }: KeyedSettlement): SlotSecrets {
  const count = householdKeys.length / KEY_BYTES;
  const slotKeys = new Uint8Array(count * KEY_BYTES);
  const pseudonyms = new Uint8Array(count * PSEUDONYM_BYTES);
  const exportSalts = new Uint8Array(exportsWh.length * PSEUDONYM_BYTES);
  const importSalts = new Uint8Array(exportsWh.length * PSEUDONYM_BYTES);
  const [keyView, pseudonymView, exportView, importView] = [slotKeys, pseudonyms, exportSalts, importSalts].map(
    ({ buffer }) => new DataView(buffer),
  ) as [DataView, DataView, DataView, DataView];
  const ofSlot = slotLabel(areaId, slot);
  const ofExport = readingSaltLabel('export');
  const ofImport = readingSaltLabel('import');
  for (let at = 0; at < count; at++) {
    hmac.setKey(keyAt(householdKeys, at)).write(ofSlot, keyView, at * KEY_BYTES);
    hmac.setKey(keyAt(slotKeys, at)).write(PSEUDONYM_LABEL, pseudonymView, at * PSEUDONYM_BYTES, PSEUDONYM_BYTES);
    if (at >= exportsWh.length) continue;
    hmac.write(ofExport, exportView, at * PSEUDONYM_BYTES, PSEUDONYM_BYTES);
    hmac.write(ofImport, importView, at * PSEUDONYM_BYTES, PSEUDONYM_BYTES);
  }
  return { slotKeys, pseudonyms, exportSalts, importSalts, metered: byPseudonym(pseudonyms, exportsWh.length) };
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

// One salt and one secret at a time: whoever asks for the next has done with the one before.
const salt = new Uint8Array(PSEUDONYM_BYTES);
const saltView = new DataView(salt.buffer);
const claimSecret = new Uint8Array(KEY_BYTES);
const claimSecretView = new DataView(claimSecret.buffer);

function allocationAt(
  { trades }: KeyedSettlement,
  { slotKeys, pseudonyms }: SlotSecrets,
  allocatedWh: ArrayLike<number>,
  at: number,
): AllocationTerms<Uint8Array> {
  const tradeSequence = trades.sequences[at]!;
  const buyer = trades.buyers[at]!;
  hmac.setKey(keyAt(slotKeys, buyer)).write(allocationSaltLabel(tradeSequence), saltView, 0, PSEUDONYM_BYTES);
  hmac.write(claimLabel(tradeSequence), claimSecretView, 0);
  const account = trades.claimAccounts.subarray(at * ACCOUNT_BYTES, (at + 1) * ACCOUNT_BYTES);
  return {
    tradeSequence,
    buyerId: secretAt(pseudonyms, buyer),
    sellerId: secretAt(pseudonyms, trades.sellers[at]!),
    priceSen: trades.pricesSen[at]!,
    tradedWh: trades.tradedWh[at]!,
    allocatedWh: allocatedWh[at]!,
    salt,
    claim: claimHash(account, claimSecret),
  };
}

/** Places 0 to `count - 1` by pseudonym. Most differ in their first 48 bits, which are a number. */
function byPseudonym(pseudonyms: Uint8Array, count: number): Uint32Array {
  const view = new DataView(pseudonyms.buffer);
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

function keyAt(keys: Uint8Array, at: number): Uint8Array {
  return keys.subarray(at * KEY_BYTES, (at + 1) * KEY_BYTES);
}

function secretAt(secrets: Uint8Array, at: number): Uint8Array {
  return secrets.subarray(at * PSEUDONYM_BYTES, (at + 1) * PSEUDONYM_BYTES);
}

function digits(bytes: Uint8Array): string {
  return toHex(bytes).slice(2);
}
