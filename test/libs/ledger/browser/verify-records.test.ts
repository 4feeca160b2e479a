import { expect } from 'chai';
import {
  type ClosedRecord,
  closedRecordPreimage,
  recordHash,
  type SettledRecord,
  settledRecordPreimage,
} from '#ledger';
import { type RecordsToVerify, type RecordToVerify, verifyRecords } from '#ledger/browser';
import type { Hex } from '#merkle';
import { rejection } from '../chain/rejection.js';

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`;
const PLACE = { areaId: 13112, slot: 988_000 };
const CLOSED: ClosedRecord = {
  ...PLACE,
  journalRoot: hash('1'),
  journalCount: 4,
  tradeRoot: hash('2'),
  tradeCount: 1,
  tradedWh: 400,
};
const SETTLED: SettledRecord = {
  ...PLACE,
  version: 1,
  readingsRoot: hash('3'),
  exportCount: 1,
  importCount: 1,
  exportedWh: 900,
  importedWh: 300,
  allocationRoot: hash('4'),
  allocationCount: 1,
  tradedWh: 400,
  allocatedWh: 300,
};
const CLOSED_HASH = recordHash(closedRecordPreimage(CLOSED, hash('a')));
const SETTLED_HASH = recordHash(settledRecordPreimage(SETTLED, hash('b'), CLOSED_HASH));
const RECORDS: readonly RecordToVerify[] = [
  { phase: 'closed', record: CLOSED, previousHead: hash('a'), recordHash: CLOSED_HASH },
  { phase: 'settled', record: SETTLED, previousHead: hash('b'), recordHash: SETTLED_HASH },
];

/** Verifies with a chain that keeps `latest`. */
function verify(latest: string, change: Partial<RecordsToVerify> = {}, chainId = '0x539') {
  const node = async () => [chainId, latest];
  return verifyRecords({ ...PLACE, records: RECORDS, node, chainId: 1337, address: hash('c'), ...change });
}

describe('verifyRecords', () => {
  it('says how many of a slot’s records the chain has', async () => {
    expect(await verify(SETTLED_HASH)).to.deep.equal({ outcome: 'anchored', anchored: 2 });
    expect(await verify(SETTLED_HASH.toUpperCase().replace('0X', '0x'))).to.include({ outcome: 'anchored' });
    expect(await verify(CLOSED_HASH)).to.deep.equal({ outcome: 'anchored', anchored: 1 });
    expect(await verify(hash('0'))).to.deep.equal({ outcome: 'nothing' });
  });

  it('finds another record, another chain, and a contract that is not there', async () => {
    expect(await verify(hash('9'))).to.deep.equal({ outcome: 'differs' });
    expect(await verify(SETTLED_HASH, {}, '0x1')).to.deep.equal({ outcome: 'differs' });
    expect(await verify('0x')).to.deep.equal({ outcome: 'differs' });
  });

  it('believes no hash that the server gives: each field of each record counts', async () => {
    for (const [index, shown] of RECORDS.entries()) {
      for (const field of Object.keys(shown.record)) {
        const value = (shown.record as unknown as Record<string, number | Hex>)[field]!;
        const changed = typeof value === 'number' ? value + 1 : hash('8');
        const records = RECORDS.with(index, { ...shown, record: { ...shown.record, [field]: changed } });
        expect(await verify(SETTLED_HASH, { records }), field).to.deep.equal({ outcome: 'hashDiffers', index });
      }
      const moved = RECORDS.with(index, { ...shown, previousHead: hash('7') });
      expect(await verify(SETTLED_HASH, { records: moved })).to.deep.equal({ outcome: 'hashDiffers', index });
    }
  });

  it('records of another slot do not count, however right', async () => {
    expect(await verify(SETTLED_HASH, { slot: PLACE.slot + 1 })).to.deep.equal({ outcome: 'hashDiffers', index: 0 });
    expect(await verify(SETTLED_HASH, { records: RECORDS.slice(1) })).to.include({ outcome: 'hashDiffers' });
  });

  it('a node that answers nonsense is not the chain', async () => {
    const node = async () => [null, 7];
    expect(await rejection(verify('', { node }))).to.equal('NODE_UNREACHABLE');
  });
});
