import { BrowserProvider, id, Wallet } from 'ethers';
import { network } from 'hardhat';
import {
  type ClosedRecord,
  deploySlotLedger,
  type LedgerPlace,
  type SettledRecord,
  SlotLedgerClient,
  signReadings,
} from '#ledger';
import type { Hex } from '#merkle';

/** A `SlotLedger` on Hardhat's in-process network, with funded accounts that are the same on every run. */
export interface HardhatLedger {
  readonly provider: BrowserProvider;
  readonly admin: Wallet;
  readonly operator: Wallet;
  readonly meteringAgent: Wallet;
  readonly client: SlotLedgerClient;
  readonly place: LedgerPlace;
  /** Sends a JSON-RPC request, such as Hardhat's own to control mining. */
  rpc(method: string, ...params: unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

export async function deployOnHardhat(): Promise<HardhatLedger> {
  const connection = await network.create();
  const provider = new BrowserProvider(connection.provider, undefined, { cacheTimeout: -1 });
  provider.pollingInterval = 5;
  const [admin, operator, meteringAgent] = ['admin', 'operator', 'metering agent'].map(
    (name) => new Wallet(id(`ichien test ${name}`), provider),
  ) as [Wallet, Wallet, Wallet];
  for (const { address } of [admin, operator]) {
    await provider.send('hardhat_setBalance', [address, `0x${(10n ** 20n).toString(16)}`]);
  }
  const address = await deploySlotLedger(admin, {
    admin: admin.address,
    takingDelaySeconds: 0,
    operators: [operator.address],
    meteringAgents: [meteringAgent.address],
  });
  const client = new SlotLedgerClient(provider, address);
  return {
    provider,
    admin,
    operator,
    meteringAgent,
    client,
    place: await client.place(),
    rpc: (method, ...params) => provider.send(method, params),
    async close() {
      provider.destroy();
      await connection.close();
    },
  };
}

/** A closed record whose roots differ from slot to slot. */
export function closedRecord(slot: number, areaId = 1): ClosedRecord {
  return {
    areaId,
    slot,
    journalRoot: id(`journal ${areaId} ${slot}`) as Hex,
    journalCount: 412,
    tradeRoot: id(`trades ${areaId} ${slot}`) as Hex,
    tradeCount: 87,
    tradedWh: 31_415,
  };
}

/** A settled record of {@link closedRecord}. */
export function settledRecord(slot: number, version = 1, areaId = 1): SettledRecord {
  return {
    areaId,
    slot,
    version,
    readingsRoot: id(`readings ${areaId} ${slot} ${version}`) as Hex,
    exportCount: 200,
    importCount: 300,
    exportedWh: 40_000 + version,
    importedWh: 52_000,
    allocationRoot: id(`allocations ${areaId} ${slot} ${version}`) as Hex,
    allocationCount: 87,
    tradedWh: 31_415,
    allocatedWh: 30_000 + version,
  };
}

/** The metering agent's signature of a record on this ledger. */
export function countersign(ledger: HardhatLedger, record: SettledRecord): Promise<Hex> {
  return signReadings(ledger.meteringAgent, ledger.place, record);
}
