import type { Hex } from '#merkle';
import { isSenderError, senderError } from './error.js';
import { linkBatch } from './link-batch.js';
import { selectBatch } from './select-batch.js';
import type {
  ChainIdentity,
  Inclusion,
  LedgerReceipt,
  OutboxStore,
  OutboxTransaction,
  SenderChain,
  SenderProblem,
  SenderStatus,
} from './types.js';

/** How careful the sender is. */
export interface SenderOptions {
  /** Blocks a transaction must be deep, its own included, to be confirmed: 1 believes every block. */
  readonly confirmations: number;
}

/** Most records of one transaction; the contract takes no more. */
export const MAX_BATCH_RECORDS = 48;

/** Records looked at to fill a batch. */
const PENDING_WINDOW = 4 * MAX_BATCH_RECORDS;
/** Transactions sent in one call of `advance`. */
const MAX_SENT_PER_ADVANCE = 16;
/** A transaction that no block takes is offered again after this long, then after twice as long, up to the longest. */
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 300_000;
/** Offers after which a transaction that no block takes is reported. */
const OFFERS_BEFORE_REPORT = 8;

/** How often something was tried, and when to try again. */
interface Attempts {
  readonly count: number;
  readonly nextAtMs: number;
}

/**
 * Anchors the records of an outbox, each once, in order. A plain state machine: {@link advance} does what can be done now
 * and returns; all that must outlive the process is in the store.
 *
 * Why nothing is doubled: a transaction is saved, signed bytes and nonce, before it is broadcast; only those bytes are ever
 * broadcast again, and a nonce is used once by the chain. The next transaction is made when the one before stands in a
 * block, and only if the contract's heads are the ones the store expects.
 */
export class OutboxSender {
  private readonly offers = new Map<Hex, Attempts>();
  private failures = 0;
  private problem: SenderProblem | undefined;
  private running: Promise<SenderStatus> | undefined;

  constructor(
    private readonly store: OutboxStore,
    private readonly chain: SenderChain,
    private readonly options: SenderOptions,
  ) {}

