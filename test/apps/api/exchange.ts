import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccountsService } from '#api/accounts/accounts.service.js';
import { SessionsService } from '#api/accounts/sessions.service.js';
import { createApplication } from '#api/application.js';
import { SimulatedClock } from '#api/clock/clock.js';
import { type ApiConfig, DEFAULT_TIMES } from '#api/config.js';
import { Database } from '#api/database/database.js';
import { MarketService } from '#api/market/market.service.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { SchedulerService } from '#api/scheduler/scheduler.service.js';
import { DEFAULT_BOOK_RULES } from '#auction';
import { gateClosureMs, slotOf } from '#energy';
import type { Role } from '#joining';

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
  /**
   * Calls an HTTP door and returns status and parsed body. Orders come from an account that owns every enrolled participant,
   * everything else from an operator: what each role may do is tested in `routes.test.ts`.
   */
  call(method: Method, path: string, body?: object | string): Promise<Answer>;
  /** Enters a limit order in {@link NOON} by the door; `more` is what it says beyond side, price and energy. */
  place(
    clientOrderId: string,
    participantId: string,
    side: string,
    priceSen: number,
    energyWh: number,
    more?: object,
  ): Promise<Answer>;
  /** Moves the clock to an instant and lets the scheduler do what is due. */
  advanceTo(atMs: number): Promise<void>;
  /** Calls an HTTP door as somebody; undefined: as nobody. */
  callAs(caller: Caller | undefined, method: Method, path: string, body?: object | string): Promise<Answer>;
  /** An account of a role, signed in. */
  signIn(role: Role, participantIds?: readonly string[]): Promise<Caller>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Answer {
  readonly status: number;
  readonly body: any;
  readonly headers: Readonly<Record<string, any>>;
}

/** Somebody who is signed in: the headers that show it. */
export interface Caller {
  readonly accountId: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A signed-in test account begins a new session after this time. */
const STAY_MS = 20 * 60_000;

/** Where the test's portal is. */
export const ORIGIN = 'http://localhost';

/** Starts an exchange at {@link MORNING_MS}, or earlier, with only {@link NOON} in its programme. */
export async function startExchange(
  databaseUrl: string,
  change: Partial<ApiConfig> = {},
  startMs = MORNING_MS,
): Promise<TestExchange> {
  const config: ApiConfig = {
    areaId: 13112,
    databaseUrl,
    // A database without a folder of its own.
    ...(!databaseUrl.endsWith('.sqlite') && { secretsKeyFile: join(tmpdir(), `ichien-test-${process.pid}.key`) }),
    bookRules: DEFAULT_BOOK_RULES,
    programme: { firstSlot: NOON, lastSlot: NOON },
    ...DEFAULT_TIMES,
    ledger: undefined,
    ...change,
  };
  const clock = new SimulatedClock(startMs);
  const app = await createApplication(config, clock, false);
  const accounts = app.get(AccountsService);
  const begin = async (accountId: string, role: Role): Promise<Caller> => {
    const place = { address: '127.0.0.1', userAgent: 'test' };
    const { token } = await app.get(SessionsService).begin({ accountId, role }, true, place);
    return { accountId, headers: { cookie: `ichien=${token}`, origin: ORIGIN } };
  };
  const signIn: TestExchange['signIn'] = async (role, participantIds = []) => {
    const person = { email: `${randomUUID()}@example.jp`, displayName: role, role };
    // Somebody who has chosen a password, as the rule of the last operator asks; nobody shows it, so it is not hashed.
    const accountId = await app
      .get(Database)
      .transaction((manager) => accounts.createWithin(manager, person, '$argon2id$test'));
    await accounts.link(accountId, participantIds, 'owner');
    return begin(accountId, role);
  };
  const callAs: TestExchange['callAs'] = async (caller, method, path, body) => {
    const answer = await app.inject({
      method,
      url: `/api${path}`,
      headers: { ...caller?.headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { payload: body }),
    });
    const { statusCode: status, headers } = answer;
    return { status, headers, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
  };
  // Staff sessions end after half an hour, and tests leap over hours.
  const staying = (role: Role) => {
    let caller: Caller | undefined;
    let sinceMs = 0;
    let linked = 0;
    const refresh = async (): Promise<Caller> => {
      if (caller === undefined || clock.nowMs() - sinceMs > STAY_MS) {
        caller = caller === undefined ? await signIn(role) : await begin(caller.accountId, role);
        sinceMs = clock.nowMs();
      }
      const ids = app
        .get(ParticipantsService)
        .all()
        .map(({ participantId }) => participantId);
      if (role === 'retailer' && ids.length > linked) await accounts.link(caller.accountId, ids, 'owner');
      linked = ids.length;
      return caller;
    };
    // One after the other: tests send many at once.
    let tail: Promise<unknown> = Promise.resolve();
    return () => {
      const result = tail.then(refresh);
      tail = result.catch(() => undefined);
      return result;
    };
  };
  const operator = staying('operator');
  const trader = staying('retailer');
  const call: TestExchange['call'] = async (method, path, body) =>
    callAs(await (path.endsWith('/commands') ? trader() : operator()), method, path, body);
  const scheduler = app.get(SchedulerService);
  return {
    app,
    clock,
    market: app.get(MarketService),
    scheduler,
    signIn,
    callAs,
    call,
    place: (clientOrderId, participantId, side, priceSen, energyWh, more = {}) => {
      const order = { clientOrderId, participantId, side, priceSen, energyWh };
      return call('POST', `/slots/${NOON}/commands`, { type: 'place', ...order, ...more });
    },
    async advanceTo(atMs) {
      clock.advanceTo(atMs);
      await scheduler.tick();
    },
  };
}

/** Where the membership of enrolled participants begins: readings of the days before {@link NOON} are theirs. */
const LONG_BEFORE = slotOf('2026-03-01');

/** What the meter of an enrolled participant shows. */
export function reading(participantId: string, exportWh: number, importWh: number, slot = NOON) {
  return { meterId: `meter-${participantId}`, slot, exportWh, importWh };
}

/** Registers participants `ids` without agents, members since long before {@link NOON}; participant `x` has meter `meter-x`. */
export async function enrol(exchange: TestExchange, ids: readonly string[], automatic = false): Promise<void> {
  await exchange.app.get(ParticipantsService).register(
    ids.map((id, index) => ({
      participantId: id,
      meterId: `meter-${id}`,
      fromSlot: LONG_BEFORE,
      householdKey: (index + 1).toString(16).padStart(64, '0'),
      mode: 'balanced',
      minSellPriceSen: 850,
      maxBuyPriceSen: 2596,
      automatic,
      quoteWh: null,
    })),
  );
}
