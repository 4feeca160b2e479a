import { AbiCoder, id, type TypedDataDomain, TypedDataEncoder } from 'ethers';
import { IchienError } from '#energy';
import { fromHex, type Hex, keccak256, toHex } from '#merkle';

/** Codes raised by this file. */
export type RecordErrorCode = 'RECORD_INVALID';

/** What gate closure anchors: the sealed journal and the trades of one area's slot. */
export interface ClosedRecord {
  readonly areaId: number;
  readonly slot: number;
  readonly journalRoot: Hex;
  readonly journalCount: number;
  readonly tradeRoot: Hex;
  readonly tradeCount: number;
  readonly tradedWh: number;
}

/** What a settlement anchors: readings and allocations of one area's slot. Version 1 first, then one more a correction. */
export interface SettledRecord {
  readonly areaId: number;
  readonly slot: number;
  readonly version: number;
  readonly readingsRoot: Hex;
  readonly exportCount: number;
  readonly importCount: number;
  readonly exportedWh: number;
  readonly importedWh: number;
  readonly allocationRoot: Hex;
  readonly allocationCount: number;
  readonly tradedWh: number;
  readonly allocatedWh: number;
}

/** The part of a settled record that the metering agent signs. */
export type ReadingsStatement = Pick<
  SettledRecord,
  'areaId' | 'slot' | 'version' | 'readingsRoot' | 'exportCount' | 'importCount' | 'exportedWh' | 'importedWh'
>;

/** Where a `SlotLedger` stands. Readings are signed for one place only. */
export interface LedgerPlace {
  readonly chainId: number;
  /** Address of the contract. */
  readonly address: string;
}

/** What stands before the first record. */
export const ZERO_HASH: Hex = `0x${'00'.repeat(32)}`;

type FieldsOf<T> = readonly { readonly name: keyof T & string; readonly type: 'uint32' | 'uint64' | 'bytes32' }[];

const CLOSED_FIELDS: FieldsOf<ClosedRecord> = [
  { name: 'areaId', type: 'uint32' },
  { name: 'slot', type: 'uint64' },
  { name: 'journalRoot', type: 'bytes32' },
  { name: 'journalCount', type: 'uint32' },
  { name: 'tradeRoot', type: 'bytes32' },
  { name: 'tradeCount', type: 'uint32' },
  { name: 'tradedWh', type: 'uint64' },
];

const READINGS_FIELDS: FieldsOf<ReadingsStatement> = [
  { name: 'areaId', type: 'uint32' },
  { name: 'slot', type: 'uint64' },
  { name: 'version', type: 'uint32' },
  { name: 'readingsRoot', type: 'bytes32' },
  { name: 'exportCount', type: 'uint32' },
  { name: 'importCount', type: 'uint32' },
  { name: 'exportedWh', type: 'uint64' },
  { name: 'importedWh', type: 'uint64' },
];

const SETTLED_FIELDS: FieldsOf<SettledRecord> = [
  ...READINGS_FIELDS,
  { name: 'allocationRoot', type: 'bytes32' },
  { name: 'allocationCount', type: 'uint32' },
  { name: 'tradedWh', type: 'uint64' },
  { name: 'allocatedWh', type: 'uint64' },
];

/** EIP-712 types of what the metering agent signs. */
export const READINGS_TYPES = { Readings: READINGS_FIELDS.map((field) => ({ ...field })) };

const CLOSED_TAG = id('ichien/closed/v1') as Hex;
const SETTLED_TAG = id('ichien/settled/v1') as Hex;

/**
 * The bytes whose keccak is a closed record's hash on chain.
 *
 * @param previousHead hash of the area's record before this one, {@link ZERO_HASH} for the first
 * @throws IchienError RECORD_INVALID
 */
export function closedRecordPreimage(record: ClosedRecord, previousHead: Hex): Hex {
  return preimage([CLOSED_TAG, previousHead], CLOSED_FIELDS, record);
}

/**
 * The bytes whose keccak is a settled record's hash on chain.
 *
 * @param previousHead hash of the area's record before this one
 * @param previousOfSlot hash of the slot's record before this one: its closed record, or its last settled version
 * @throws IchienError RECORD_INVALID
 */
export function settledRecordPreimage(record: SettledRecord, previousHead: Hex, previousOfSlot: Hex): Hex {
  return preimage([SETTLED_TAG, previousHead, previousOfSlot], SETTLED_FIELDS, record);
}

/** A record's hash: the keccak of its preimage. @throws IchienError HEX_INVALID */
export function recordHash(recordPreimage: Hex): Hex {
  return toHex(keccak256(fromHex(recordPreimage)));
}

/** EIP-712 domain of the ledger at a place. */
export function readingsDomain(place: LedgerPlace): TypedDataDomain {
  return { name: 'IchienSlotLedger', version: '1', chainId: place.chainId, verifyingContract: place.address };
}

/** The statement alone, as EIP-712 wants it: a settled record's other fields are left out. */
export function readingsStatement(record: ReadingsStatement): ReadingsStatement {
  const { areaId, slot, version, readingsRoot, exportCount, importCount, exportedWh, importedWh } = record;
  return { areaId, slot, version, readingsRoot, exportCount, importCount, exportedWh, importedWh };
}

/** What the metering agent's key signs (EIP-712). @throws IchienError RECORD_INVALID */
export function readingsDigest(place: LedgerPlace, record: ReadingsStatement): Hex {
  return orRecordInvalid(
    () => TypedDataEncoder.hash(readingsDomain(place), READINGS_TYPES, readingsStatement(record)) as Hex,
  );
}

function preimage<T>(words: readonly Hex[], fields: FieldsOf<T>, record: T): Hex {
  const types = [...words.map(() => 'bytes32'), ...fields.map(({ type }) => type)];
  const values = [...words, ...fields.map(({ name }) => record[name])];
  return orRecordInvalid(() => AbiCoder.defaultAbiCoder().encode(types, values) as Hex);
}

/** ethers refuses a field of the wrong type or size; its message names the value. */
function orRecordInvalid<T>(encode: () => T): T {
  try {
    return encode();
  } catch (cause) {
    throw new IchienError<RecordErrorCode>(
      'RECORD_INVALID',
      `The record cannot be encoded: ${(cause as Error).message}.`,
      'Give u32 and u64 fields as whole numbers below 2^53 and roots as 32 bytes in hexadecimal.',
    );
  }
}
