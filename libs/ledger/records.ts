import { type TypedDataDomain, TypedDataEncoder } from 'ethers';
import type { Hex } from '#merkle';
import { type LedgerPlace, READINGS_FIELDS, type ReadingsStatement, recordInvalid } from './record-preimage.js';

export {
  type ClosedRecord,
  closedRecordPreimage,
  type LedgerPlace,
  type ReadingsStatement,
  type RecordErrorCode,
  recordHash,
  type SettledRecord,
  settledRecordPreimage,
  ZERO_HASH,
} from './record-preimage.js';

/** EIP-712 types of what the metering agent signs. */
export const READINGS_TYPES = { Readings: READINGS_FIELDS.map((field) => ({ ...field })) };

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
  try {
    return TypedDataEncoder.hash(readingsDomain(place), READINGS_TYPES, readingsStatement(record)) as Hex;
  } catch (cause) {
    throw recordInvalid((cause as Error).message);
  }
}
