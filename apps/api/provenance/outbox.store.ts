import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, In, IsNull, Not } from 'typeorm';
import type {
  ChainIdentity,
  Inclusion,
  OutboxCounts,
  OutboxEntry,
  OutboxRecord,
  OutboxStore,
  OutboxTransaction,
  SettledRecord,
  SignedBatch,
} from '#ledger';
import type { Hex } from '#merkle';
import { Database } from '../database/database.js';
import { ChainIdentityRow, OutboxRecordRow, OutboxReplacementRow, OutboxTransactionRow } from './outbox.entities.js';

/** Signs the readings of a settled record for the chain in use (the metering agent). */
export type ReadingsSigner = (record: SettledRecord) => Promise<Hex>;

/** The sender's memory in the database: each method is one transaction, so a crash leaves the state before or after it. */
@Injectable()
export class TypeormOutboxStore implements OutboxStore {
  #sign: ReadingsSigner | undefined;

  constructor(private readonly database: Database) {}

  /** Says who countersigns readings. Needed before the sender asks for settled records. */
  signWith(sign: ReadingsSigner): void {
    this.#sign = sign;
  }

  async identity(): Promise<ChainIdentity | undefined> {
    const row = await this.database.read((manager) => manager.findOneBy(ChainIdentityRow, { id: 1 }));
    if (row === null) return undefined;
    return { chainId: row.chainId, genesisHash: row.genesisHash as Hex, ledgerAddress: row.ledgerAddress };
  }

  async saveIdentity(identity: ChainIdentity): Promise<void> {
    await this.database.transaction((manager) => manager.insert(ChainIdentityRow, { id: 1, ...identity }));
  }

