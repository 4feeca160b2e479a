import type {
  ChainIdentity,
  Inclusion,
  OutboxCounts,
  OutboxEntry,
  OutboxRecord,
  OutboxStore,
  OutboxTransaction,
  SignedBatch,
} from '#ledger';
import type { Hex } from '#merkle';

/** The plainest store there can be: the reference that others are compared with. */
export class MemoryOutboxStore implements OutboxStore {
  private chain: ChainIdentity | undefined;
  private readonly records: OutboxRecord[] = [];
  private readonly kept: { transaction: OutboxTransaction; confirmed: boolean }[] = [];

  async add(...records: OutboxRecord[]): Promise<void> {
    this.records.push(...records);
  }

  /** Every transaction, confirmed or not, by nonce. */
  get transactions(): OutboxTransaction[] {
    return this.kept.map(({ transaction }) => transaction);
  }

  async identity(): Promise<ChainIdentity | undefined> {
    return this.chain;
  }

  async saveIdentity(identity: ChainIdentity): Promise<void> {
    this.chain = identity;
  }

  async pending(limit: number): Promise<readonly OutboxRecord[]> {
    const placed = new Set(this.entries().map(({ id }) => id));
    return this.records
      .filter(({ id }) => !placed.has(id))
      .sort((a, b) => a.id - b.id)
      .slice(0, limit);
  }

  async unconfirmed(): Promise<readonly OutboxTransaction[]> {
    return this.kept.filter(({ confirmed }) => !confirmed).map(({ transaction }) => transaction);
  }

  async confirmedNonce(): Promise<number | undefined> {
    return this.kept.findLast(({ confirmed }) => confirmed)?.transaction.nonce;
  }

  async lastEntryOfArea(areaId: number): Promise<OutboxEntry | undefined> {
    return this.entries().findLast((entry) => entry.areaId === areaId);
  }

  async lastEntryOfSlot(areaId: number, slot: number): Promise<OutboxEntry | undefined> {
    return this.entries().findLast((entry) => entry.areaId === areaId && entry.slot === slot);
  }

  async counts(): Promise<OutboxCounts> {
    const confirmed = this.kept
      .filter((kept) => kept.confirmed)
      .flatMap(({ transaction }) => transaction.entries).length;
    const sent = this.entries().length - confirmed;
    return { pending: this.records.length - sent - confirmed, sent, confirmed };
  }

  async saveTransaction(transaction: OutboxTransaction): Promise<void> {
    this.kept.push({ transaction, confirmed: false });
    this.kept.sort((a, b) => a.transaction.nonce - b.transaction.nonce);
  }

  async saveReplacement(hash: Hex, replacement: SignedBatch): Promise<void> {
    const kept = this.find(hash);
    const replacements = [...kept.transaction.replacements, replacement];
    kept.transaction = { ...kept.transaction, replacements };
  }

  async saveInclusion(hash: Hex, inclusion: Inclusion | undefined): Promise<void> {
    const kept = this.find(hash);
    const { inclusion: _, ...transaction } = kept.transaction;
    kept.transaction = inclusion === undefined ? transaction : { ...transaction, inclusion };
  }

  async saveConfirmed(hash: Hex): Promise<void> {
    this.find(hash).confirmed = true;
  }

  async release(hash: Hex): Promise<void> {
    this.kept.splice(this.kept.indexOf(this.find(hash)), 1);
  }

  private entries(): OutboxEntry[] {
    return this.kept.flatMap(({ transaction }) => [...transaction.entries]);
  }

  private find(hash: Hex) {
    const kept = this.kept.find(({ transaction }) => transaction.hash === hash);
    if (kept === undefined) throw new Error(`no transaction ${hash}`);
    return kept;
  }
}
