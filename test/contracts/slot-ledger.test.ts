import { expect } from 'chai';
import { Contract, verifyTypedData } from 'ethers';
import fc from 'fast-check';
import { artifacts } from 'hardhat';
import {
  type ClosedRecord,
  closedRecordPreimage,
  READINGS_TYPES,
  readingsDigest,
  readingsDomain,
  readingsStatement,
  recordHash,
  type SettledRecord,
  settledRecordPreimage,
} from '#ledger';
import type { Hex } from '#merkle';
import { countersign, deployOnHardhat, type HardhatLedger } from '../libs/ledger/hardhat-ledger.js';

const uint32 = fc.oneof(fc.nat(100), fc.constant(2 ** 32 - 1));
const uint53 = fc.oneof(fc.nat(100_000), fc.maxSafeNat(), fc.constant(Number.MAX_SAFE_INTEGER));
const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}` as Hex);

const closedRecords: fc.Arbitrary<ClosedRecord> = fc.record({
  areaId: fc.nat(3),
  slot: uint53,
  journalRoot: hash,
  journalCount: uint32,
  tradeRoot: hash,
  tradeCount: uint32,
  tradedWh: uint53,
});

/** Any settlement of a closed record that the bounds allow. */
function settledRecords({ areaId, slot, tradedWh }: ClosedRecord): fc.Arbitrary<SettledRecord> {
  const others = fc.record({
    readingsRoot: hash,
    exportCount: uint32,
    importCount: uint32,
    exportedWh: uint53,
    importedWh: uint53,
    allocationRoot: hash,
    allocationCount: uint32,
  });
  return others.map((record) => ({
    areaId,
    slot,
    version: 1,
    tradedWh,
    allocatedWh: Math.min(tradedWh, record.exportedWh, record.importedWh),
    ...record,
  }));
}

describe('SlotLedger.sol and libs/ledger', () => {
  let ledger: HardhatLedger;
  let contract: Contract;

  before(async () => {
    ledger = await deployOnHardhat();
    const { abi } = await artifacts.readArtifact('SlotLedger');
    contract = new Contract(ledger.place.address, abi, ledger.operator);
  });

  after(() => ledger.close());

  it('hash every record alike, and read back what was written', async () => {
    const slots = closedRecords.chain((closed) => fc.tuple(fc.constant(closed), settledRecords(closed)));
    await fc.assert(
      fc.asyncProperty(slots, async ([closed, settled]) => {
        const snapshot = await ledger.rpc('evm_snapshot');
        const { areaId, slot } = closed;
        const closedPreimage = closedRecordPreimage(closed, await ledger.client.head(areaId));
        const closedHash = recordHash(closedPreimage);
        await contract.getFunction('close')([closed]);
        expect(await ledger.client.latest(areaId, slot)).to.equal(closedHash);

        const meteringSignature = await countersign(ledger, settled);
        await contract.getFunction('settle')([{ record: settled, meteringSignature, prior: closedPreimage }]);
        const settledHash = recordHash(settledRecordPreimage(settled, closedHash, closedHash));
        expect(await ledger.client.latest(areaId, slot)).to.equal(settledHash);
        expect(await ledger.client.head(areaId)).to.equal(settledHash);
        await ledger.rpc('evm_revert', snapshot);
      }),
      { seed: 9, numRuns: 25 },
    );
  });

  it('make the same digest of the readings, and the same signer of the signature', async () => {
    await fc.assert(
      fc.asyncProperty(closedRecords.chain(settledRecords), async (record) => {
        const digest = await contract.getFunction('readingsDigest')(record);
        expect(digest).to.equal(readingsDigest(ledger.place, record));

        const signature = await countersign(ledger, record);
        const domain = readingsDomain(ledger.place);
        const signer = verifyTypedData(domain, READINGS_TYPES, readingsStatement(record), signature);
        expect(signer).to.equal(ledger.meteringAgent.address);
      }),
      { seed: 9, numRuns: 25 },
    );
  });
});
