import {
  type ChainIdentity,
  closedRecordPreimage,
  type LedgerBatch,
  type LedgerReceipt,
  recordHash,
  type SenderChain,
  type SignedBatch,
  settledRecordPreimage,
  ZERO_HASH,
} from '#ledger';
import { fromHex, type Hex, keccak256, toHex } from '#merkle';

interface ModelTransaction {
  readonly nonce: number;
  /** What it pays: blocks take no transaction below {@link ModelChain.price}. */
  readonly price: number;
  readonly batch: LedgerBatch;
}

interface ModelBlock {
  readonly hash: Hex;
  readonly transactions: readonly Hex[];
}

/**
 * A chain with one `SlotLedger` and one account, in the fewest words: its state is always what its blocks give when they are
 * run again from the first. Transactions wait in a pool until {@link mine}; a pool can lose them, blocks can be undone. Several
 * transactions with one nonce wait side by side, as in the pools of several nodes, and any of them may be mined.
 */
export class ModelChain implements SenderChain {
  private readonly blocks: ModelBlock[] = [{ hash: hashOf('genesis'), transactions: [] }];
  private pool = new Set<Hex>();
  private forks = 0;
  /** Least price that blocks take. */
  price = 1;
  /** Highest price that the account offers. */
  priceLimit = 1_000;

  /** @param isAutomining mines every broadcast transaction at once */
  constructor(private readonly isAutomining = true) {}

  /** The mined batches, in order. */
  get batches(): LedgerBatch[] {
    return this.minedTransactions().map((raw) => decode(raw).batch);
  }

  /** Puts what the pool holds, what it pays and the account's nonces allow into a block: the dearest of a nonce, or the cheapest. */
  mine(prefers: 'dearest' | 'cheapest' = 'dearest'): void {
    const transactions: Hex[] = [];
    const sign = prefers === 'dearest' ? -1 : 1;
    const inOrder = [...this.pool]
      .map((raw) => ({ raw, ...decode(raw) }))
      .sort((a, b) => a.nonce - b.nonce || sign * (a.price - b.price));
    for (const { raw, nonce, price } of inOrder) {
      const next = this.minedTransactions().length + transactions.length;
      if (nonce < next) this.pool.delete(raw);
      if (nonce !== next || price < this.price) continue;
      transactions.push(raw);
      this.pool.delete(raw);
    }
    this.blocks.push({ hash: hashOf(`${this.forks}/${this.blocks.length}`), transactions });
  }

  /** The pool forgets everything. */
  losePool(): void {
    this.pool.clear();
  }

  /** The newest blocks were wrong: as many empty ones, with other hashes, take their place. */
  reorganise(depth: number): void {
    this.forks++;
    const undone = this.blocks.splice(Math.max(1, this.blocks.length - depth));
    for (const _ of undone) this.blocks.push({ hash: hashOf(`${this.forks}/${this.blocks.length}`), transactions: [] });
  }

  async identity(): Promise<ChainIdentity> {
    return { chainId: 1, genesisHash: this.blocks[0]!.hash, ledgerAddress: '0x01' };
  }

  async hasContract(): Promise<boolean> {
    return true;
  }

  async blockNumber(): Promise<number> {
    return this.blocks.length - 1;
  }

  async blockHash(blockNumber: number): Promise<Hex | undefined> {
    return this.blocks[blockNumber]?.hash;
  }

  async minedNonce(): Promise<number> {
    return this.minedTransactions().length;
  }

  async head(areaId: number): Promise<Hex> {
    return this.run(this.minedTransactions()).heads.get(areaId) ?? ZERO_HASH;
  }

  async receipt(hash: Hex): Promise<LedgerReceipt | undefined> {
    const isIt = (raw: Hex) => hashOf(raw) === hash;
    const blockNumber = this.blocks.findIndex(({ transactions }) => transactions.some(isIt));
    if (blockNumber === -1) return undefined;
    const mined = this.minedTransactions();
    const recordHashes = this.run(mined.slice(0, mined.findIndex(isIt) + 1)).lastHashes;
    const { hash: blockHash } = this.blocks[blockNumber]!;
    return { minedHash: hash, blockNumber, blockHash, gasUsed: 1, succeeded: true, recordHashes };
  }

  async sign(batch: LedgerBatch, nonce: number): Promise<SignedBatch> {
    const signed = encode({ nonce, price: Math.min(this.price, this.priceLimit), batch });
    this.run([...this.minedTransactions(), signed.raw]);
    return signed;
  }

  async replace(raw: Hex): Promise<SignedBatch | undefined> {
    const before = decode(raw);
    const price = before.price + 1;
    return price > this.priceLimit ? undefined : encode({ ...before, price });
  }

  async broadcast(raw: Hex): Promise<void> {
    this.pool.add(raw);
    if (this.isAutomining) this.mine();
  }

  private minedTransactions(): Hex[] {
    return this.blocks.flatMap(({ transactions }) => [...transactions]);
  }

  /** The contract: heads of areas after the transactions, and what the last of them wrote. */
  private run(transactions: readonly Hex[]): { heads: Map<number, Hex>; lastHashes: Hex[] } {
    const heads = new Map<number, Hex>();
    const latest = new Map<string, Hex>();
    let lastHashes: Hex[] = [];
    const write = (areaId: number, slot: number, preimage: Hex) => {
      const hash = recordHash(preimage);
      heads.set(areaId, hash);
      latest.set(`${areaId}/${slot}`, hash);
      lastHashes.push(hash);
    };
    for (const { batch } of transactions.map(decode)) {
      lastHashes = [];
      for (const record of batch.phase === 'closed' ? batch.records : []) {
        if (latest.has(`${record.areaId}/${record.slot}`)) throw new Error('closed twice');
        write(record.areaId, record.slot, closedRecordPreimage(record, heads.get(record.areaId) ?? ZERO_HASH));
      }
      for (const { record, prior } of batch.phase === 'settled' ? batch.settlements : []) {
        const before = latest.get(`${record.areaId}/${record.slot}`);
        if (before === undefined || before !== recordHash(prior)) throw new Error('prior mismatch');
        write(record.areaId, record.slot, settledRecordPreimage(record, heads.get(record.areaId)!, before));
      }
    }
    return { heads, lastHashes };
  }
}

function encode(transaction: ModelTransaction): SignedBatch {
  const raw = toHex(new TextEncoder().encode(JSON.stringify(transaction)));
  return { raw, hash: hashOf(raw) };
}

/** Decoded before: the chain runs its blocks again at every question. */
const decoded = new Map<Hex, ModelTransaction>();

function decode(raw: Hex): ModelTransaction {
  const known = decoded.get(raw) ?? JSON.parse(new TextDecoder().decode(fromHex(raw)));
  decoded.set(raw, known);
  return known;
}

function hashOf(text: string): Hex {
  return toHex(keccak256(new TextEncoder().encode(text)));
}
