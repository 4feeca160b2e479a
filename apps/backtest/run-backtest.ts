import { setTimeout } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApplication } from '#api/application.js';
import { BillingAccountsService } from '#api/billing/billing-accounts.service.js';
import { FuelAdjustmentsService } from '#api/billing/fuel-adjustments.service.js';
import { SimulatedClock } from '#api/clock/clock.js';
import { type ApiConfig, DEFAULT_TIMES, type LedgerConnection } from '#api/config.js';
import { MeteringService } from '#api/metering/metering.service.js';
import { MetersService } from '#api/metering/meters.service.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { AnchorService } from '#api/provenance/anchor.service.js';
import { SchedulerService } from '#api/scheduler/scheduler.service.js';
import { DEFAULT_BOOK_RULES } from '#auction';
import { dayOf, SLOT_MS, SLOTS_PER_DAY, slotAt, slotEndMs, slotOf, slotStartMs } from '#energy';
import { billingAccounts, fuelAdjustments } from './bill-community.js';
import type { Community } from './community/index.js';
import { enrolCommunity, solarFacts } from './enrol-community.js';
import { backtestError } from './error.js';
import { readingsOf } from './readings-of.js';

/** Days of readings that the agents know when the first slot opens. */
export const WARM_UP_DAYS = 15;
/** Setagaya's municipality code. */
const AREA_ID = 13112;
/** Looks at the chain in one half hour before the run is given up, and milliseconds between two of them. */
const MAX_ANCHOR_ROUNDS = 5000;
const ANCHOR_PAUSE_MS = 2;

/** What is lived through, and where. */
export interface BacktestOptions {
  /** Its calendar begins {@link WARM_UP_DAYS} before the first day of trading. */
  readonly community: Community;
  readonly seed: number;
  /** Percent of the households that insist on power made by sunlight. */
  readonly insisting: number;
  readonly databaseUrl: string;
  /** Key of the database's secrets, made if it is not there. */
  readonly secretsKeyFile: string;
  readonly ledger: LedgerConnection;
  /** Told after each half hour of simulated time. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Leads a community through its days: the same exchange, agents, settlement and anchoring as in production, on a clock
 * that jumps from half hour to half hour. Readings come 60 minutes after their slot. Returns the application, still
 * running, for whoever asks it questions; the caller closes it.
 */
export async function runBacktest(options: BacktestOptions): Promise<NestFastifyApplication> {
  const { calendar } = options.community;
  const firstSlot = slotOf(calendar.firstDay) + WARM_UP_DAYS * SLOTS_PER_DAY;
  const lastSlot = slotOf(calendar.firstDay) + calendar.days * SLOTS_PER_DAY - 1;
  const config: ApiConfig = {
    areaId: AREA_ID,
    databaseUrl: options.databaseUrl,
    secretsKeyFile: options.secretsKeyFile,
    bookRules: DEFAULT_BOOK_RULES,
    programme: { firstSlot, lastSlot },
    ...DEFAULT_TIMES,
    ledger: options.ledger,
  };
  const startMs = slotStartMs(firstSlot) - config.openLeadMs;
  const endMs = slotEndMs(lastSlot) + config.readingDelayMs;
  const clock = new SimulatedClock(startMs);
  const app = await createApplication(config, clock, ['error', 'warn']);
  await app.get(ParticipantsService).register(enrolCommunity(options.community, options.seed, options.insisting));
  for (const facts of solarFacts(options.community)) await app.get(MetersService).state(facts, 'backtest');
  await app.get(BillingAccountsService).store(billingAccounts(options.community, options.seed));
  await app.get(FuelAdjustmentsService).store(fuelAdjustments(monthsBetween(firstSlot, lastSlot)));

  const metering = app.get(MeteringService);
  const scheduler = app.get(SchedulerService);
  const deliver = (slot: number) => metering.submit(readingsOf(options.community, slot));
  for (let slot = slotOf(calendar.firstDay); slotEndMs(slot) + config.readingDelayMs < startMs; slot++)
    await deliver(slot);

  for (let atMs = startMs; atMs <= endMs; atMs += SLOT_MS) {
    clock.advanceTo(atMs);
    await deliver(slotAt(atMs - config.readingDelayMs) - 1);
    await scheduler.tick();
    const [problem] = scheduler.problems();
    if (problem !== undefined)
      throw backtestError('ANCHORING_STUCK', `${problem.step}: ${problem.message}`, 'See the log.');
    // The next half hour waits for the chain, or the order of records would depend on how fast it mines.
    await anchorAll(app, clock);
    options.onProgress((atMs - startMs) / SLOT_MS + 1, (endMs - startMs) / SLOT_MS + 1);
  }
  return app;
}

/** The months that the days of trading touch. */
function monthsBetween(firstSlot: number, lastSlot: number): string[] {
  const months = new Set<string>();
  for (let slot = firstSlot; slot <= lastSlot; slot += SLOTS_PER_DAY) months.add(dayOf(slot).slice(0, 7));
  return [...months];
}

/** Sends and confirms all that is in the outbox. */
async function anchorAll(app: NestFastifyApplication, clock: SimulatedClock): Promise<void> {
  const anchor = app.get(AnchorService);
  for (let round = 0; round < MAX_ANCHOR_ROUNDS; round++) {
    const { pending, sent, stuck } = await anchor.advance();
    if (pending === 0 && sent === 0) return;
    if (stuck !== undefined) clock.advanceTo(Math.max(clock.nowMs(), stuck.retryAtMs));
    await setTimeout(ANCHOR_PAUSE_MS);
  }
  const { pending, sent, stuck } = await anchor.status();
  throw backtestError(
    'ANCHORING_STUCK',
    `${pending} records wait and ${sent} are unconfirmed: ${stuck?.message ?? 'no reason known'}`,
    'Check the node of the chain.',
  );
}
