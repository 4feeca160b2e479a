import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MAX_DOCUMENT_NAMES, PURPOSE_TEXTS, PURPOSES, type Purpose, type PurposeText } from '#joining';
import { ThrottleService } from '../accounts/throttle.service.js';
import { PeopleClock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ConsentEvent, ContractDocument } from './joining.entities.js';

/** Versions that are kept of all documents together. */
const MAX_DOCUMENTS = 1000;

/** A published version, its text left out. */
export interface DocumentVersion extends Omit<ContractDocument, 'text'> {
  /** Accounts that agreed to it. */
  readonly agreedCount: number;
}

/** A version, and when it was published or agreed to. */
interface VersionAt extends Pick<ContractDocument, 'sha256' | 'version' | 'title'> {
  readonly atMs: number;
}

/** A document as an account stands to it; `agreed` is the last version that it agreed to, null if none. */
export interface AgreementView {
  readonly name: string;
  /** Its newest version, and when it was published. */
  readonly newest: VersionAt;
  readonly agreed: VersionAt | null;
}

/** A purpose, whether it is consented to, and since when that holds. */
export interface ConsentView extends PurposeText {
  readonly purpose: Purpose;
  /** SHA-256 of the wording: consent is to these words. */
  readonly sha256: string;
  readonly given: boolean;
  readonly sinceMs: number | null;
}

/** What participants agree to: contract documents, and purposes one by one. */
@Injectable()
export class DocumentsService {
  constructor(
    private readonly database: Database,
    private readonly clock: PeopleClock,
    private readonly throttle: ThrottleService,
  ) {}

  /** The newest version of each document, by name. */
  current(): Promise<ContractDocument[]> {
    return this.database.read((manager) => newestDocuments(manager));
  }

  /** Every version that was ever published, by name, the newest first. */
  versions(): Promise<DocumentVersion[]> {
    return this.database.read(async (manager) => {
      const agreed = await manager
        .createQueryBuilder(ConsentEvent, 'c')
        .select('c.sha256', 'sha256')
        .addSelect('COUNT(DISTINCT c.accountId)', 'accounts')
        .where("c.subject = 'document'")
        .groupBy('c.sha256')
        .getRawMany<{ sha256: string; accounts: string | number }>();
      const counts = new Map(agreed.map(({ sha256, accounts }) => [sha256, Number(accounts)]));
      const all = await headsOf(manager);
      return all.map((head) => ({ ...head, agreedCount: counts.get(head.sha256) ?? 0 }));
    });
  }

  /** One version with its text. @throws IchienError DOCUMENT_UNKNOWN */
  async get(sha256: string): Promise<ContractDocument> {
    const found = await this.database.read((manager) => manager.findOneBy(ContractDocument, { sha256 }));
    if (found !== null) return found;
    throw apiError('DOCUMENT_UNKNOWN', 'No document has this hash.', 'Look at the list of documents.', { sha256 });
  }

  /** How an account stands to each document: the newest version, and the one that it agreed to last. */
  agreements(accountId: string): Promise<AgreementView[]> {
    return this.database.read(async (manager) => {
      const all = await headsOf(manager);
      const atMs = await agreedAt(manager, accountId);
      return all.filter(isNewest).map(({ name, publishedAtMs, ...newest }) => {
        const last = all
          .filter((head) => head.name === name && atMs.has(head.sha256))
          .sort((a, b) => atMs.get(b.sha256)! - atMs.get(a.sha256)! || b.version - a.version)[0];
        return {
          name,
          newest: { ...versionOf(newest), atMs: publishedAtMs },
          agreed: last === undefined ? null : { ...versionOf(last), atMs: atMs.get(last.sha256)! },
        };
      });
    });
  }

  /** Publishes a document, as a further version if there is one of its name. @throws IchienError DOCUMENT_DUPLICATE, DOCUMENT_LIMIT_REACHED */
  async publish(document: Pick<ContractDocument, 'name' | 'title' | 'text'>): Promise<ContractDocument> {
    return this.database.transaction(async (manager) => {
      const all = await manager.find(ContractDocument, { select: { sha256: true, name: true, version: true } });
      const sha256 = sha256Of(document.text);
      if (all.some((known) => known.sha256 === sha256)) {
        throw apiError('DOCUMENT_DUPLICATE', 'This very text is published.', 'Change the text, or leave it.', {
          sha256,
        });
      }
      if (all.length >= MAX_DOCUMENTS) {
        throw apiError(
          'DOCUMENT_LIMIT_REACHED',
          `There are ${MAX_DOCUMENTS} versions.`,
          'Ask whoever keeps the exchange.',
        );
      }
      const names = new Set(all.map(({ name }) => name));
      if (!names.has(document.name) && names.size >= MAX_DOCUMENT_NAMES) {
        throw apiError(
          'DOCUMENT_LIMIT_REACHED',
          `There are ${MAX_DOCUMENT_NAMES} documents.`,
          'Publish a further version of one of them.',
        );
      }
      const version =
        1 + Math.max(0, ...all.filter(({ name }) => name === document.name).map((known) => known.version));
      const row = { ...document, sha256, version, publishedAtMs: this.clock.nowMs() };
      await manager.insert(ContractDocument, row);
      return row;
    });
  }

