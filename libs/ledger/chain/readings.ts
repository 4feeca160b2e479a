import type { Signer } from 'ethers';
import type { Hex } from '#merkle';
import {
  type LedgerPlace,
  READINGS_TYPES,
  type ReadingsStatement,
  readingsDomain,
  readingsStatement,
} from '../records.js';

/** Signs a settled record's readings as the metering agent: good for this ledger, slot and version only. */
export async function signReadings(meteringAgent: Signer, place: LedgerPlace, record: ReadingsStatement): Promise<Hex> {
  const signature = await meteringAgent.signTypedData(readingsDomain(place), READINGS_TYPES, readingsStatement(record));
  return signature as Hex;
}
