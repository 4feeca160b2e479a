import type { Hex } from '#merkle';
import type { ClosedRecord, SettledRecord } from '../records.js';
import type { SenderErrorCode } from './error.js';

/** A record to be anchored. Ids ascend in the order in which records were made; a slot's records keep that order on chain. */
export type OutboxRecord = OutboxClosedRecord | OutboxSettledRecord;

export interface OutboxClosedRecord {
  readonly id: number;
  readonly phase: 'closed';
  readonly record: ClosedRecord;
}

export interface OutboxSettledRecord {
  readonly id: number;
  readonly phase: 'settled';
  readonly record: SettledRecord;
  /** The metering agent's EIP-712 signature of the readings, 65 bytes. */
  readonly meteringSignature: Hex;
}

/** The chain and contract that a store's records stand on. Kept from the first call on; another one is refused. */
export interface ChainIdentity {
  readonly chainId: number;
  /** Hash of block 0. */
  readonly genesisHash: Hex;
  /** Address of `SlotLedger`, checksummed. */
  readonly ledgerAddress: string;
}

/**
 * A signed transaction and what it will have written, as saved before it is broadcast. Its replacements carry the same call
 * under the same nonce at rising prices: the chain takes exactly one of them all, and any of them will do.
 */
export interface OutboxTransaction {
  /** Hash as first signed: the name under which the store knows it, whichever of them is mined. */
  readonly hash: Hex;
  readonly nonce: number;
  /** The signed bytes: a lost transaction is broadcast again from these, unchanged. */
  readonly raw: Hex;
  /** Its records, in the order in which the contract takes them. */
  readonly entries: readonly OutboxEntry[];
  /** In the order in which they were signed. */
  readonly replacements: readonly SignedBatch[];
  /** The block it was last seen in; absent while it was seen in none. */
  readonly inclusion?: Inclusion;
}

/** One record of a transaction, with its place in the chains of records. */
export interface OutboxEntry {
  /** Id of the {@link OutboxRecord}. */
  readonly id: number;
  readonly areaId: number;
  readonly slot: number;
  /** What the record's hash is the keccak of: a verifier and the slot's next record need it. */
  readonly preimage: Hex;
  readonly recordHash: Hex;
}

/** Where a transaction stands on chain. */
export interface Inclusion {
  /** Hash of the one that the block took: the transaction's own, or a replacement's. */
  readonly minedHash: Hex;
  readonly blockNumber: number;
  readonly blockHash: Hex;
  /** Gas of the whole transaction. */
  readonly gasUsed: number;
}

/** How many records wait, are in an unconfirmed transaction, and are confirmed. */
export interface OutboxCounts {
  readonly pending: number;
  readonly sent: number;
  readonly confirmed: number;
}

/**
 * Port: what the sender remembers. Every method is atomic and durable when it returns; there is one sender a store.
 * Whoever makes records adds them by its own means, in the same database transaction as what they record.
 */
export interface OutboxStore {
  /** The chain saved by {@link saveIdentity}, undefined before the first. */
  identity(): Promise<ChainIdentity | undefined>;
  saveIdentity(identity: ChainIdentity): Promise<void>;

  /** The oldest records that are in no transaction, by id, at most `limit`. */
  pending(limit: number): Promise<readonly OutboxRecord[]>;
  /** Transactions saved and not yet confirmed, by nonce. */
  unconfirmed(): Promise<readonly OutboxTransaction[]>;
  /** Highest nonce of a confirmed transaction, undefined if there is none. */
  confirmedNonce(): Promise<number | undefined>;
  /** The area's record put last into a transaction, confirmed or not (highest nonce, then last entry). */
  lastEntryOfArea(areaId: number): Promise<OutboxEntry | undefined>;
  /** The slot's record put last into a transaction, confirmed or not. */
  lastEntryOfSlot(areaId: number, slot: number): Promise<OutboxEntry | undefined>;
  counts(): Promise<OutboxCounts>;

  /** Saves a transaction without inclusion or replacements; its records are no longer pending. */
  saveTransaction(transaction: OutboxTransaction): Promise<void>;
  /** Adds a replacement to an unconfirmed transaction. */
  saveReplacement(hash: Hex, replacement: SignedBatch): Promise<void>;
  /** Says in which block an unconfirmed transaction stands now; undefined if in none. */
  saveInclusion(hash: Hex, inclusion: Inclusion | undefined): Promise<void>;
  /** Says that a transaction and its records are confirmed, in the block saved last. */
  saveConfirmed(hash: Hex): Promise<void>;
  /** Forgets an unconfirmed transaction, replacements and all, that changed nothing on chain; its records are pending again. */
  release(hash: Hex): Promise<void>;
}

/** A receipt as far as the sender needs it. */
export interface LedgerReceipt extends Inclusion {
  readonly succeeded: boolean;
  /** Hashes of the records it wrote, in order. */
  readonly recordHashes: readonly Hex[];
}

/** What a transaction will carry: records of one phase, in order. */
export type LedgerBatch =
  | { readonly phase: 'closed'; readonly records: readonly ClosedRecord[] }
  | { readonly phase: 'settled'; readonly settlements: readonly Settlement[] };

/** A settled record with what the contract asks for beside it. */
export interface Settlement {
  readonly record: SettledRecord;
  readonly meteringSignature: Hex;
  /** Preimage of the slot's record before. */
  readonly prior: Hex;
}

/** A transaction as the chain will know it. */
export interface SignedBatch {
  readonly hash: Hex;
  readonly raw: Hex;
}

/** Port: the chain as the sender sees it, through one node and one signing account. Every method may throw NODE_UNREACHABLE. */
export interface SenderChain {
  identity(): Promise<ChainIdentity>;
  /** False if no code stands at the ledger's address. */
  hasContract(): Promise<boolean>;
  blockNumber(): Promise<number>;
  /** Hash of the canonical block at a height, undefined above the newest. */
  blockHash(blockNumber: number): Promise<Hex | undefined>;
  /** How many transactions of the account stand in blocks: its next nonce if none is on its way. */
  minedNonce(): Promise<number>;
  /** The contract's head of an area, zero hash for none. */
  head(areaId: number): Promise<Hex>;
  receipt(hash: Hex): Promise<LedgerReceipt | undefined>;
  /**
   * Tries the batch against the newest state and signs it.
   *
   * @throws IchienError BATCH_REFUSED with the contract's reason, FEE_LIMIT_REACHED, SIGNER_UNREACHABLE, SIGNER_INVALID
   */
  sign(batch: LedgerBatch, nonce: number): Promise<SignedBatch>;
  /**
   * Signs the same call and nonce once more, so much dearer that nodes take it in the place of `raw`; undefined if that would
   * pass the limit of fees.
   *
   * @throws IchienError SIGNER_UNREACHABLE, SIGNER_INVALID
   */
  replace(raw: Hex): Promise<SignedBatch | undefined>;
  /** Hands signed bytes to the node; harmless if it has them already. @throws IchienError BROADCAST_REFUSED */
  broadcast(raw: Hex): Promise<void>;
}

/** Why the sender stands still; it tries again by itself after `retryAtMs`. */
export interface SenderProblem {
  readonly code: SenderErrorCode;
  readonly message: string;
  /** Since when it has stood still without a break, whatever the codes in between. */
  readonly sinceMs: number;
  readonly retryAtMs: number;
}

/** What one call of `advance` left behind, counted in records. */
export interface SenderStatus extends OutboxCounts {
  readonly stuck?: SenderProblem;
}
