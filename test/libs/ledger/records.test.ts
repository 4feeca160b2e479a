import { expect } from 'chai';
import { dataLength } from 'ethers';
import {
  closedRecordPreimage,
  readingsDigest,
  recordHash,
  type SettledRecord,
  settledRecordPreimage,
  ZERO_HASH,
} from '#ledger';
import type { Hex } from '#merkle';
import { codeOf } from '../error-code.js';
import { closedRecord, settledRecord } from './hardhat-ledger.js';

const HEAD = `0x${'11'.repeat(32)}` as Hex;
const OF_SLOT = `0x${'22'.repeat(32)}` as Hex;
const PLACE = { chainId: 31_337, address: `0x${'33'.repeat(20)}` };

describe('records', () => {
  it('keep their format: these hashes are anchored, they must never change', () => {
    expect(recordHash(closedRecordPreimage(closedRecord(990_000), ZERO_HASH))).to.equal(
      '0xb02c41af7860523c12a1d119c5100b9429eb6bb12242048cf24253a2eb50b801',
    );
    expect(recordHash(settledRecordPreimage(settledRecord(990_000), HEAD, OF_SLOT))).to.equal(
      '0xcf3816057e3394fe1c60e7dc25549e1f8b23c8aa75a73013b1550a29a3b4b9f3',
    );
    expect(readingsDigest(PLACE, settledRecord(990_000))).to.equal(
      '0x06ac66cb0fafb4982d3e8888b2b1c0a285c1589933e1f05eb08227d2c4e8e8a0',
    );
  });

  it('have a preimage of one word a field, after the tag and the links', () => {
    expect(dataLength(closedRecordPreimage(closedRecord(1), HEAD))).to.equal(32 * (2 + 7));
    expect(dataLength(settledRecordPreimage(settledRecord(1), HEAD, OF_SLOT))).to.equal(32 * (3 + 12));
  });

  it('hash to something else if any field or link is another', () => {
    const record = settledRecord(1);
    const hashes = Object.entries(record).map(([name, value]) => {
      const other = typeof value === 'number' ? value + 1 : HEAD;
      return recordHash(settledRecordPreimage({ ...record, [name]: other }, HEAD, OF_SLOT));
    });
    hashes.push(recordHash(settledRecordPreimage(record, HEAD, OF_SLOT)));
    hashes.push(recordHash(settledRecordPreimage(record, OF_SLOT, OF_SLOT)));
    hashes.push(recordHash(settledRecordPreimage(record, HEAD, HEAD)));
    expect(new Set(hashes).size).to.equal(12 + 3);
  });

  it('are refused with a field that is too large, negative, not whole or no hash', () => {
    const wrong: Partial<Record<keyof SettledRecord, unknown>>[] = [
      { areaId: 2 ** 32 },
      { version: -1 },
      { exportedWh: 0.5 },
      { exportedWh: 2 ** 53 },
      { slot: Number.NaN },
      { readingsRoot: '0x12' },
      { allocationRoot: undefined },
    ];
    for (const fields of wrong) {
      const record = { ...settledRecord(1), ...fields } as SettledRecord;
      expect(
        codeOf(() => settledRecordPreimage(record, HEAD, OF_SLOT)),
        JSON.stringify(fields),
      ).to.equal('RECORD_INVALID');
    }
    expect(codeOf(() => closedRecordPreimage(closedRecord(1), '0x'))).to.equal('RECORD_INVALID');
    expect(codeOf(() => readingsDigest({ ...PLACE, address: 'nowhere' }, settledRecord(1)))).to.equal('RECORD_INVALID');
  });
});
