import { expect } from 'chai';
import { Contract, type JsonRpcApiProvider } from 'ethers';
import { SLOT_LEDGER_ABI, SlotLedgerClient, ZERO_HASH } from '#ledger';
import { closedRecord, deployOnHardhat, type HardhatLedger } from '../hardhat-ledger.js';
import { rejection } from './rejection.js';

const SLOT = 990_000;

describe('SlotLedgerClient', () => {
  let ledger: HardhatLedger;
  let contract: Contract;

  before(async () => {
    ledger = await deployOnHardhat();
    contract = new Contract(ledger.place.address, SLOT_LEDGER_ABI, ledger.operator);
    for (let n = 0; n < 4; n++)
      await contract.getFunction('close')([closedRecord(SLOT + n), closedRecord(SLOT + n, 2)]);
  });

  after(() => ledger.close());

  const slotsOf = async (query: Partial<Parameters<SlotLedgerClient['records']>[0]> = {}) => {
    const records = await ledger.client.records({ areaId: 1, fromSlot: SLOT, toSlot: SLOT + 3, ...query });
    return records.map(({ record }) => record.slot - SLOT);
  };

  it('knows its place and whether a contract stands there', async () => {
    expect(ledger.place).to.deep.equal({ chainId: 31_337, address: ledger.client.address });
    expect(await ledger.client.hasContract()).to.equal(true);
    expect(await new SlotLedgerClient(ledger.provider, ledger.admin.address).hasContract()).to.equal(false);
  });

  it('reads an area in the order of anchoring, with block and transaction', async () => {
    const [first, second] = await ledger.client.records({ areaId: 1, fromSlot: SLOT, toSlot: SLOT + 1 });
    expect(first).to.include({ phase: 'closed', previousHead: ZERO_HASH });
    expect(second!.previousHead).to.equal(first!.recordHash);
    const receipt = await ledger.provider.getTransactionReceipt(first!.transactionHash);
    expect(first).to.include({ blockNumber: receipt!.blockNumber, blockHash: receipt!.blockHash });
    expect(first!.record).to.deep.equal(closedRecord(SLOT));
  });

  it('reads the slots and blocks asked for and no other', async () => {
    expect(await slotsOf()).to.deep.equal([0, 1, 2, 3]);
    expect(await slotsOf({ fromSlot: SLOT + 1, toSlot: SLOT + 2 })).to.deep.equal([1, 2]);
    expect(await slotsOf({ areaId: 3 })).to.deep.equal([]);
    const { blockNumber } = (await ledger.client.records({ areaId: 1, fromSlot: SLOT, toSlot: SLOT + 3 }))[2]!;
    expect(await slotsOf({ fromBlock: blockNumber })).to.deep.equal([2, 3]);
    expect(await slotsOf({ toBlock: blockNumber - 1 })).to.deep.equal([0, 1]);
  });

  it('asks a node for no more than 10,000 blocks at once, and for every block once', async () => {
    const ranges: [number, number][] = [];
    const provider = {
      getBlockNumber: async () => 25_000,
      getLogs: async ({ fromBlock, toBlock }: { fromBlock: number; toBlock: number }) => {
        ranges.push([fromBlock, toBlock]);
        return [];
      },
    } as unknown as JsonRpcApiProvider;
    await new SlotLedgerClient(provider, ledger.place.address).records({
      areaId: 1,
      fromSlot: 1,
      toSlot: 2,
      fromBlock: 5,
    });
    expect(ranges).to.deep.equal([
      [5, 10_004],
      [10_005, 20_004],
      [20_005, 25_000],
    ]);
  });

  it('refuses ranges turned around or too long', async () => {
    const read = (fromSlot: number, toSlot: number) =>
      rejection(ledger.client.records({ areaId: 1, fromSlot, toSlot }));
    expect(await read(SLOT, SLOT - 1)).to.equal('RANGE_INVALID');
    expect(await read(SLOT, SLOT + 366 * 48 - 1)).to.equal('none');
    expect(await read(SLOT, SLOT + 366 * 48)).to.equal('RANGE_INVALID');
    expect(await read(-1, SLOT)).to.equal('SLOT_INVALID');
  });

  it('refuses a record on chain that its numbers cannot hold', async () => {
    await contract.getFunction('close')([{ ...closedRecord(SLOT + 9), tradedWh: 2n ** 53n }]);
    const read = ledger.client.records({ areaId: 1, fromSlot: SLOT + 9, toSlot: SLOT + 9 });
    expect(await rejection(read)).to.equal('LOG_INVALID');
  });

  it('says so when the node does not answer', async () => {
    const provider = { send: () => Promise.reject(new Error('socket hang up')) } as unknown as JsonRpcApiProvider;
    expect(await rejection(new SlotLedgerClient(provider, ledger.place.address).place())).to.equal('NODE_UNREACHABLE');
  });
});
