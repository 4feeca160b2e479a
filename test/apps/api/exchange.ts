import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApplication } from '#api/application.js';
import { SimulatedClock } from '#api/clock/clock.js';
import { type ApiConfig, DEFAULT_TIMES } from '#api/config.js';
import { MarketService } from '#api/market/market.service.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { SchedulerService } from '#api/scheduler/scheduler.service.js';
import { DEFAULT_BOOK_RULES } from '#auction';
import { gateClosureMs, slotOf } from '#energy';

/** The slot that most tests trade: 2026-05-18 12:00 JST. */
export const NOON = slotOf('2026-05-18', 25);
/** An hour before the gate closure of {@link NOON}. */
export const MORNING_MS = gateClosureMs(NOON) - 3_600_000;

/** A whole exchange on a simulated clock, with its HTTP doors. */
export interface TestExchange {
  readonly app: NestFastifyApplication;
  readonly clock: SimulatedClock;
  readonly market: MarketService;
  readonly scheduler: SchedulerService;
  /** Calls an HTTP door and returns status and parsed body. */
  call(method: 'GET' | 'POST', path: string, body?: object | string): Promise<{ status: number; body: any }>;
}

/** Starts an exchange at {@link MORNING_MS} with only {@link NOON} in its programme. */
export async function startExchange(databaseUrl: string, change: Partial<ApiConfig> = {}): Promise<TestExchange> {
  const config: ApiConfig = {
    areaId: 13112,
    databaseUrl,
    bookRules: DEFAULT_BOOK_RULES,
    programme: { firstSlot: NOON, lastSlot: NOON },
    ...DEFAULT_TIMES,
    ledger: undefined,
    ...change,
  };
  const clock = new SimulatedClock(MORNING_MS);
  const app = await createApplication(config, clock, false);
  return {
    app,
    clock,
    market: app.get(MarketService),
    scheduler: app.get(SchedulerService),
    async call(method, path, body) {
      const answer = await app.inject({
        method,
        url: `/api${path}`,
        ...(body !== undefined && { payload: body, headers: { 'content-type': 'application/json' } }),
      });
      return { status: answer.statusCode, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
    },
  };
}

/** Registers participants `ids` without agents; participant `x` has meter `meter-x`. */
export async function enrol(exchange: TestExchange, ids: readonly string[], automatic = false): Promise<void> {
  await exchange.app.get(ParticipantsService).register(
    ids.map((id, index) => ({
      participantId: id,
      meterId: `meter-${id}`,
      householdKey: (index + 1).toString(16).padStart(64, '0'),
      mode: 'balanced',
      minSellPriceSen: 850,
      maxBuyPriceSen: 2596,
      automatic,
      quoteWh: null,
    })),
  );
}