  /** Records that an account agrees to exactly the newest documents. @throws IchienError DOCUMENTS_DIFFER */
  async agreeWithin(
    manager: EntityManager,
    accountId: string,
    sha256s: readonly string[],
    address: string,
  ): Promise<void> {
    await this.#noteDocuments(manager, accountId, await assertNewest(manager, sha256s), address);
  }

  /**
   * Records that an account agrees to exactly the newest documents, outside of an application: to further versions of what it
   * agreed to before. What it agreed to already is not recorded again.
   *
   * @throws IchienError DOCUMENTS_DIFFER
   */
  async agree(accountId: string, sha256s: readonly string[], address: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      const newest = await assertNewest(manager, sha256s);
      const known = await agreedAt(manager, accountId);
      const unagreed = newest.filter((sha256) => !known.has(sha256));
      await this.#noteDocuments(manager, accountId, unagreed, address);
    });
  }

  /** Every purpose, and whether the account consents to it. */
  consents(accountId: string): Promise<ConsentView[]> {
    return this.database.read(async (manager) => {
      const last = await lastConsents(manager, accountId);
      return PURPOSES.map((purpose) => {
        const event = last.get(purpose);
        const sha256 = wordingOf(purpose);
        const given = isGiven(event, sha256);
        return { purpose, ...PURPOSE_TEXTS[purpose], sha256, given, sinceMs: event?.atMs ?? null };
      });
    });
  }

  /** Gives or withdraws consent to one purpose; what is so already is not recorded again. @throws IchienError TOO_MANY_ATTEMPTS */
  async setConsent(accountId: string, purpose: Purpose, given: boolean, address: string): Promise<void> {
    const sha256 = wordingOf(purpose);
    const last = await this.database.read((manager) => lastConsents(manager, accountId));
    if (isGiven(last.get(purpose), sha256) === given) return;
    // A no is taken at any time: no more of them than there were yeses.
    if (given) await this.throttle.leave('changer', accountId);
    await this.database.transaction((manager) =>
      this.#note(manager, { accountId, subject: purpose, sha256, given, address }),
    );
  }

  async #noteDocuments(
    manager: EntityManager,
    accountId: string,
    sha256s: readonly string[],
    address: string,
  ): Promise<void> {
    for (const sha256 of sha256s) {
      await this.#note(manager, { accountId, subject: 'document', sha256, given: true, address });
    }
  }

  async #note(manager: EntityManager, event: Omit<ConsentEvent, 'sequence' | 'atMs'>): Promise<void> {
    const sequence = (await manager.countBy(ConsentEvent, { accountId: event.accountId })) + 1;
    await manager.insert(ConsentEvent, { ...event, sequence, atMs: this.clock.nowMs() });
  }
}

/** The newest event of each purpose that was ever decided. */
async function lastConsents(manager: EntityManager, accountId: string): Promise<Map<string, ConsentEvent>> {
  const events = await manager.find(ConsentEvent, { where: { accountId }, order: { sequence: 'ASC' } });
  return new Map(events.map((event) => [event.subject, event]));
}

/** Consent to other words than today's is none. */
function isGiven(last: ConsentEvent | undefined, sha256: string): boolean {
  return last?.given === true && last.sha256 === sha256;
}

async function newestDocuments(manager: EntityManager): Promise<ContractDocument[]> {
  const all = await manager.find(ContractDocument, { order: { name: 'ASC', version: 'DESC' } });
  return all.filter(isNewest);
}

/** All versions without their texts, by name, the newest first. */
function headsOf(manager: EntityManager): Promise<Omit<ContractDocument, 'text'>[]> {
  return manager.find(ContractDocument, {
    select: { sha256: true, name: true, version: true, title: true, publishedAtMs: true },
    order: { name: 'ASC', version: 'DESC' },
  });
}

/** Whether it is the first of its name in a list by name, the newest first. */
function isNewest({ name }: { readonly name: string }, index: number, all: readonly { readonly name: string }[]) {
  return all[index - 1]?.name !== name;
}

function versionOf({ sha256, version, title }: Pick<ContractDocument, 'sha256' | 'version' | 'title'>) {
  return { sha256, version, title };
}

/** When an account agreed last to each document that it ever agreed to, by hash. */
async function agreedAt(manager: EntityManager, accountId: string): Promise<Map<string, number>> {
  const events = await manager.find(ConsentEvent, {
    where: { accountId, subject: 'document' },
    order: { sequence: 'ASC' },
  });
  return new Map(events.map(({ sha256, atMs }) => [sha256, atMs]));
}

/** The hashes of the newest documents. @throws IchienError DOCUMENTS_DIFFER if others are named, or there are none */
async function assertNewest(manager: EntityManager, sha256s: readonly string[]): Promise<string[]> {
  const newest = (await newestDocuments(manager)).map(({ sha256 }) => sha256).sort();
  if (newest.length > 0 && newest.join() === [...sha256s].sort().join()) return newest;
  throw apiError(
    'DOCUMENTS_DIFFER',
    'These are not the documents of today.',
    'Read the newest versions and agree to all.',
  );
}

function wordingOf(purpose: Purpose): string {
  const { ja, en, recipient } = PURPOSE_TEXTS[purpose];
  return sha256Of([purpose, ja, en, recipient].join('\n'));
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
