import {
  Contract,
  type ContractTransactionReceipt,
  Interface,
  isCallException,
  type JsonRpcApiProvider,
  type Log,
  type LogDescription,
  type Signer,
} from 'ethers';
import { IchienError } from '#energy';
import type { Hex } from '#merkle';
import type { AllocationToTake } from '../take-allocation.js';
import type { SlotPlace } from '../trees.js';
import { SLOT_LEDGER_ABI } from './abi.js';
import { KWH_CERTIFICATE_ABI } from './certificate-abi.js';
import { answered } from './client.js';
import { type ChainErrorCode, nodeUnreachable } from './error.js';

/** A transaction that was mined. */
export interface MinedChange {
  readonly transactionHash: Hex;
  readonly blockNumber: number;
  readonly gasUsed: number;
}

/** One thing that happened to certificates, from the contract's log. Minting shows as `taken`, burning as `retired`. */
export type CertificateChange = { readonly areaId: number; readonly slot: number; readonly wh: number } & (
  | {
      readonly type: 'taken';
      readonly tradeSequence: number;
      /** The account that the allocation's claim commits to. */
      readonly holder: string;
      readonly to: string;
      readonly recordHash: Hex;
    }
  | { readonly type: 'transferred'; readonly from: string; readonly to: string }
  | { readonly type: 'retired'; readonly holder: string; readonly beneficiary: string }
);

/** Most allocations taken in one transaction. */
export const MAX_TAKEN_AT_ONCE = 48;

/** Blocks asked for at once: nodes bound the range of a log query. */
const BLOCKS_PER_QUERY = 10_000;
const NOBODY = `0x${'00'.repeat(20)}`;
const kwhCertificate = new Interface(KWH_CERTIFICATE_ABI);
const TOPICS = ['Taken', 'Retired', 'TransferSingle', 'TransferBatch'].map(
  (name) => kwhCertificate.getEvent(name)!.topicHash,
);

/**
 * Takes, transfers, retires and reads certificates (`contracts/IKwhCertificate.sol`) through any EVM node.
 *
 * Every method throws IchienError NODE_UNREACHABLE if the node does not answer, and those that send a transaction
 * CERTIFICATE_REFUSED, with the contract's own error as `reason`, if the contract refuses it. They answer when it is mined.
 *
 * @example
 * const certificates = await KwhCertificateClient.ofLedger(provider, slotLedgerAddress);
 * await certificates.take(household, [proveAllocation(place, items, settled, 14, secret)], household.address);
 * await certificates.retire(household, place, 400, '第三小学校');
 */
export class KwhCertificateClient {
  private readonly contract: Contract;

  constructor(
    private readonly provider: JsonRpcApiProvider,
    readonly address: string,
  ) {
    this.contract = new Contract(address, kwhCertificate, provider);
  }

  /** The certificates of a `SlotLedger`. */
  static async ofLedger(provider: JsonRpcApiProvider, ledgerAddress: string): Promise<KwhCertificateClient> {
    const ledger = new Contract(ledgerAddress, SLOT_LEDGER_ABI, provider);
    return new KwhCertificateClient(provider, await answered(ledger.getFunction('CERTIFICATE')()));
  }

  /**
   * Takes allocations, all or none, each once. `holder` is the account that their claims commit to.
   *
   * @param allocations 1 to {@link MAX_TAKEN_AT_ONCE}
   * @throws IchienError RANGE_INVALID
   */
  async take(holder: Signer, allocations: readonly AllocationToTake[], to: string): Promise<MinedChange> {
    if (allocations.length === 0 || allocations.length > MAX_TAKEN_AT_ONCE) {
      throw new IchienError<ChainErrorCode>(
        'RANGE_INVALID',
        `${allocations.length} allocations cannot be taken at once.`,
        `Take 1 to ${MAX_TAKEN_AT_ONCE}.`,
      );
    }
    if (allocations.length === 1) return this.send(holder, 'take', [allocations[0], to]);
    const calls = allocations.map((allocation) => kwhCertificate.encodeFunctionData('take', [allocation, to]));
    return this.send(holder, 'multicall', [calls]);
  }

  /** Hands certificates of a slot on. */
  async transfer(holder: Signer, to: string, place: SlotPlace, wh: number): Promise<MinedChange> {
    return this.send(holder, 'safeTransferFrom', [await holder.getAddress(), to, certificateId(place), wh, '0x']);
  }

