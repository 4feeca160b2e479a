import {
  Contract,
  getAddress,
  isCallException,
  type JsonRpcApiProvider,
  type Signer,
  Transaction,
  type TransactionRequest,
  toBeHex,
} from 'ethers';
import type { Hex } from '#merkle';
import { SLOT_LEDGER_ABI } from '../chain/abi.js';
import { answered, recordHashesOf, SlotLedgerClient } from '../chain/client.js';
import { nodeUnreachable } from '../chain/error.js';
import { isSenderError, senderError } from './error.js';
import { dearer, feesWithin, marketFees } from './fees.js';
import type { ChainIdentity, LedgerBatch, LedgerReceipt, SenderChain, SignedBatch } from './types.js';

/** Gas given above the estimate, in percent: what is not used is not paid. */
const GAS_MARGIN_PERCENT = 20n;
/** More than 48 records of either phase can need: a node that asks for more is wrong, and its blocks would not take it. */
const MAX_GAS = 15_000_000n;
/** Most that is paid for a unit of gas unless told otherwise. */
export const DEFAULT_FEE_LIMIT_WEI = 500_000_000_000n;

/** The sender's port to the chain, through an ethers provider and a signer that signs without sending (a wallet, a KMS). */
export class EthersSenderChain implements SenderChain {
  private readonly client: SlotLedgerClient;
  private readonly contract: Contract;
  private readonly signer: Signer;

  /**
   * @param operator an account with the operator role, used by this sender alone
   * @param feeLimitWei most that is ever offered for a unit of gas, tip included
   */
  constructor(
    private readonly provider: JsonRpcApiProvider,
    operator: Signer,
    ledgerAddress: string,
    private readonly feeLimitWei: bigint = DEFAULT_FEE_LIMIT_WEI,
  ) {
    this.signer = operator.connect(provider);
    this.client = new SlotLedgerClient(provider, getAddress(ledgerAddress));
    this.contract = new Contract(this.client.address, SLOT_LEDGER_ABI, provider);
  }

  async identity(): Promise<ChainIdentity> {
    const { chainId, address } = await this.client.place();
    const { chainId: signedFor } = await answered(this.provider.getNetwork());
    if (signedFor !== BigInt(chainId)) {
      throw senderError(
        'CHAIN_CHANGED',
        `The node's chain is ${chainId}, transactions are signed for chain ${signedFor}.`,
        'Correct the chain id, or point the node URL to its chain.',
        { chainId, signedFor: Number(signedFor) },
      );
    }
    const genesisHash = await this.blockHash(0);
    if (genesisHash === undefined) throw nodeUnreachable('it has no block 0');
    return { chainId, genesisHash, ledgerAddress: address };
  }

  async hasContract(): Promise<boolean> {
    return this.client.hasContract();
  }

  async blockNumber(): Promise<number> {
    return answered(this.provider.getBlockNumber());
  }

  async blockHash(blockNumber: number): Promise<Hex | undefined> {
    const block = await answered(this.provider.send('eth_getBlockByNumber', [toBeHex(blockNumber), false]));
    return block?.hash;
  }

  async minedNonce(): Promise<number> {
    return answered(this.signer.getNonce('latest'));
  }

  async head(areaId: number): Promise<Hex> {
    return this.client.head(areaId);
  }

  async receipt(hash: Hex): Promise<LedgerReceipt | undefined> {
    const receipt = await answered(this.provider.getTransactionReceipt(hash));
    if (receipt === null) return undefined;
    return {
      minedHash: hash,
      blockNumber: receipt.blockNumber,
      blockHash: receipt.blockHash as Hex,
      gasUsed: Number(receipt.gasUsed),
      succeeded: receipt.status === 1,
      recordHashes: recordHashesOf(receipt.logs, this.client.address),
    };
  }

  async sign(batch: LedgerBatch, nonce: number): Promise<SignedBatch> {
    try {
      const call =
        batch.phase === 'closed'
          ? await this.contract.getFunction('close').populateTransaction(batch.records)
          : await this.contract.getFunction('settle').populateTransaction(batch.settlements);
      const estimate = await this.signer.estimateGas(call);
      const gasLimit = (estimate * (100n + GAS_MARGIN_PERCENT)) / 100n;
      if (gasLimit > MAX_GAS) throw new Error(`its estimate of ${estimate} gas cannot be`);
      const fees = feesWithin(await marketFees(this.provider), this.feeLimitWei);
      const transaction = await this.signer.populateTransaction({ ...call, nonce, gasLimit, ...fees });
      return await this.signed(transaction);
    } catch (error) {
      if (isSenderError(error)) throw error;
      throw this.refusal(error) ?? nodeUnreachable(error);
    }
  }

  async replace(raw: Hex): Promise<SignedBatch | undefined> {
    const before = Transaction.from(raw);
    const fees = dearer(before, await marketFees(this.provider), this.feeLimitWei);
    if (fees === undefined) return undefined;
    const { chainId, nonce, to, data, value, gasLimit } = before;
    return this.signed({ chainId, nonce, to, data, value, gasLimit, ...fees });
  }

  private async signed(transaction: TransactionRequest): Promise<SignedBatch> {
    const raw = (await this.signer.signTransaction(transaction)) as Hex;
    return { raw, hash: hashOf(raw) };
  }

  async broadcast(raw: Hex): Promise<void> {
    try {
      await this.provider.send('eth_sendRawTransaction', [raw]);
    } catch (error) {
      // "already known" and "nonce too low" come for a transaction that is on its way or mined; every node words them
      // differently, so what counts is whether the node has it.
      if ((await answered(this.provider.send('eth_getTransactionByHash', [hashOf(raw)]))) !== null) return;
      throw senderError(
        'BROADCAST_REFUSED',
        `The node does not take the transaction: ${reasonOf(error)}.`,
        "Check the operator account's balance and the node's rules for fees; it is offered again by itself.",
      );
    }
  }

  /** What the contract has against a batch; undefined if the error is of another kind. */
  private refusal(error: unknown): Error | undefined {
    if (!isCallException(error)) return undefined;
    const revert = error.data ? this.contract.interface.parseError(error.data) : null;
    const reason = revert === null ? reasonOf(error) : `${revert.name}(${revert.args.join(', ')})`;
    return senderError(
      'BATCH_REFUSED',
      `SlotLedger would refuse the next batch: ${reason}.`,
      "Check the operator's and the metering agent's roles and the records named; nothing was sent.",
      { reason },
    );
  }
}

function hashOf(raw: Hex): Hex {
  return Transaction.from(raw).hash as Hex;
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
