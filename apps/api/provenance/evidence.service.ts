import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { enrolledIn, type JournalEntry } from '#auction';
import {
  type ClosedItems,
  type Direction,
  evidenceFileOf,
  formatEvidenceBundle,
  formatManifest,
  formatResidentEvidence,
  formatSlotEvidence,
  keyedItems,
  MAX_BUNDLE_SLOTS,
  proveReceipt,
  proveTrade,
  type ReceiptProof,
  type RecordOfSlot,
  type SlotItems,
} from '#ledger';
import type { Hex } from '#merkle';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { JournalRow, MarketSlot, TradeRow } from '../market/market.entities.js';
import { latestReadings } from '../metering/latest-readings.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { AllocationRow, Settlement } from '../settlement/settlement.entities.js';
import { OutboxRecordRow, OutboxTransactionRow } from './outbox.entities.js';
import { anchoredTrade, ProvenanceService } from './provenance.service.js';

/** Most slots in one manifest, which only names them: a year. */
const MAX_MANIFEST_SLOTS = 366 * 48;

/** Makes evidence from what is stored: the same text for the same slot at any time (docs/provenance.md, "Evidence"). */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly database: Database,
    private readonly provenance: ProvenanceService,
    private readonly participants: ParticipantsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** Slots from `from` to `to` all of whose records are confirmed on chain, ascending: what an auditor can verify. */
  async slots(from: number, to: number): Promise<number[]> {
    const rows = await this.database.read((manager) =>
      manager
        .createQueryBuilder(MarketSlot, 's')
        .select('s.slot', 'slot')
        .where("s.areaId = :areaId AND s.state = 'closed' AND s.slot BETWEEN :from AND :to", {
          areaId: this.config.areaId,
          from,
          to,
        })
        .andWhere(
          (query) =>
            `NOT EXISTS ${query
              .subQuery()
              .select('1')
              .from(OutboxRecordRow, 'r')
              .leftJoin(OutboxTransactionRow, 't', "t.hash = r.transactionHash AND t.state = 'confirmed'")
              .where('r.areaId = s.areaId AND r.slot = s.slot AND t.hash IS NULL')
              .getQuery()}`,
        )
        .orderBy('s.slot')
        .getRawMany<{ slot: number }>(),
    );
    return rows.map(({ slot }) => slot);
  }

  /** The manifest over closed slots. @throws IchienError EVIDENCE_NOT_READY if there is no slot, too many, or no chain */
  async manifest(from: number, to: number, notes: readonly string[] = []): Promise<string> {
    const slots = await this.slots(from, to);
    const { ledger } = this.config;
    if (ledger === undefined || slots.length === 0) {
      throw apiError(
        'EVIDENCE_NOT_READY',
        'There is no evidence for that time.',
        'Ask for slots that are closed and anchored.',
      );
    }
    if (slots.length > MAX_MANIFEST_SLOTS) {
      throw apiError(
        'EVIDENCE_NOT_READY',
        `${slots.length} slots are too many.`,
        `Ask for at most ${MAX_MANIFEST_SLOTS}.`,
      );
    }
    return formatManifest({
      chainId: ledger.chainId,
      contract: ledger.contract,
      deployedAtBlock: ledger.deployedAtBlock,
      areaId: this.config.areaId,
      slots: slots.map((slot) => ({ slot, file: evidenceFileOf(slot) })),
      notes: [...notes],
    });
  }

  /**
   * The proof that a command's receipt is in the sealed journal.
   *
   * @param ofParticipants only a command of theirs is shown; undefined: anybody's
   * @throws IchienError EVIDENCE_NOT_READY, RECEIPT_UNKNOWN
   */
  async receiptProof(slot: number, sequence: number, ofParticipants?: readonly string[]): Promise<ReceiptProof> {
    const { items } = await this.database.read((manager) => this.#closed(manager, slot));
    const names = ofParticipants?.map((participantId) => this.participants.pseudonymsOf(slot).of(participantId));
    const owner = ownerOf(items.journal, sequence);
    const isShown = names === undefined || (owner !== undefined && names.includes(owner));
    // What is not the caller's is asked for under a sequence that does not exist: the answer is the same.
    return proveReceipt(isShown ? items : { ...items, journal: [] }, sequence);
  }

  /** One slot's file: sealed journal, trades, and every settlement so far. @throws IchienError EVIDENCE_NOT_READY */
  slotFile(slot: number): Promise<string> {
    return this.database.read(async (manager) => formatSlotEvidence(await this.#slotItems(manager, slot)));
  }

  /** Slots of at most a day in one file. @throws IchienError EVIDENCE_NOT_READY if there is none, too many, or no chain */
  async bundle(from: number, to: number): Promise<string> {
    const slots = await this.slots(from, to);
    if (slots.length > MAX_BUNDLE_SLOTS) {
      throw apiError(
        'EVIDENCE_NOT_READY',
        `${slots.length} slots are too many.`,
        `Ask for at most ${MAX_BUNDLE_SLOTS}.`,
      );
    }
    const files: string[] = [];
    for (const slot of slots) files.push(await this.slotFile(slot));
    return formatEvidenceBundle(await this.manifest(from, to), files);
  }

  /**
   * What a resident is handed for one of their trades, at the slot's latest settlement.
   *
   * @param direction `import` for the buyer, `export` for the seller
   * @param neighbours shows the leaves beside theirs too
   * @param ofParticipants only their own side of a trade is shown; undefined: anybody's
   * @throws IchienError EVIDENCE_NOT_READY until all records of the slot are confirmed; TRADE_UNKNOWN, READING_MISSING
   */
  async residentFile(
    slot: number,
    tradeSequence: number,
    direction: Direction,
    neighbours: boolean,
    ofParticipants?: readonly string[],
  ): Promise<string> {
    const { ledger } = this.config;
    const [confirmed] = await this.slots(slot, slot);
    if (ledger === undefined || confirmed === undefined) {
      throw apiError(
        'EVIDENCE_NOT_READY',
        `The records of slot ${slot} are not confirmed on chain.`,
        'Ask again some minutes later; /anchors says what waits.',
        { slot },
      );
    }
    const place = { chainId: ledger.chainId, address: ledger.contract };
    return this.database.read(async (manager) => {
      const all = await this.#slotItems(manager, slot);
      const names = ofParticipants?.map((participantId) => this.participants.pseudonymsOf(slot).of(participantId));
      const isShown = ({ buyerId, sellerId }: (typeof all.trades)[number]) =>
        names === undefined || names.includes(direction === 'import' ? buyerId : sellerId);
      const asked = all.trades.find(({ sequence }) => sequence === tradeSequence);
      const items = asked === undefined || isShown(asked) ? all : { ...all, trades: [] };
      const records = await this.#records(manager, slot);
      return formatResidentEvidence(proveTrade({ place, items, records, tradeSequence, direction, neighbours }));
    });
  }

  async #slotItems(manager: EntityManager, slot: number): Promise<SlotItems> {
    const { areaId } = this.config;
    const { items, trades } = await this.#closed(manager, slot);
    const versions = await manager.find(Settlement, { where: { areaId, slot }, order: { version: 'ASC' } });
    const settlements = [];
    for (const { version, readingCut } of versions) {
      const readings = await latestReadings(manager, slot, readingCut);
      const allocations = await manager.find(AllocationRow, {
        where: { areaId, slot, version },
        order: { tradeSequence: 'ASC' },
      });
      const keyed = this.provenance.keyed({ slot, version, trades, readings });
      settlements.push(
        keyedItems(
          keyed,
          allocations.map(({ allocatedWh }) => allocatedWh),
        ),
      );
    }
    return { ...items, settlements };
  }

  /** What gate closure sealed, and the trades as they are stored. @throws IchienError EVIDENCE_NOT_READY */
  async #closed(manager: EntityManager, slot: number): Promise<{ items: ClosedItems; trades: TradeRow[] }> {
    const { areaId } = this.config;
    const book = await manager.findOneBy(MarketSlot, { areaId, slot, state: 'closed' });
    if (book === null) {
      throw apiError('EVIDENCE_NOT_READY', `Slot ${slot} is not closed.`, 'Ask again after its gate closure.', {
        slot,
      });
    }
    const journal = await manager.find(JournalRow, { where: { areaId, slot }, order: { sequence: 'ASC' } });
    const trades = await manager.find(TradeRow, { where: { areaId, slot }, order: { sequence: 'ASC' } });
    const items = {
      areaId,
      slot,
      rules: JSON.parse(book.rules),
      journal: journal.map(({ sequence, command }) => ({ sequence, command: JSON.parse(command) })),
      trades: trades.map(anchoredTrade),
    };
    return { items, trades };
  }

  /** The slot's records in their order. Their places in the area's chain stand in the preimages that were sent. */
  async #records(manager: EntityManager, slot: number): Promise<RecordOfSlot[]> {
    const { areaId } = this.config;
    const rows = await manager.find(OutboxRecordRow, { where: { areaId, slot }, order: { id: 'ASC' } });
    return rows.map(({ phase, record, preimage }) => {
      return { phase, record: JSON.parse(record), previousHead: previousHeadIn(preimage!) } as RecordOfSlot;
    });
  }
}

/** The pseudonym of who sent a command; undefined of the operator's own and where there is none. */
function ownerOf(journal: readonly JournalEntry[], sequence: number): string | undefined {
  const command = journal.find((entry) => entry.sequence === sequence)?.command;
  if (command === undefined) return undefined;
  if (command.type === 'enrol') return command.participantId;
  return 'participant' in command ? enrolledIn(journal)[command.participant] : undefined;
}

/** The second word of a record's preimage (docs/provenance.md, "Records on chain"). */
function previousHeadIn(preimage: string): Hex {
  return `0x${preimage.slice(2 + 64, 2 + 128)}`;
}
