import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApplication } from '#api/application.js';
import { SystemClock } from '#api/clock/clock.js';
import { type ApiConfig, DEFAULT_TIMES } from '#api/config.js';
import { startLedger } from '#api/ledger.js';
import { MetersService } from '#api/metering/meters.service.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { DEFAULT_BOOK_RULES } from '#auction';
import { type Community, syntheticCommunity } from '#backtest/community/index.js';
import { enrolCommunity, solarFacts } from '#backtest/enrol-community.js';
import { ProgressBar } from '#backtest/progress.js';
import { addDays, formatSlot, SLOTS_PER_DAY, slotAt, slotOf, slotStartMs } from '#energy';
import { DataFolder, type DemoState } from './data-folder.js';
import { live } from './live.js';
import type { DemoOptions } from './options.js';
import { PacedClock } from './paced-clock.js';
import { formatCards, makeSignInCards } from './sign-in-cards.js';

/** Setagaya's municipality code. */
const AREA_ID = 13112;
/** First day of trading: a sunny week in May. */
const FIRST_DAY = '2026-05-18';
/** Days of readings that the agents know when the first slot opens. */
const WARM_UP_DAYS = 15;
/** Days that can be lived through: at ten seconds a half hour, sixteen hours of demonstration. */
const LIFE_DAYS = 120;
const FIRST_SLOT = slotOf(FIRST_DAY);
const END_SLOT = FIRST_SLOT + LIFE_DAYS * SLOTS_PER_DAY;

/** Brings the exchange up and lets its community live until Ctrl-C or its last day. */
export async function demonstrate(options: DemoOptions): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

  const folder = new DataFolder(options);
  const state = folder.open(options, {
    nowMs: slotStartMs(FIRST_SLOT) - DEFAULT_TIMES.openLeadMs,
    nextReadingSlot: FIRST_SLOT - WARM_UP_DAYS * SLOTS_PER_DAY,
  });
  const community = syntheticCommunity({
    sellers: state.sellers,
    buyers: state.buyers,
    seed: state.seed,
    firstDay: addDays(FIRST_DAY, -WARM_UP_DAYS),
    days: WARM_UP_DAYS + LIFE_DAYS,
  });
  const ledger = await startLedger({ statePath: folder.chainState, entropy: chainEntropy(state) });
  try {
    await run(options, folder, state, community, ledger.connection, stopping.signal);
  } finally {
    await ledger.stop();
  }
}

async function run(
  options: DemoOptions,
  folder: DataFolder,
  state: DemoState,
  community: Community,
  ledger: ApiConfig['ledger'],
  signal: AbortSignal,
): Promise<void> {
  const clock = new PacedClock(state.nowMs);
  const config: ApiConfig = {
    areaId: AREA_ID,
    databaseUrl: folder.database,
    bookRules: DEFAULT_BOOK_RULES,
    programme: { firstSlot: FIRST_SLOT, lastSlot: END_SLOT - 1 },
    ...DEFAULT_TIMES,
    portalDir: fileURLToPath(new URL('../../portal', import.meta.url)),
    ledger,
    demonstration: true,
  };
  // People live in real time: a session must not end because the community's days fly by.
  const app = await createApplication(config, clock, ['error', 'warn'], new SystemClock());
  try {
    await enrolOnce(app, community, state.seed);
    const cards = await makeSignInCards(app, state.password);
    await app.listen(options.port, '127.0.0.1');
    const url = (await app.getUrl()).replace('127.0.0.1', 'localhost');
    console.log(formatCards(cards, state.password, url));
    console.log(`\nHalf hours pass in ${options.secondsPerSlot} s. Ctrl-C stops; the next start goes on from there.\n`);
    const past = new ProgressBar('living through the past days');
    const presentMs = slotStartMs(FIRST_SLOT + state.pastDays * SLOTS_PER_DAY);
    const end = await live(
      {
        app,
        clock,
        community,
        folder,
        readingDelayMs: config.readingDelayMs,
        presentMs,
        endMs: slotStartMs(END_SLOT),
        secondsPerSlot: options.secondsPerSlot,
        signal,
        onPast: (done, total) => past.show(done, total),
      },
      state,
    );
    console.log(`Stopped at ${formatSlot(slotAt(end.nowMs))}.`);
    if (end.nowMs >= slotStartMs(END_SLOT))
      console.log('The community has lived all its days: begin anew with --fresh.');
  } finally {
    await app.close();
  }
}

async function enrolOnce(app: NestFastifyApplication, community: Community, seed: number): Promise<void> {
  const participants = app.get(ParticipantsService);
  if (participants.all().length > 0) return;
  await participants.register(enrolCommunity(community, seed));
  for (const facts of solarFacts(community)) await app.get(MetersService).state(facts, 'demo');
}

/** The accounts of the chain follow from the seed: a demonstration begun anew is the same to the last hash. */
function chainEntropy({ seed }: DemoState): Uint8Array {
  return createHash('sha256').update(`ichien/demo/chain/${seed}`).digest().subarray(0, 16);
}
