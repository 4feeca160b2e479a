import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, Like } from 'typeorm';
import { gateClosureMs, SLOTS_PER_DAY, slotOf } from '#energy';
import {
  type BookOperationView,
  exceptionsOf,
  type SlotDetail,
  type SlotException,
  type SlotLine,
  type SlotRecordView,
  type SlotSettlementView,
  type SlotsView,
  slotStateOf,
} from '#operations';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { JournalRow, MarketSlot, TradeRow } from '../market/market.entities.js';
import { MarketService } from '../market/market.service.js';
import { Reading } from '../metering/reading.entity.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { OutboxRecordRow, OutboxTransactionRow } from '../provenance/outbox.entities.js';
import { Settlement } from '../settlement/settlement.entities.js';

type Raw<Names extends string> = Record<Names, string | number>;

/** Half hours as staff see them: sums, nobody's own figures. Each answer takes a fixed number of statements. */
@Injectable()
export class SlotsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly market: MarketService,
    private readonly participants: ParticipantsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** The half hours of a JST day. @throws IchienError DAY_INVALID */
  async day(day: string): Promise<SlotsView> {
    const from = slotOf(day);
    return { day, nowMs: this.clock.nowMs(), slots: await this.lines(from, from + SLOTS_PER_DAY) };
  }

  /** The half hours from one to before another, each, whether it was opened or not. */
  async lines(fromSlot: number, untilSlot: number): Promise<SlotLine[]> {
    const bounds = { areaId: this.config.areaId, fromSlot, untilSlot };
    const [books, trades, readings, settlements, records] = await this.database.read(async (manager) => [
      new Map((await booksOf(manager, bounds)).map((row) => [row.slot, row])),
      bySlot(await tradesOf(manager, bounds)),
      bySlot(await readingsOf(manager, bounds)),
      new Map((await newestSettlements(manager, bounds)).map((row) => [row.slot, row])),
      bySlot(await recordCounts(manager, bounds)),
    ]);
    return Array.from({ length: untilSlot - fromSlot }, (_, index) => {
      const slot = fromSlot + index;
      const [traded, record, settlement] = [trades.get(slot), records.get(slot), settlements.get(slot)];
      const tradedWh = Number(traded?.wh ?? 0);
      const counts = { records: Number(record?.records ?? 0), confirmedRecords: Number(record?.confirmed ?? 0) };
      return {
        slot,
        state: slotStateOf({
          stored: books.get(slot)?.state,
          phase: this.market.phase(slot),
          isSettled: settlement !== undefined,
          ...counts,
        }),
        gateClosureMs: gateClosureMs(slot, this.config.gateClosureLeadMs),
        trades: Number(traded?.trades ?? 0),
        tradedWh,
        meanPriceSen: tradedWh === 0 ? null : Math.round(Number(traded?.millisen) / tradedWh),
        readings: Number(readings.get(slot)?.readings ?? 0),
        expectedReadings: this.participants.members(slot).length,
        settlement: settlement === undefined ? null : settlementView(settlement),
        ...counts,
      };
    });
  }

  /** One half hour with its records. @throws IchienError SLOT_UNKNOWN if it was never opened */
  async detail(slot: number): Promise<SlotDetail> {
    const { areaId } = this.config;
    const [line] = await this.lines(slot, slot + 1);
    if (line === undefined || line.state === 'notYet') {
      throw apiError('SLOT_UNKNOWN', `Slot ${slot} was never opened.`, 'Choose one of the programme.', { slot });
    }
    return this.database.read(async (manager) => ({
      nowMs: this.clock.nowMs(),
      line,
      records: await this.#records(manager, slot),
      settlements: (await manager.find(Settlement, { where: { areaId, slot }, order: { version: 'ASC' } })).map(
        settlementView,
      ),
      operations: await operationsOf(manager, areaId, slot, slot + 1),
      commands: await manager.countBy(JournalRow, { areaId, slot }),
    }));
  }

  /** What was not as planned on a day. @throws IchienError DAY_INVALID */
  async exceptions(day: string): Promise<SlotException[]> {
    const { nowMs, slots } = await this.day(day);
    const from = slotOf(day);
    const operations = await this.database.read((manager) =>
      operationsOf(manager, this.config.areaId, from, from + SLOTS_PER_DAY),
    );
    const halts = new Map<number, number>();
    for (const { slot, type } of operations) {
      if (type === 'halt') halts.set(slot, (halts.get(slot) ?? 0) + 1);
    }
    return exceptionsOf(slots, halts, this.config.settleDeadlineMs, nowMs);
  }

  /** Halted books with the time of their halt. */
  async halted(): Promise<{ slot: number; sinceMs: number; gateClosureMs: number }[]> {
    const slots = this.market.openSlots().filter((slot) => this.market.phase(slot) === 'halted');
    const [first, last] = [slots[0], slots.at(-1)];
    if (first === undefined || last === undefined) return [];
    const operations = await this.database.read((manager) =>
      operationsOf(manager, this.config.areaId, first, last + 1),
    );
    return slots.map((slot) => ({
      slot,
      sinceMs: operations.findLast((each) => each.slot === slot && each.type === 'halt')?.atMs ?? this.clock.nowMs(),
      gateClosureMs: gateClosureMs(slot, this.config.gateClosureLeadMs),
    }));
  }

  async #records(manager: EntityManager, slot: number): Promise<SlotRecordView[]> {
    const { areaId } = this.config;
    const rows = await manager.find(OutboxRecordRow, { where: { areaId, slot }, order: { id: 'ASC' } });
    const transactions = new Map(
      (
        await manager
          .createQueryBuilder(OutboxTransactionRow, 't')
          .innerJoin(OutboxRecordRow, 'r', 'r.transactionHash = t.hash')
          .where('r.areaId = :areaId AND r.slot = :slot', { areaId, slot })
          .getMany()
      ).map((row) => [row.hash, row]),
    );
    return rows.map(({ phase, record, preimage, recordHash, transactionHash }) => {
      const transaction = transactionHash === null ? undefined : transactions.get(transactionHash);
      return {
        phase,
        record: JSON.parse(record),
        previousHead: preimage === null ? null : `0x${preimage.slice(2 + 64, 2 + 128)}`,
        recordHash,
        transactionHash: transaction?.minedHash ?? transactionHash,
        blockNumber: transaction?.blockNumber ?? null,
        state: transaction === undefined ? 'pending' : transaction.state,
      };
    });
  }
}

