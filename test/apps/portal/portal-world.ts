import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { AccountsService } from '#api/accounts/accounts.service.js';
import { SessionsService } from '#api/accounts/sessions.service.js';
import { createApplication } from '#api/application.js';
import { SimulatedClock } from '#api/clock/clock.js';
import { DEFAULT_TIMES } from '#api/config.js';
import { startLedger } from '#api/ledger.js';
import { MeteringService } from '#api/metering/metering.service.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { AnchorService } from '#api/provenance/anchor.service.js';
import { SchedulerService } from '#api/scheduler/scheduler.service.js';
import { DEFAULT_BOOK_RULES } from '#auction';
import { syntheticCommunity } from '#backtest/community/index.js';
import { enrolCommunity, meterIdOf } from '#backtest/enrol-community.js';
import { readingsOf } from '#backtest/readings-of.js';
import { addDays, SLOT_MS, SLOTS_PER_DAY, slotAt, slotEndMs, slotOf, slotStartMs } from '#energy';
import type { Role } from '#joining';
import { billMonths } from './billed-months.js';
import { openPage } from './browser.js';

/** The portal's built files. */
export const PORTAL_DIR = 'dist/portal';
/** Everybody's password in this world. */
export const PASSWORD = 'correct horse battery';

const WARM_UP_DAYS = 15;
const FIRST_DAY = '2026-05-18';
/** Trading begins at 06:00 of the first day: the night has little to show, and each half hour costs the test some time. */
const FIRST_KOMA = 13;
const OPEN_LEAD_MS = 6 * 3_600_000;
const SEED = 5;
/** A seller and a buyer of the community. */
export const SELLER = 'synthetic:seller-1';
export const BUYER = 'synthetic:buyer-1';

/** A whole exchange with its portal, a chain, and a small community that has lived a day and a half. */
export interface PortalWorld {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly clock: SimulatedClock;
  /** Lives on to an instant: readings come, slots close, settle and are anchored. */
  liveUntil(atMs: number): Promise<void>;
  /** Stops the server; the answer starts it again at the same place, with what it has stored. */
  takeDown(): Promise<() => Promise<void>>;
  /** Takes the chain's node away, for good. */
  stopChain(): Promise<void>;
  stop(): Promise<void>;
}

/** A page of an account that has just shown whatever its role must show. */
export async function openSignedIn(
  browser: Browser,
  { app, url }: PortalWorld,
  account: { readonly accountId: string; readonly role: Role },
  options: BrowserContextOptions = {},
): ReturnType<typeof openPage> {
  const opened = await openPage(browser, url, options);
  const place = { address: '127.0.0.1', userAgent: 'test' };
  const { token } = await app.get(SessionsService).begin(account, true, place);
  await opened.page.context().addCookies([{ name: 'ichien', value: token, url, httpOnly: true }]);
  return opened;
}

/** Starts the world at 13:10 of its second day. Takes some seconds; start it once a suite. */
export async function startPortalWorld(): Promise<PortalWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'ichien-portal-'));
  const ledger = await startLedger({ statePath: join(folder, 'chain.json'), entropy: new Uint8Array(16).fill(SEED) });
  const firstSlot = slotOf(FIRST_DAY, FIRST_KOMA);
  const community = syntheticCommunity({
    sellers: 5,
    buyers: 6,
    seed: SEED,
    firstDay: addDays(FIRST_DAY, -WARM_UP_DAYS),
    days: WARM_UP_DAYS + 4,
  });
  const startMs = slotStartMs(firstSlot) - OPEN_LEAD_MS;
  let stopLedger: (() => Promise<void>) | undefined = () => ledger.stop();
  const clock = new SimulatedClock(startMs);
  const start = () =>
    createApplication(
      {
        areaId: 13112,
        databaseUrl: join(folder, 'portal.sqlite'),
        bookRules: DEFAULT_BOOK_RULES,
        programme: { firstSlot, lastSlot: firstSlot + 4 * SLOTS_PER_DAY - 1 },
        ...DEFAULT_TIMES,
        openLeadMs: OPEN_LEAD_MS,
        agentLeadsMs: [4 * 3_600_000, 3_600_000],
        portalDir: PORTAL_DIR,
        filesDir: join(folder, 'files'),
        ledger: ledger.connection,
      },
      clock,
      false,
    );
  let app = await start();
  await app.get(ParticipantsService).register(enrolCommunity(community, SEED));
  await addPeople(app);
  await billMonths(app, join(folder, 'files'), SELLER);
  let nextSlot = slotOf(addDays(FIRST_DAY, -WARM_UP_DAYS));
  // One meter is silent for a half hour, and its reading comes much later as any late one does.
  const silent = { slot: slotOf(FIRST_DAY, 30), meterId: meterIdOf(BUYER) };
  const deliver = async (untilMs: number) => {
    for (; slotEndMs(nextSlot) + DEFAULT_TIMES.readingDelayMs <= untilMs; nextSlot++) {
      const readings = readingsOf(community, nextSlot);
      await app
        .get(MeteringService)
        .submit(readings.filter(({ slot, meterId }) => slot !== silent.slot || meterId !== silent.meterId));
    }
  };
  const liveUntil = async (atMs: number) => {
    while (clock.nowMs() < atMs) {
      clock.advanceTo(Math.min(atMs, clock.nowMs() + SLOT_MS));
      await deliver(clock.nowMs());
      await app.get(SchedulerService).tick();
    }
    if (stopLedger === undefined) await app.get(AnchorService).advance();
    else await anchorAll(app);
  };
  await deliver(startMs);
  await app.get(SchedulerService).tick();
  await liveUntil(slotStartMs(slotOf(addDays(FIRST_DAY, 1), 27)) + 600_000);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const stopChain = async () => {
    await stopLedger?.();
    stopLedger = undefined;
  };
  return {
    url,
    get app() {
      return app;
    },
    clock,
    liveUntil,
    stopChain,
    async takeDown() {
      await app.close();
      return async () => {
        app = await start();
        await app.get(SchedulerService).tick();
        await app.listen(new URL(url).port, '127.0.0.1');
      };
    },
    async stop() {
      await app.close();
      await stopChain();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A resident with solar power and two homes, one who only buys, and one of the family. */
async function addPeople(app: NestFastifyApplication): Promise<void> {
  const accounts = app.get(AccountsService);
  const person = (email: string, displayName: string) =>
    accounts.create({ email, displayName, role: 'resident', password: PASSWORD });
  const sato = await person('sato@example.jp', '佐藤 ひかり');
  await accounts.link(sato, [SELLER, 'synthetic:seller-2'], 'owner');
  const suzuki = await person('suzuki@example.jp', '鈴木 けん');
  await accounts.link(suzuki, [BUYER], 'owner');
  await accounts.link(await person('hanako@example.jp', '佐藤 花子'), [SELLER], 'family');
  await person('newcomer@example.jp', '田中 一');
  const leaver = await person('leaver@example.jp', '山本 さくら');
  await accounts.link(leaver, ['synthetic:buyer-2'], 'owner');
}

async function anchorAll(app: NestFastifyApplication): Promise<void> {
  for (let round = 0; round < 2000; round++) {
    const { pending, sent } = await app.get(AnchorService).advance();
    if (pending === 0 && sent === 0) return;
    await setTimeout(5);
  }
  throw new Error('The chain of the test does not confirm.');
}

/** The world's first half hour that lies in the future. */
export function nextSlot({ clock }: PortalWorld): number {
  return slotAt(clock.nowMs()) + 1;
}
