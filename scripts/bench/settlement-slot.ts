import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApplication } from '#api/application.js';
import { SimulatedClock } from '#api/clock/clock.js';
import { DEFAULT_TIMES } from '#api/config.js';
import { Database, insertRows } from '#api/database/database.js';
import { MarketSlot, TradeRow } from '#api/market/market.entities.js';
import { MeteringService, type MeterReading } from '#api/metering/metering.service.js';
import { ClaimAccountRow } from '#api/participants/claim-account.entity.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { claimAccountPlace, Secrets } from '#api/secrets.js';
import { LedgerService } from '#api/settlement/ledger.service.js';
import { PostingRow } from '#api/settlement/settlement.entities.js';
import { SettlementService } from '#api/settlement/settlement.service.js';
import { DEFAULT_BOOK_RULES } from '#auction';
import { gateClosureMs, slotEndMs, slotOf } from '#energy';
import { mulberry32 } from './mulberry32.js';

/** One slot of a community, from its readings to its postings, on disk. */
export interface SettlementSlotResult {
  readonly households: number;
  /** Readings delivered, stored, and the slot settled: postings written and its record in the outbox. */
  readonly seconds: number;
  /** Most memory of the process until the slot is settled, the making of households, trades and readings included. */
  readonly peakMiB: number;
  readonly trades: number;
  readonly postings: number;
  /** Part of `seconds`: the readings checked and stored. */
  readonly readingSeconds: number;
  /** Afterwards: one reading corrected and the slot settled again, the difference posted. */
  readonly correctionSeconds: number;
  /** Most memory of the process until the correction is settled too. */
  readonly correctionPeakMiB: number;
  /** Once in a household's life and not part of `seconds`: its claim account derived in a thread of its own, and stored. */
  readonly accountMs: number;
}

const AREA_ID = 13_112;
const SLOT = slotOf('2026-05-18', 25);
const SELLER_EVERY = 6;
/** Readings of one delivery: what one request may carry. */
const DELIVERY = 20_000;
/** Households whose claim accounts are derived, to see what one takes. */
const SAMPLE = 1_000;

/** Lives one slot through the product's own services on an SQLite file, and times it from the first reading to the last posting. */
export async function benchSettlementSlot(households: number): Promise<SettlementSlotResult> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-settlement-'));
  const clock = new SimulatedClock(gateClosureMs(SLOT) - 3_600_000);
  const config = {
    ...DEFAULT_TIMES,
    areaId: AREA_ID,
    databaseUrl: join(folder, 'slot.sqlite'),
    bookRules: DEFAULT_BOOK_RULES,
    programme: { firstSlot: SLOT, lastSlot: SLOT },
    ledger: undefined,
  };
  let app = await createApplication(config, clock, false);
  try {
    await enrol(app, 0, SAMPLE);
    const accountsMs = performance.now();
    await app.get(ParticipantsService).deriveClaimAccounts();
    const accountMs = (performance.now() - accountsMs) / SAMPLE;
    await enrol(app, SAMPLE, households);
    await nameClaimAccounts(app, households);
    // The slot is settled by a server that has just been started: nothing of it is in memory.
    await app.close();
    app = await createApplication(config, clock, false);
    const random = mulberry32(42);
    const trades = await trade(app, households, random);
    clock.advanceTo(slotEndMs(SLOT));
    const readings = readingsOf(households, random);

    const startedMs = performance.now();
    const metering = app.get(MeteringService);
    for (let first = 0; first < readings.length; first += DELIVERY) {
      await metering.submit(readings.slice(first, first + DELIVERY));
    }
    const readingSeconds = (performance.now() - startedMs) / 1000;
    await app.get(SettlementService).settle(SLOT);
    const seconds = (performance.now() - startedMs) / 1000;
    const peakMiB = process.resourceUsage().maxRSS / 1024;
    const postings = await countPostings(app);

    const correctedMs = performance.now();
    await metering.correct([{ meterId: 'meter-1', slot: SLOT, exportWh: 0, importWh: 1 }]);
    await app.get(SettlementService).settle(SLOT);
    const correctionSeconds = (performance.now() - correctedMs) / 1000;
    const correctionPeakMiB = process.resourceUsage().maxRSS / 1024;

    if (!(await app.get(LedgerService).trialBalance(clock.nowMs())).balanced)
      throw new Error('The ledger is off balance.');
    if ((await countPostings(app)) === postings) throw new Error('The correction posted nothing.');
    return {
      ...{ households, seconds, peakMiB, trades, postings, readingSeconds },
      ...{ correctionSeconds, correctionPeakMiB, accountMs },
    };
  } finally {
    await app.close();
    rmSync(folder, { recursive: true });
  }
}

