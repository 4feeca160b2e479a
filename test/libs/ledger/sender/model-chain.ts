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
  readonly batch: LedgerBatch;
}

interface ModelBlock {
  readonly hash: Hex;
  readonly transactions: readonly Hex[];
}

/**
 * A chain with one `SlotLedger` and one account, in the fewest words: its state is always what its blocks give when they are
 * run again from the first. Transactions wait in a pool until {@link mine}; a pool can lose them, blocks can be undone.
 */
export class ModelChain implements SenderChain {
  private readonly blocks: ModelBlock[] = [{ hash: hashOf('genesis'), transactions: [] }];
  private pool = new Set<Hex>();
  private forks = 0;

  /** @param isAutomining mines every broadcast transaction at once */
  constructor(private readonly isAutomining = true) {}

  /** The mined batches, in order. */
  get batches(): LedgerBatch[] {
    return this.minedTransactions().map((raw) => decode(raw).batch);
  }

  /** Puts what the pool holds and the account's nonces allow into a block. */
  mine(): void {
    const transactions: Hex[] = [];
    for (const raw of [...this.pool].sort((a, b) => decode(a).nonce - decode(b).nonce)) {
      const next = this.minedTransactions().length + transactions.length;
      if (decode(raw).nonce < next) this.pool.delete(raw);
      if (decode(raw).nonce !== next) continue;
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
    return { blockNumber, blockHash: this.blocks[blockNumber]!.hash, gasUsed: 1, succeeded: true, recordHashes };
  }

  async sign(batch: LedgerBatch, nonce: number): Promise<SignedBatch> {
    const raw = toHex(new TextEncoder().encode(JSON.stringify({ nonce, batch } satisfies ModelTransaction)));
    this.run([...this.minedTransactions(), raw]);
    return { raw, hash: hashOf(raw) };
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

function decode(raw: Hex): ModelTransaction {
  return JSON.parse(new TextDecoder().decode(fromHex(raw)));
}

function hashOf(text: string): Hex {
  return toHex(keccak256(new TextEncoder().encode(text)));
}
