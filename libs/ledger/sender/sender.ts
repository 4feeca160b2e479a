import type { Hex } from '#merkle';
import { isSenderError, senderError } from './error.js';
import { linkBatch } from './link-batch.js';
import { selectBatch } from './select-batch.js';
import type {
  ChainIdentity,
  Inclusion,
  LedgerReceipt,
  OutboxRecord,
  OutboxStore,
  OutboxTransaction,
  SenderChain,
  SenderProblem,
  SenderStatus,
  SignedBatch,
} from './types.js';

/** How careful the sender is. */
export interface SenderOptions {
  /** Blocks a transaction must be deep, its own included, to be confirmed: 1 believes every block. */
  readonly confirmations: number;
  /**
   * Longest wait for a batch to fill, counted from when the first record was seen to wait; a full batch goes at once.
   * Default: 0, every record is sent at once (docs/decisions/0003-anchoring-each-slot.md).
   */
  readonly fillWaitMs?: number;
  /**
   * The operator account's next nonce, if the account was used by hand and a person has looked into it: without it, a nonce
   * that the store cannot explain stops the sender.
   */
  readonly acceptedNonce?: number;
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
/** A transaction is replaced by a dearer one when this many blocks were made without it; a chain that stands still takes none. */
const BLOCKS_BEFORE_REPLACEMENT = 3;
/** Most replacements of one transaction; at a quarter dearer each, the last pays up to six times the first. */
export const MAX_REPLACEMENTS = 8;

/** How often a transaction was offered, when to offer it again, and since which block at its present price. */
interface Offers {
  readonly count: number;
  readonly nextAtMs: number;
  readonly pricedAtBlock: number;
}

/**
 * Anchors the records of an outbox, each once, in order. A plain state machine: {@link advance} does what can be done now
 * and returns; all that must outlive the process is in the store.
 *
 * Why nothing is doubled: a transaction is saved, signed bytes and nonce, before it is broadcast; only those bytes and saved
 * replacements with the same nonce and call are ever broadcast, and the chain uses a nonce once. The next transaction is made
 * when the one before stands in a block, with the nonce after it, and only if the contract's heads are as the store expects.
 */
export class OutboxSender {
  private readonly offers = new Map<Hex, Offers>();
  /** Since when records wait for their batch to fill. */
  private fillingSinceMs: number | undefined;
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
    for (const transaction of await this.store.unconfirmed()) {
      const receipt = await this.receiptOf(transaction);
      if (receipt === undefined || receipt.succeeded || !(await this.isDeep(receipt, newest))) continue;
      await this.store.release(transaction.hash);
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
        const retryAtMs = nowMs + retryDelayMs(this.failures++);
        const sinceMs = this.problem?.sinceMs ?? nowMs;
        this.problem = { code: error.code, message: error.message, sinceMs, retryAtMs };
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
      const receipt = await this.receiptOf(transaction);
      if (receipt === undefined) {
        if (transaction.inclusion !== undefined) await this.store.saveInclusion(transaction.hash, undefined);
        if (minedNonce > transaction.nonce) throw nonceTaken(transaction);
        // Those after the first wait for it, not for a better price.
        await this.offer(transaction, newest, nowMs, allMined);
        allMined = false;
      } else {
        await this.followMined(transaction, receipt, newest);
      }
    }
    return allMined;
  }

  /** The receipt of whichever the chain took, the transaction itself or a replacement. */
  private async receiptOf({ hash, replacements }: OutboxTransaction): Promise<LedgerReceipt | undefined> {
    for (const signed of [...replacements].reverse()) {
      const receipt = await this.chain.receipt(signed.hash);
      if (receipt !== undefined) return receipt;
    }
    return this.chain.receipt(hash);
  }

  private async followMined(transaction: OutboxTransaction, receipt: LedgerReceipt, newest: number): Promise<void> {
    this.offers.delete(transaction.hash);
    if (!receipt.succeeded) throw reverted(transaction, receipt);
    checkWritten(transaction, receipt);
    const { minedHash, blockNumber, blockHash, gasUsed } = receipt;
    const known = transaction.inclusion;
    if (known?.blockHash !== blockHash || known.minedHash !== minedHash) {
      await this.store.saveInclusion(transaction.hash, { minedHash, blockNumber, blockHash, gasUsed });
    }
    const isCanonical = async () => (await this.chain.blockHash(blockNumber)) === blockHash;
    if ((await this.isDeep(receipt, newest)) && (await isCanonical())) await this.store.saveConfirmed(transaction.hash);
  }

  /** True if the block has enough blocks on it, by the node's count and by the blocks that it can show. */
  private async isDeep({ blockNumber }: Inclusion, newest: number): Promise<boolean> {
    const confirming = blockNumber + this.options.confirmations - 1;
    return newest >= confirming && (await this.chain.blockHash(confirming)) !== undefined;
  }