function countPostings(app: NestFastifyApplication): Promise<number> {
  return app.get(Database).read((manager) => manager.count(PostingRow));
}

/** Registers the households `from` to `to - 1`. */
function enrol(app: NestFastifyApplication, from: number, to: number): Promise<void> {
  const newcomers = Array.from({ length: to - from }, (_, at) => ({
    participantId: `home-${from + at}`,
    meterId: `meter-${from + at}`,
    householdKey: digestOf(`bench household ${from + at}`),
    mode: 'balanced' as const,
    minSellPriceSen: 850,
    maxBuyPriceSen: 3200,
    automatic: false,
    quoteWh: null,
  }));
  return app.get(ParticipantsService).register(newcomers);
}

/**
 * Stores a claim account for all but the first households. Any 20 bytes do: a settlement only writes them down, and to derive
 * them, which is done once in a household's life, would take most of the measurement.
 */
async function nameClaimAccounts(app: NestFastifyApplication, households: number): Promise<void> {
  const secrets = app.get(Secrets);
  const rows = Array.from({ length: households - SAMPLE }, (_, at) => {
    const participantId = `home-${SAMPLE + at}`;
    const account = `0x${digestOf(participantId).slice(0, 40)}`;
    return { participantId, account: secrets.seal(account, claimAccountPlace(participantId)) };
  });
  await app.get(Database).transaction((manager) => insertRows(manager, ClaimAccountRow, rows));
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A closed slot in which every buyer bought from one or two sellers. What the market costs is measured by `-- journal`. */
async function trade(app: NestFastifyApplication, households: number, random: () => number): Promise<number> {
  const participants = app.get(ParticipantsService);
  const pseudonyms = participants.pseudonymsOf(SLOT);
  const sellers = Math.ceil(households / SELLER_EVERY);
  const rows: TradeRow[] = [];
  for (let buyer = 0; buyer < households; buyer++) {
    if (buyer % SELLER_EVERY === 0) continue;
    const buyerId = `home-${buyer}`;
    const count = buyer % 4 === 1 ? 2 : 1;
    for (let part = 0; part < count; part++) {
      const sellerId = `home-${Math.floor(random() * sellers) * SELLER_EVERY}`;
      rows.push({
        areaId: AREA_ID,
        slot: SLOT,
        sequence: rows.length + 1,
        buyOrderId: 2 * rows.length,
        sellOrderId: 2 * rows.length + 1,
        buyerPseudonym: pseudonyms.of(buyerId),
        sellerPseudonym: pseudonyms.of(sellerId),
        buyerId,
        sellerId,
        priceSen: 1200 + Math.floor(random() * 800),
        energyWh: 50 + Math.floor(random() * 200),
        premiumSen: 0,
      });
    }
  }
  await app.get(Database).transaction(async (manager) => {
    const rules = JSON.stringify(DEFAULT_BOOK_RULES);
    const book = { areaId: AREA_ID, slot: SLOT, state: 'closed' as const, rules, openedAtMs: 0, closedAtMs: 0 };
    await manager.insert(MarketSlot, book);
    await insertRows(manager, TradeRow, rows);
  });
  return rows.length;
}

function readingsOf(households: number, random: () => number): MeterReading[] {
  return Array.from({ length: households }, (_, index) => {
    const sells = index % SELLER_EVERY === 0;
    return {
      meterId: `meter-${index}`,
      slot: SLOT,
      exportWh: sells ? Math.floor(random() * 2000) : 0,
      importWh: sells ? 0 : 50 + Math.floor(random() * 400),
    };
  });
}

// Run by scripts/bench/settlement.ts in a process of its own, for the memory is measured.
if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(await benchSettlementSlot(Number(process.argv[2]))));
}