  async pending(limit: number): Promise<readonly OutboxRecord[]> {
    const rows = await this.database.read((manager) =>
      manager.find(OutboxRecordRow, { where: { transactionHash: IsNull() }, order: { id: 'ASC' }, take: limit }),
    );
    return Promise.all(rows.map((row) => this.#toRecord(row)));
  }

  async unconfirmed(): Promise<readonly OutboxTransaction[]> {
    return this.database.read(async (manager) => {
      const transactions = await manager.find(OutboxTransactionRow, {
        where: { state: 'sent' },
        order: { nonce: 'ASC' },
      });
      const ofThese = {
        where: { transactionHash: In(transactions.map(({ hash }) => hash)) },
        order: { position: 'ASC' },
      } as const;
      const records = await manager.find(OutboxRecordRow, ofThese);
      const replacements = await manager.find(OutboxReplacementRow, ofThese);
      return transactions.map((row) => toTransaction(row, records, replacements));
    });
  }

  async confirmedNonce(): Promise<number | undefined> {
    const nonce = await this.database.read((manager) =>
      manager.maximum(OutboxTransactionRow, 'nonce', { state: 'confirmed' }),
    );
    return nonce ?? undefined;
  }

  lastEntryOfArea(areaId: number): Promise<OutboxEntry | undefined> {
    return this.#lastEntry({ areaId });
  }

  lastEntryOfSlot(areaId: number, slot: number): Promise<OutboxEntry | undefined> {
    return this.#lastEntry({ areaId, slot });
  }

  async counts(): Promise<OutboxCounts> {
    return this.database.read(async (manager) => {
      const all = await manager.count(OutboxRecordRow);
      const pending = await manager.countBy(OutboxRecordRow, { transactionHash: IsNull() });
      const sent = await manager
        .createQueryBuilder(OutboxRecordRow, 'r')
        .innerJoin(OutboxTransactionRow, 't', "t.hash = r.transactionHash AND t.state = 'sent'")
        .getCount();
      return { pending, sent, confirmed: all - pending - sent };
    });
  }

  async saveTransaction({ hash, nonce, raw, entries }: OutboxTransaction): Promise<void> {
    await this.database.transaction(async (manager) => {
      await manager.insert(OutboxTransactionRow, { hash, nonce, raw, state: 'sent' });
      for (const [position, { id, preimage, recordHash }] of entries.entries()) {
        const place = { transactionHash: hash, nonce, position, preimage, recordHash };
        await manager.update(OutboxRecordRow, { id }, place);
      }
    });
  }

  async saveReplacement(transactionHash: Hex, { hash, raw }: SignedBatch): Promise<void> {
    await this.database.transaction(async (manager) => {
      const position = await manager.countBy(OutboxReplacementRow, { transactionHash });
      await manager.insert(OutboxReplacementRow, { hash, transactionHash, position, raw });
    });
  }

  async saveInclusion(hash: Hex, inclusion: Inclusion | undefined): Promise<void> {
    const place = inclusion ?? { minedHash: null, blockNumber: null, blockHash: null, gasUsed: null };
    await this.database.transaction((manager) => manager.update(OutboxTransactionRow, { hash }, place));
  }

  async saveConfirmed(hash: Hex): Promise<void> {
    await this.database.transaction((manager) =>
      manager.update(OutboxTransactionRow, { hash }, { state: 'confirmed' }),
    );
  }

  async release(hash: Hex): Promise<void> {
    await this.database.transaction(async (manager) => {
      const unplaced = { transactionHash: null, nonce: null, position: null, preimage: null, recordHash: null };
      await manager.update(OutboxRecordRow, { transactionHash: hash }, unplaced);
      await manager.delete(OutboxReplacementRow, { transactionHash: hash });
      await manager.delete(OutboxTransactionRow, { hash });
    });
  }

  async #lastEntry(where: FindOptionsWhere<OutboxRecordRow>): Promise<OutboxEntry | undefined> {
    const row = await this.database.read((manager) =>
      manager.findOne(OutboxRecordRow, {
        where: { ...where, transactionHash: Not(IsNull()) },
        order: { nonce: 'DESC', position: 'DESC' },
      }),
    );
    return row === null ? undefined : toEntry(row);
  }

  async #toRecord({ id, phase, record, meteringSignature }: OutboxRecordRow): Promise<OutboxRecord> {
    if (phase === 'closed') return { id, phase, record: JSON.parse(record) };
    const settled: SettledRecord = JSON.parse(record);
    const signature = (meteringSignature as Hex | null) ?? (await this.#signOnce(id, settled));
    return { id, phase, record: settled, meteringSignature: signature };
  }

  async #signOnce(id: number, record: SettledRecord): Promise<Hex> {
    if (this.#sign === undefined) throw new Error('The outbox has no signer of readings: call signWith first.');
    const meteringSignature = await this.#sign(record);
    await this.database.transaction((manager) => manager.update(OutboxRecordRow, { id }, { meteringSignature }));
    return meteringSignature;
  }
}

function toTransaction(
  row: OutboxTransactionRow,
  records: readonly OutboxRecordRow[],
  replacements: readonly OutboxReplacementRow[],
): OutboxTransaction {
  const { hash, nonce, raw, blockNumber, blockHash, gasUsed } = row;
  const minedHash = (row.minedHash ?? hash) as Hex;
  return {
    hash: hash as Hex,
    nonce,
    raw: raw as Hex,
    entries: records.filter(({ transactionHash }) => transactionHash === hash).map(toEntry),
    replacements: replacements
      .filter(({ transactionHash }) => transactionHash === hash)
      .map((replacement) => ({ hash: replacement.hash as Hex, raw: replacement.raw as Hex })),
    ...(blockNumber !== null && {
      inclusion: { minedHash, blockNumber, blockHash: blockHash as Hex, gasUsed: gasUsed! },
    }),
  };
}

function toEntry({ id, areaId, slot, preimage, recordHash }: OutboxRecordRow): OutboxEntry {
  return { id, areaId, slot, preimage: preimage as Hex, recordHash: recordHash as Hex };
}