/** Slots of an area, from the first to before the last. */
export interface Bounds {
  readonly areaId: number;
  readonly fromSlot: number;
  readonly untilSlot: number;
}

const WITHIN = 'x.areaId = :areaId AND x.slot >= :fromSlot AND x.slot < :untilSlot';

function booksOf(manager: EntityManager, bounds: Bounds): Promise<MarketSlot[]> {
  return manager.createQueryBuilder(MarketSlot, 'x').where(WITHIN, bounds).getMany();
}

/** Trades of each slot that has any: how many, Wh, and millisen. */
export function tradesOf(
  manager: EntityManager,
  bounds: Bounds,
): Promise<Raw<'slot' | 'trades' | 'wh' | 'millisen'>[]> {
  return manager
    .createQueryBuilder(TradeRow, 'x')
    .select('x.slot', 'slot')
    .addSelect('COUNT(*)', 'trades')
    .addSelect('SUM(x.energyWh)', 'wh')
    .addSelect('SUM(CAST(x.energyWh AS BIGINT) * x.priceSen)', 'millisen')
    .where(WITHIN, bounds)
    .groupBy('x.slot')
    .getRawMany();
}

function readingsOf(manager: EntityManager, bounds: Bounds): Promise<Raw<'slot' | 'readings'>[]> {
  return manager
    .createQueryBuilder(Reading, 'x')
    .select('x.slot', 'slot')
    .addSelect('COUNT(*)', 'readings')
    .where('x.version = 1 AND x.slot >= :fromSlot AND x.slot < :untilSlot', bounds)
    .groupBy('x.slot')
    .getRawMany();
}

/** The newest settlement of each slot that has one. */
export function newestSettlements(manager: EntityManager, bounds: Bounds): Promise<Settlement[]> {
  return manager
    .createQueryBuilder(Settlement, 'x')
    .where(WITHIN, bounds)
    .andWhere(
      (query) =>
        `x.version = ${query
          .subQuery()
          .select('MAX(n.version)')
          .from(Settlement, 'n')
          .where('n.areaId = x.areaId AND n.slot = x.slot')
          .getQuery()}`,
    )
    .orderBy('x.slot')
    .getMany();
}

function recordCounts(manager: EntityManager, bounds: Bounds): Promise<Raw<'slot' | 'records' | 'confirmed'>[]> {
  return manager
    .createQueryBuilder(OutboxRecordRow, 'x')
    .select('x.slot', 'slot')
    .addSelect('COUNT(*)', 'records')
    .addSelect('COUNT(t.hash)', 'confirmed')
    .leftJoin(OutboxTransactionRow, 't', "t.hash = x.transactionHash AND t.state = 'confirmed'")
    .where(WITHIN, bounds)
    .groupBy('x.slot')
    .getRawMany();
}

/** Halts and resumptions as the journals have them, in order. */
async function operationsOf(
  manager: EntityManager,
  areaId: number,
  fromSlot: number,
  untilSlot: number,
): Promise<(BookOperationView & { slot: number })[]> {
  const rows = await manager
    .createQueryBuilder(JournalRow, 'x')
    .where(WITHIN, { areaId, fromSlot, untilSlot })
    .andWhere([{ command: Like('{"type":"halt"%') }, { command: Like('{"type":"resume"%') }])
    .orderBy('x.slot')
    .addOrderBy('x.sequence')
    .getMany();
  return rows.map(({ slot, sequence, command }) => {
    const { type, atMs } = JSON.parse(command) as { type: 'halt' | 'resume'; atMs: number };
    return { slot, type, sequence, atMs };
  });
}

function settlementView(row: Settlement): SlotSettlementView {
  const { version, settledAtMs, exportedWh, importedWh, allocatedWh, missingReadings } = row;
  return { version, settledAtMs, exportedWh, importedWh, allocatedWh, missingReadings };
}

function bySlot<Row extends { slot: string | number }>(rows: readonly Row[]): Map<number, Row> {
  return new Map(rows.map((row) => [Number(row.slot), row]));
}
