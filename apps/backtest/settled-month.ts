import { createHash } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsNull } from 'typeorm';
import { API_CONFIG, type ApiConfig } from '#api/config.js';
import { Database, insertRows } from '#api/database/database.js';
import { MarketSlot, TradeRow } from '#api/market/market.entities.js';
import { MeteringService } from '#api/metering/metering.service.js';
import { Reading } from '#api/metering/reading.entity.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { OutboxRecordRow, OutboxTransactionRow } from '#api/provenance/outbox.entities.js';
import { AllocationRow, PostingRow, Settlement } from '#api/settlement/settlement.entities.js';
import { DEFAULT_BOOK_RULES } from '#auction';
import { addDays, komaOf, SLOTS_PER_DAY, slotEndMs, slotOf, slotStartMs } from '#energy';
import { DEFAULT_RULE_SETS, ruleSetAt, settleSlot } from '#settlement';
import { settlementRulesAt } from '#tariff';

/** What is put into the database. */
export interface SettledMonthOptions {
  readonly firstDay: string;
  readonly days: number;
  /** Participants with these ids sell around noon and take at other times; the others only take. */
  readonly sellerIds: readonly string[];
  readonly buyerIds: readonly string[];
  readonly seed: number;
  /** True if days were written before these. */
  readonly continues?: boolean;
}

/** Koma in which the sun shines on all roofs alike. */
const [FIRST_SUN, LAST_SUN] = [15, 34];
/** The transaction that all records are said to be in. */
const TRANSACTION = `0x${'1'.repeat(64)}`;

/**
 * Writes settled days straight into the database, for benchmarks and tests that are about what comes after: trades, readings and
 * postings are those that the market and `settleSlot` make, but no book was held, and that its records are anchored is only said.
 * The application has to be started again before it settles anything.
 */
export async function fillSettledMonth(app: NestFastifyApplication, options: SettledMonthOptions): Promise<void> {
  const { areaId } = app.get<ApiConfig>(API_CONFIG);
  const database = app.get(Database);
  const participants = app.get(ParticipantsService);
  const meterOf = (participantId: string) => participants.get(participantId).meterId;
  const random = sequence(options.seed);
  let arrival = options.continues ? app.get(MeteringService).lastArrival : 0;
  await database.transaction((manager) =>
    manager.save(OutboxTransactionRow, {
      hash: TRANSACTION,
      nonce: 0,
      raw: '0x',
      state: 'confirmed',
      minedHash: TRANSACTION,
      blockNumber: 1,
      blockHash: TRANSACTION,
      gasUsed: 1,
    }),
  );
  for (let index = 0; index < options.days; index++) {
    const day = addDays(options.firstDay, index);
    const { rules, version: ruleVersion } = ruleSetAt(DEFAULT_RULE_SETS, day);
    const dated = { ...settlementRulesAt(day), ...rules };
    const slots: Partial<MarketSlot>[] = [];
    const trades: TradeRow[] = [];
    const readings: Partial<Reading>[] = [];
    const settlements: Partial<Settlement>[] = [];
    const allocations: AllocationRow[] = [];
    const postings: PostingRow[] = [];
    const records: Partial<OutboxRecordRow>[] = [];
    for (let slot = slotOf(day); slot < slotOf(day) + SLOTS_PER_DAY; slot++) {
      const key = { areaId, slot };
      const hasSun = komaOf(slot) >= FIRST_SUN && komaOf(slot) <= LAST_SUN;
      const pseudonyms = participants.pseudonymsOf(slot);
      const own = (hasSun ? tradesOf(options, random) : []).map((trade) => ({
        ...key,
        ...trade,
        buyerPseudonym: pseudonyms.of(trade.buyerId),
        sellerPseudonym: pseudonyms.of(trade.sellerId),
      }));
      const measured = readingsOf(options, hasSun, random);
      const receivedAtMs = slotEndMs(slot) + 3_600_000;
      for (const { participantId, exportWh, importWh } of measured) {
        readings.push({
          slot,
          meterId: meterOf(participantId),
          version: 1,
          exportWh,
          importWh,
          arrival: ++arrival,
          receivedAtMs,
          state: 'daily',
          source: 'operator',
          revision: 1,
          quality: 'measured',
          method: null,
          deliveryId: null,
        });
      }
      const settled = settleSlot(own, measured, dated);
      const { exportedWh, importedWh, tradedWh, allocatedWh, pooledWh } = settled;
      const rulesText = JSON.stringify(DEFAULT_BOOK_RULES);
      const [openedAtMs, closedAtMs] = [slotStartMs(slot) - 93_600_000, slotStartMs(slot) - 4_500_000];
      slots.push({ ...key, state: 'closed', rules: rulesText, openedAtMs, closedAtMs });
      trades.push(...own);
      settlements.push({
        ...key,
        version: 1,
        settledAtMs: receivedAtMs,
        exportedWh,
        importedWh,
        tradedWh,
        allocatedWh,
        pooledWh,
        ruleVersion,
        rules: JSON.stringify(dated),
        missingReadings: 0,
        readingCut: arrival,
        checkedCut: arrival,
        checkedPrice: 0,
      });
      for (const { tradeSequence, allocatedWh } of settled.allocations) {
        allocations.push({ ...key, version: 1, tradeSequence, allocatedWh });
      }
      postings.push(...settled.postings.map((posting, item) => ({ ...key, version: 1, item, ...posting })));
      const allocationRoot = `0x${createHash('sha256').update(JSON.stringify(settled.allocations)).digest('hex')}`;
      records.push({
        ...key,
        phase: 'settled',
        record: JSON.stringify({ ...key, version: 1, allocationRoot, exportedWh, importedWh, tradedWh, allocatedWh }),
        transactionHash: TRANSACTION,
      });
    }
    await database.transaction(async (manager) => {
      await insertRows(manager, MarketSlot, slots);
      await insertRows(manager, TradeRow, trades);
      await insertRows(manager, Reading, readings);
      await insertRows(manager, Settlement, settlements);
      await insertRows(manager, AllocationRow, allocations);
      await insertRows(manager, PostingRow, postings);
      for (const record of records) await manager.insert(OutboxRecordRow, record);
    });
  }
}

/** Says of every record that waits that it is anchored. */
export async function sayAnchored(app: NestFastifyApplication): Promise<void> {
  await app
    .get(Database)
    .transaction((manager) =>
      manager.update(OutboxRecordRow, { transactionHash: IsNull() }, { transactionHash: TRANSACTION }),
    );
}

/** Every buyer buys once from a seller. */
function tradesOf({ sellerIds, buyerIds }: SettledMonthOptions, random: (below: number) => number) {
  if (sellerIds.length === 0) return [];
  return buyerIds.map((buyerId, index) => ({
    sequence: index + 1,
    buyOrderId: 2 * index,
    sellOrderId: 2 * index + 1,
    buyerId,
    sellerId: sellerIds[random(sellerIds.length)]!,
    priceSen: 1000 + random(1200),
    energyWh: 50 + random(200),
    premiumSen: 0,
  }));
}

function readingsOf({ sellerIds, buyerIds }: SettledMonthOptions, hasSun: boolean, random: (below: number) => number) {
  return [
    ...sellerIds.map((participantId) => ({
      participantId,
      exportWh: hasSun ? random(1500) : 0,
      importWh: hasSun ? 0 : random(300),
    })),
    ...buyerIds.map((participantId) => ({ participantId, exportWh: 0, importWh: 30 + random(300) })),
  ];
}

/** Whole numbers that follow from a seed alone: mulberry32. */
function sequence(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