  /**
   * Follows what was sent, then sends what waits. Returns early, with the same problem, until its `retryAtMs`.
   * A call while another runs joins it.
   *
   * @param nowMs the time, for back-off only
   */
  advance(nowMs: number): Promise<SenderStatus> {
    this.running ??= this.advanceOnce(nowMs).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /**
   * Puts the records of reverted transactions back into the outbox: for a person to call, once the cause is removed.
   *
   * @returns how many transactions were released
   */
  async releaseReverted(): Promise<number> {
    const newest = await this.chain.blockNumber();
    let released = 0;
    for (const { hash } of await this.store.unconfirmed()) {
      const receipt = await this.chain.receipt(hash);
      if (receipt === undefined || receipt.succeeded || !this.isDeep(receipt, newest)) continue;
      await this.store.release(hash);
      released++;
    }
    this.problem = undefined;
    return released;
  }

  private async advanceOnce(nowMs: number): Promise<SenderStatus> {
    if (this.problem === undefined || nowMs >= this.problem.retryAtMs) {
      try {
        await this.followAndSend(nowMs);
        this.problem = undefined;
        this.failures = 0;
      } catch (error) {
        if (!isSenderError(error)) throw error;
        this.problem = { code: error.code, message: error.message, retryAtMs: nowMs + retryDelayMs(this.failures++) };
      }
    }
    const counts = await this.store.counts();
    return this.problem === undefined ? counts : { ...counts, stuck: this.problem };
  }

  private async followAndSend(nowMs: number): Promise<void> {
    await this.checkChain();
    let allMined = await this.follow(nowMs);
    for (let sent = 0; allMined && sent < MAX_SENT_PER_ADVANCE; sent++) {
      if (!(await this.sendNext(nowMs))) return;
      allMined = await this.follow(nowMs);
    }
  }

  /* FOLLOWING */

  /** Notes where each unconfirmed transaction stands now. @returns true if every one stands in a block */
  private async follow(nowMs: number): Promise<boolean> {
    const newest = await this.chain.blockNumber();
    // Read before the receipts: a nonce used up by then is explained by a receipt, or by a stranger.
    const minedNonce = await this.chain.minedNonce();
    await this.checkNonce(minedNonce);
    let allMined = true;
    for (const transaction of await this.store.unconfirmed()) {
      const receipt = await this.chain.receipt(transaction.hash);
      if (receipt === undefined) {
        allMined = false;
        if (transaction.inclusion !== undefined) await this.store.saveInclusion(transaction.hash, undefined);
        if (minedNonce > transaction.nonce) throw nonceTaken(transaction);
        await this.offer(transaction, nowMs);
      } else {
        await this.followMined(transaction, receipt, newest);
      }
    }
    return allMined;
  }

  private async followMined(transaction: OutboxTransaction, receipt: LedgerReceipt, newest: number): Promise<void> {
    this.offers.delete(transaction.hash);
    if (!receipt.succeeded) throw reverted(transaction, receipt);
    checkWritten(transaction, receipt);
    const { blockNumber, blockHash, gasUsed } = receipt;
    if (transaction.inclusion?.blockHash !== blockHash) {
      await this.store.saveInclusion(transaction.hash, { blockNumber, blockHash, gasUsed });
    }
    const isCanonical = async () => (await this.chain.blockHash(blockNumber)) === blockHash;
    if (this.isDeep(receipt, newest) && (await isCanonical())) await this.store.saveConfirmed(transaction.hash);
  }

  private isDeep({ blockNumber }: Inclusion, newest: number): boolean {
    return newest - blockNumber + 1 >= this.options.confirmations;
  }

  /** Broadcasts a transaction that stands in no block, unless that was done a short while ago. */
  private async offer({ hash, raw }: OutboxTransaction, nowMs: number): Promise<void> {
    const { count, nextAtMs } = this.offers.get(hash) ?? { count: 0, nextAtMs: nowMs };
    if (nowMs < nextAtMs) return;
    this.offers.set(hash, { count: count + 1, nextAtMs: nowMs + retryDelayMs(count) });
    await this.chain.broadcast(raw);
    if (count >= OFFERS_BEFORE_REPORT) {
      throw senderError(
        'TRANSACTION_NOT_MINED',
        `No block has taken transaction ${hash}, which was broadcast ${count + 1} times.`,
        'Check that the chain makes blocks and that its fees have not risen; it is offered again by itself.',
        { hash },
      );
    }
  }

  /* SENDING */

  /** Makes, saves and broadcasts the next transaction. @returns false if there is nothing to send now */
  private async sendNext(nowMs: number): Promise<boolean> {
    const records = selectBatch(await this.store.pending(PENDING_WINDOW), MAX_BATCH_RECORDS);
    if (records.length === 0) return false;

    const { batch, entries, headsBefore } = await linkBatch(records, this.store);
    const nonce = await this.chain.minedNonce();
    // A block went away since `follow`: the transaction in it comes first.
    if ((await this.store.unconfirmed()).some((transaction) => transaction.nonce >= nonce)) return false;
    for (const [areaId, head] of headsBefore) await this.checkHead(areaId, head);

    const { hash, raw } = await this.chain.sign(batch, nonce);
    const transaction: OutboxTransaction = { hash, nonce, raw, entries };
    await this.store.saveTransaction(transaction);
    await this.offer(transaction, nowMs);
    return true;
  }

  /* CHECKS */

  private async checkChain(): Promise<void> {
    const known = await this.store.identity();
    const found = await this.chain.identity();
    if (known !== undefined) assertSameChain(known, found);
    if (!(await this.chain.hasContract())) {
      throw senderError(
        'CONTRACT_MISSING',
        `No contract stands at ${found.ledgerAddress} on chain ${found.chainId}.`,
        'Correct the address of SlotLedger, or point the node URL to its chain.',
        { ...found },
      );
    }
    if (known === undefined) await this.store.saveIdentity(found);
  }

  private async checkNonce(minedNonce: number): Promise<void> {
    const confirmedNonce = await this.store.confirmedNonce();
    if (confirmedNonce === undefined || minedNonce > confirmedNonce) return;
    throw senderError(
      'NONCE_BACKWARDS',
      `The operator account has sent ${minedNonce} transactions, but nonce ${confirmedNonce} was confirmed.`,
      'The chain has lost confirmed blocks, or the operator account was changed: compare both before going on.',
      { minedNonce, confirmedNonce },
    );
  }

  private async checkHead(areaId: number, expected: Hex): Promise<void> {
    const found = await this.chain.head(areaId);
    if (found === expected) return;
    throw senderError(
      'LEDGER_DIVERGED',
      `The head of area ${areaId} on chain is ${found}, the store expects ${expected}.`,
      'Another writer anchored records of this area, or the store is an old copy: restore the newest store.',
      { areaId, found, expected },
    );
  }
}

function retryDelayMs(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
}

function assertSameChain(known: ChainIdentity, found: ChainIdentity): void {
  for (const field of ['chainId', 'genesisHash', 'ledgerAddress'] as const) {
    if (known[field] === found[field]) continue;
    throw senderError(
      'CHAIN_CHANGED',
      `The node's ${field} is ${found[field]}, the store's records stand on ${known[field]}.`,
      'Point the node URL and the ledger address back to that chain, or begin with an empty store.',
      { field, known: known[field], found: found[field] },
    );
  }
}

/** The contract must have written the records that the store says. */
function checkWritten({ hash, entries }: OutboxTransaction, { recordHashes }: LedgerReceipt): void {
  for (const [index, { areaId, slot, recordHash }] of entries.entries()) {
    const written = recordHashes[index];
    if (written === recordHash) continue;
    throw senderError(
      'LEDGER_DIVERGED',
      `Transaction ${hash} wrote ${written} for area ${areaId} slot ${slot}, the store expects ${recordHash}.`,
      'Another writer anchored records of this area at the same time: find it and revoke its role.',
      { hash, areaId, slot },
    );
  }
}

function nonceTaken({ hash, nonce }: OutboxTransaction) {
  return senderError(
    'NONCE_TAKEN',
    `Nonce ${nonce} of transaction ${hash} was used by another transaction.`,
    'The operator account must be used by this sender alone: find who else signs with its key.',
    { hash, nonce },
  );
}

function reverted({ hash, entries }: OutboxTransaction, { blockNumber }: LedgerReceipt) {
  return senderError(
    'TRANSACTION_REVERTED',
    `Transaction ${hash} with ${entries.length} records was reverted in block ${blockNumber}.`,
    'Its try-out had passed: look for a role revoked in between, remove the cause, then release its records.',
    { hash, blockNumber },
  );
}
