import { setImmediate, setTimeout } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MeteringService } from '#api/metering/metering.service.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { SchedulerService } from '#api/scheduler/scheduler.service.js';
import type { Community } from '#backtest/community/index.js';
import { readingsOf } from '#backtest/readings-of.js';
import { SLOT_MS, SLOTS_PER_DAY, slotEndMs } from '#energy';
import type { DataFolder, DemoState } from './data-folder.js';
import type { PacedClock } from './paced-clock.js';

/** Real milliseconds between two looks at the exchange, once the past is over. */
const STEP_MS = 1000;

/** Who confirms readings. */
const GRID_COMPANY = { source: 'gridCompany', sender: 'demonstration' } as const;

/** A community that lives. */
export interface Life {
  readonly app: NestFastifyApplication;
  readonly clock: PacedClock;
  readonly community: Community;
  readonly folder: DataFolder;
  readonly readingDelayMs: number;
  /** Until then as fast as the machine goes, from then on at the pace asked for. */
  readonly presentMs: number;
  /** Where the community's readings end. */
  readonly endMs: number;
  readonly secondsPerSlot: number;
  readonly signal: AbortSignal;
  readonly onPast: (done: number, total: number) => void;
}

/**
 * Leads the community through its days until it is told to stop or its readings end: hands in what the meters showed an
 * hour after each half hour, and lets the scheduler do what is due. Simulated time waits for the machine, never the
 * other way round, and is saved after each step.
 *
 * @returns the state at the end
 */
export async function live(life: Life, begin: DemoState): Promise<DemoState> {
  const { app, clock, folder, presentMs, endMs, signal } = life;
  const scheduler = app.get(SchedulerService);
  const speed = SLOT_MS / (life.secondsPerSlot * 1000);
  const startMs = begin.nowMs;
  let state = begin;
  while (!signal.aborted && state.nowMs < endMs) {
    const isPast = state.nowMs < presentMs;
    const began = performance.now();
    const nowMs = Math.min(state.nowMs + (isPast ? SLOT_MS : STEP_MS * speed), endMs);
    clock.setSpeed(isPast ? 0 : speed);
    clock.advanceTo(nowMs);
    const nextReadingSlot = await deliver(life, state.nextReadingSlot, nowMs);
    await scheduler.tick();
    state = { ...state, nowMs, nextReadingSlot };
    folder.save(state);
    if (isPast) {
      life.onPast(Math.min(nowMs, presentMs) - startMs, presentMs - startMs);
      await setImmediate();
    } else {
      await setTimeout(Math.max(0, STEP_MS - (performance.now() - began)), undefined, { signal }).catch(
        () => undefined,
      );
    }
  }
  clock.setSpeed(0);
  return state;
}

/**
 * Hands in the readings that have become due, and those of the day before as confirmed: a grid company takes until the month's end
 * (B3 of japan-market.md), and 確定 is to be seen here. @returns the first slot that has not become due
 */
async function deliver({ app, community, readingDelayMs }: Life, nextSlot: number, nowMs: number): Promise<number> {
  const metering = app.get(MeteringService);
  const participants = app.get(ParticipantsService);
  let slot = nextSlot;
  while (slotEndMs(slot) + readingDelayMs <= nowMs) {
    await metering.submit(readingsOf(community, slot));
    const yesterday = slot - SLOTS_PER_DAY;
    if (participants.members(yesterday).length > 0) {
      const readings = readingsOf(community, yesterday);
      await metering.deliver({ ...GRID_COMPANY, format: 'readings', state: 'confirmed', readings });
    }
    slot += 1;
  }
  return slot;
}