  /** Broadcasts a transaction that stands in no block, or a dearer one for it, unless that was done a short while ago. */
  private async offer(
    transaction: OutboxTransaction,
    newest: number,
    nowMs: number,
    mayReplace: boolean,
  ): Promise<void> {
    const { hash } = transaction;
    const { count, nextAtMs, pricedAtBlock } = this.offers.get(hash) ?? {
      count: 0,
      nextAtMs: nowMs,
      pricedAtBlock: newest,
    };
    if (nowMs < nextAtMs) return;
    const isPassedOver = mayReplace && newest - pricedAtBlock >= BLOCKS_BEFORE_REPLACEMENT;
    const replacement = isPassedOver ? await this.replace(transaction) : undefined;
    this.offers.set(hash, {
      count: count + 1,
      nextAtMs: nowMs + retryDelayMs(count),
      pricedAtBlock: replacement === undefined ? pricedAtBlock : newest,
    });
    await this.chain.broadcast((replacement ?? newestOf(transaction)).raw);
    if (count >= OFFERS_BEFORE_REPORT) throw notMined(transaction, count + 1);
  }

  /** Signs and saves a dearer transaction in the place of this one; undefined at the limit of prices or of replacements. */
  private async replace(transaction: OutboxTransaction): Promise<SignedBatch | undefined> {
    if (transaction.replacements.length >= MAX_REPLACEMENTS) return undefined;
    const replacement = await this.chain.replace(newestOf(transaction).raw);
    if (replacement !== undefined) await this.store.saveReplacement(transaction.hash, replacement);
    return replacement;
  }

  /* SENDING */

  /** Makes, saves and broadcasts the next transaction. @returns false if there is nothing to send now */
  private async sendNext(nowMs: number): Promise<boolean> {
    const records = selectBatch(await this.store.pending(PENDING_WINDOW), MAX_BATCH_RECORDS);
    if (!this.mayGo(records, nowMs)) return false;

    const { batch, entries, headsBefore } = await linkBatch(records, this.store);
    const nonce = await this.chain.minedNonce();
    const lastNonce = await this.lastNonce();
    if (lastNonce !== undefined) {
      // A block went away since `follow`: the transaction in it comes first.
      if (nonce <= lastNonce) return false;
      if (nonce > lastNonce + 1 && nonce !== this.options.acceptedNonce) throw nonceSkipped(lastNonce, nonce);
    }
    for (const [areaId, head] of headsBefore) await this.checkHead(areaId, head);

    const { hash, raw } = await this.chain.sign(batch, nonce);
    const transaction: OutboxTransaction = { hash, nonce, raw, entries, replacements: [] };
    await this.store.saveTransaction(transaction);
    await this.offer(transaction, await this.chain.blockNumber(), nowMs, false);
    return true;
  }

  /** Highest nonce that this sender has used, undefined before the first. */
  private async lastNonce(): Promise<number | undefined> {
    const nonces = (await this.store.unconfirmed()).map(({ nonce }) => nonce);
    const confirmedNonce = await this.store.confirmedNonce();
    if (confirmedNonce !== undefined) nonces.push(confirmedNonce);
    return nonces.length === 0 ? undefined : Math.max(...nonces);
  }

  /** True if the batch is full or has waited long enough; once it has, all that waits goes with it. */
  private mayGo(records: readonly OutboxRecord[], nowMs: number): boolean {
    if (records.length === 0) {
      this.fillingSinceMs = undefined;
      return false;
    }
    this.fillingSinceMs ??= nowMs;
    return records.length === MAX_BATCH_RECORDS || nowMs - this.fillingSinceMs >= (this.options.fillWaitMs ?? 0);
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

/** The dearest of a transaction and its replacements: the one to broadcast. */
function newestOf({ hash, raw, replacements }: OutboxTransaction): SignedBatch {
  return replacements.at(-1) ?? { hash, raw };
}

function notMined({ hash, replacements }: OutboxTransaction, offers: number) {
  return senderError(
    'TRANSACTION_NOT_MINED',
    `No block has taken transaction ${hash}, which was broadcast ${offers} times, at ${replacements.length + 1} prices.`,
    'Check that the chain makes blocks, and the limit of fees; it is offered again by itself.',
    { hash, offers, replacements: replacements.length },
  );
}

function nonceSkipped(lastNonce: number, nonce: number) {
  return senderError(
    'NONCE_TAKEN',
    `The operator account has sent ${nonce} transactions, the last that the store knows of has nonce ${lastNonce}.`,
    `The account must be used by this sender alone. Find who else signs with its key, then accept nonce ${nonce}.`,
    { lastNonce, nonce },
  );
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