  /** Retires certificates of a slot for a beneficiary, finally. The name (at most 256 bytes) is public for ever. */
  async retire(holder: Signer, place: SlotPlace, wh: number, beneficiary: string): Promise<MinedChange> {
    return this.send(holder, 'retire', [await holder.getAddress(), certificateId(place), wh, beneficiary]);
  }

  /** What an account holds of a slot. */
  async balanceWh(account: string, place: SlotPlace): Promise<number> {
    return Number(await answered(this.contract.getFunction('balanceOf')(account, certificateId(place))));
  }

  /** What was ever minted of a slot, retired or not. */
  async mintedWh({ areaId, slot }: SlotPlace): Promise<number> {
    return Number(await answered(this.contract.getFunction('mintedWh')(areaId, slot)));
  }

  /** What was retired of a slot. */
  async retiredWh({ areaId, slot }: SlotPlace): Promise<number> {
    return Number(await answered(this.contract.getFunction('retiredWh')(areaId, slot)));
  }

  /** True if the trade's allocation was taken. */
  async isTaken({ areaId, slot }: SlotPlace, tradeSequence: number): Promise<boolean> {
    return answered(this.contract.getFunction('isTaken')(areaId, slot, tradeSequence));
  }

  /**
   * All that happened to certificates, in order: every balance and total follows from it.
   *
   * @param fromBlock the ledger's own block, or later
   * @param toBlock inclusive; default: the newest block
   */
  async changes(fromBlock: number, toBlock?: number): Promise<CertificateChange[]> {
    const lastBlock = toBlock ?? (await answered(this.provider.getBlockNumber()));
    const changes: CertificateChange[] = [];
    for (let first = fromBlock; first <= lastBlock; first += BLOCKS_PER_QUERY) {
      const range = { fromBlock: first, toBlock: Math.min(first + BLOCKS_PER_QUERY - 1, lastBlock) };
      const logs = await answered(this.provider.getLogs({ address: this.address, topics: [TOPICS], ...range }));
      changes.push(...logs.flatMap(changesOf));
    }
    return changes;
  }

  private async send(signer: Signer, method: string, args: unknown[]): Promise<MinedChange> {
    const contract = this.contract.connect(signer) as Contract;
    try {
      const transaction = await contract.getFunction(method)(...args);
      const receipt: ContractTransactionReceipt = await transaction.wait();
      const { hash, blockNumber, gasUsed } = receipt;
      return { transactionHash: hash as Hex, blockNumber, gasUsed: Number(gasUsed) };
    } catch (cause) {
      if (!isCallException(cause)) throw nodeUnreachable(cause);
      const refusal = kwhCertificate.parseError(cause.data ?? '0x');
      const reason = refusal?.name ?? 'unknown';
      throw new IchienError<ChainErrorCode>(
        'CERTIFICATE_REFUSED',
        `The contract refuses to ${method}: ${reason}(${refusal?.args.join(', ') ?? ''}).`,
        'Its errors are explained in contracts/IKwhCertificate.sol.',
        { reason },
      );
    }
  }
}

/** The id of a slot's certificates: `areaId << 64 | slot`. */
export function certificateId({ areaId, slot }: SlotPlace): bigint {
  return (BigInt(areaId) << 64n) | BigInt(slot);
}

function changesOf(log: Log): CertificateChange[] {
  const { name, args } = kwhCertificate.parseLog(log) as LogDescription;
  if (name === 'Taken') {
    const { id, tradeSequence, holder, to, wh, recordHash } = args;
    return [{ type: 'taken', ...amountOf(id, wh), tradeSequence: Number(tradeSequence), holder, to, recordHash }];
  }
  if (name === 'Retired') {
    const { id, holder, wh, beneficiary } = args;
    return [{ type: 'retired', ...amountOf(id, wh), holder, beneficiary }];
  }
  const { from, to } = args;
  // Minting and burning are told by `Taken` and `Retired`.
  if (from === NOBODY || to === NOBODY) return [];
  const [ids, values] = name === 'TransferSingle' ? [[args[3]], [args[4]]] : [[...args[3]], [...args[4]]];
  return ids.map((id, at) => ({ type: 'transferred', ...amountOf(id, values[at]), from, to }));
}

function amountOf(id: bigint, wh: bigint): { areaId: number; slot: number; wh: number } {
  return { areaId: Number(id >> 64n), slot: Number(id & (2n ** 64n - 1n)), wh: Number(wh) };
}
