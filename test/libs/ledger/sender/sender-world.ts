import { EthersSenderChain, type OutboxRecord, OutboxSender, type SenderChain } from '#ledger';
import { closedRecord, countersign, deployOnHardhat, type HardhatLedger, settledRecord } from '../hardhat-ledger.js';
import { MemoryOutboxStore } from './memory-store.js';

/** The slot of a test's first record. */
export const SLOT = 990_000;

/** A ledger that each test finds as new, an empty outbox, and what a sender needs to lead the one into the other. */
export interface SenderWorld {
  readonly ledger: HardhatLedger;
  readonly chain: EthersSenderChain;
  store: MemoryOutboxStore;
  /** A sender of the outbox, as if it had just started. */
  sender(confirmations?: number, port?: SenderChain): OutboxSender;
  closed(recordId: number, slot: number, areaId?: number): OutboxRecord;
  settled(recordId: number, slot: number, version?: number, areaId?: number): Promise<OutboxRecord>;
  /** The records that stand on chain. */
  anchored(areaId?: number): ReturnType<HardhatLedger['client']['records']>;
}

/** Declares the hooks that make the world of the suite it is called in. */
export function senderWorld(): SenderWorld {
  let ledger: HardhatLedger;
  let snapshot: unknown;
  let chain: EthersSenderChain;

  before(async () => {
    ledger = await deployOnHardhat();
    await ledger.rpc('hardhat_mine', '0x5');
  });

  beforeEach(async () => {
    snapshot = await ledger.rpc('evm_snapshot');
    world.store = new MemoryOutboxStore();
    chain = new EthersSenderChain(ledger.provider, ledger.operator, ledger.place.address);
  });

  afterEach(async () => {
    await ledger.rpc('evm_setAutomine', true);
    await ledger.rpc('evm_revert', snapshot);
  });

  after(() => ledger.close());

  const world: SenderWorld = {
    get ledger() {
      return ledger;
    },
    get chain() {
      return chain;
    },
    store: new MemoryOutboxStore(),
    sender: (confirmations = 1, port = chain) => new OutboxSender(world.store, port, { confirmations }),
    closed: (recordId, slot, areaId = 1) => ({ id: recordId, phase: 'closed', record: closedRecord(slot, areaId) }),
    settled: async (recordId, slot, version = 1, areaId = 1) => {
      const record = settledRecord(slot, version, areaId);
      return { id: recordId, phase: 'settled', record, meteringSignature: await countersign(ledger, record) };
    },
    anchored: (areaId = 1) => ledger.client.records({ areaId, fromSlot: SLOT, toSlot: SLOT + 1_000 }),
  };
  return world;
}
