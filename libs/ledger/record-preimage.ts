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

/** Names and Solidity types of a struct's fields, in their order. @internal */
export type FieldsOf<T> = readonly {
  readonly name: keyof T & string;
  readonly type: 'uint32' | 'uint64' | 'bytes32';
}[];

const CLOSED_FIELDS: FieldsOf<ClosedRecord> = [
  { name: 'areaId', type: 'uint32' },
  { name: 'slot', type: 'uint64' },
  { name: 'journalRoot', type: 'bytes32' },
  { name: 'journalCount', type: 'uint32' },
  { name: 'tradeRoot', type: 'bytes32' },
  { name: 'tradeCount', type: 'uint32' },
  { name: 'tradedWh', type: 'uint64' },
];

/** Fields of what the metering agent signs, in their order. @internal */
export const READINGS_FIELDS: FieldsOf<ReadingsStatement> = [
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

const CLOSED_TAG = toHex(keccak256(new TextEncoder().encode('ichien/closed/v1')));
const SETTLED_TAG = toHex(keccak256(new TextEncoder().encode('ichien/settled/v1')));

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

/** `abi.encode`: every field is static, so each is one word of 32 bytes. */
function preimage<T>(links: readonly Hex[], fields: FieldsOf<T>, record: T): Hex {
  const words = [
    ...links.map((link) => word('link', 'bytes32', link)),
    ...fields.map(({ name, type }) => word(name, type, record[name])),
  ];
  return `0x${words.join('')}`;
}

const WORD_DIGITS = 64;
const MAX_OF = { uint32: 2 ** 32 - 1, uint64: Number.MAX_SAFE_INTEGER } as const;

function word(name: string, type: FieldsOf<unknown>[number]['type'], value: unknown): string {
  if (type === 'bytes32') {
    if (typeof value === 'string' && /^0x[0-9a-fA-F]{64}$/.test(value)) return value.slice(2).toLowerCase();
  } else if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_OF[type]) {
    return (value as number).toString(16).padStart(WORD_DIGITS, '0');
  }
  throw recordInvalid(`its ${name} is ${String(value).slice(0, 80)}`);
}

/** Why a record fits no preimage and no statement. @internal */
export function recordInvalid(why: string): IchienError<RecordErrorCode> {
  return new IchienError<RecordErrorCode>(
    'RECORD_INVALID',
    `The record cannot be encoded: ${why}.`,
    'Give u32 and u64 fields as whole numbers below 2^53 and roots as 32 bytes in hexadecimal.',
  );
}
