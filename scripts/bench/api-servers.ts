/**
 * One of the two servers that `npm run bench -- api` holds side by side, in a process of its own. Says `{ port, cookies }` on
 * standard output when it listens, and ends when standard input does.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fastify from 'fastify';
import { AccountsService } from '#api/accounts/accounts.service.js';
import { SessionsService } from '#api/accounts/sessions.service.js';
import { createApplication } from '#api/application.js';
import { SimulatedClock } from '#api/clock/clock.js';
import { DEFAULT_TIMES } from '#api/config.js';
import { MarketService } from '#api/market/market.service.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { DEFAULT_BOOK_RULES } from '#auction';
import { gateClosureMs } from '#energy';
import { FIRST_SLOT, PARTICIPANTS, participantId, SLOTS } from './api-market.js';

/** What a server tells when it listens. */
export interface ServerFacts {
  readonly port: number;
  /** Session cookie of each participant's account. */
  readonly cookies: readonly string[];
}

const AREA_ID = 13112;
/** Orders in one transaction, as many as the market service takes. */
const BATCH = 1000;

/** The product: sign-in, validation, books, journal, trades, `synchronous = FULL`. */
async function startIchien(folder: string): Promise<ServerFacts> {
  const app = await createApplication(
    {
      ...DEFAULT_TIMES,
      areaId: AREA_ID,
      databaseUrl: join(folder, 'ichien.sqlite'),
      bookRules: DEFAULT_BOOK_RULES,
      programme: { firstSlot: FIRST_SLOT, lastSlot: FIRST_SLOT + SLOTS - 1 },
      ledger: undefined,
    },
    new SimulatedClock(gateClosureMs(FIRST_SLOT) - 3_600_000),
    ['error', 'warn'],
  );
  await app.get(ParticipantsService).register(
    Array.from({ length: PARTICIPANTS }, (_, at) => ({
      participantId: participantId(at),
      meterId: `meter-${at}`,
      householdKey: (at + 1).toString(16).padStart(64, '0'),
      mode: 'balanced' as const,
      minSellPriceSen: 850,
      maxBuyPriceSen: 3200,
      automatic: false,
      quoteWh: null,
    })),
  );
  const market = app.get(MarketService);
  for (let at = 0; at < SLOTS; at++) await market.open(FIRST_SLOT + at);
  const cookies: string[] = [];
  for (let at = 0; at < PARTICIPANTS; at++) {
    const newcomer = { email: `home-${at}@bench.example`, displayName: `home ${at}`, role: 'resident' as const };
    const accountId = await app.get(AccountsService).create(newcomer);
    await app.get(AccountsService).link(accountId, [participantId(at)], 'owner');
    const place = { address: '127.0.0.1', userAgent: 'bench' };
    const { token } = await app.get(SessionsService).begin({ accountId, role: 'resident' }, true, place);
    cookies.push(`ichien=${token}`);
  }
  await app.listen(0, '127.0.0.1');
  void once(process.stdin, 'end').then(() => app.close());
  return { port: portOf(app.getHttpServer().address()), cookies };
}

/** Fastify and group commit into one table, and nothing else: no sign-in, no validation, no book. */
async function startBare(folder: string): Promise<ServerFacts> {
  const database = new DatabaseSync(join(folder, 'bare.sqlite'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE journal (sequence INTEGER PRIMARY KEY, slot INTEGER, command TEXT)');
  const insert = database.prepare('INSERT INTO journal VALUES (?, ?, ?)');
  let sequence = 0;
  let waiting: { slot: number; body: unknown; answer: (answer: object) => void }[] = [];
  const commit = () => {
    const batch = waiting.slice(0, BATCH);
    waiting = waiting.slice(BATCH);
    database.exec('BEGIN');
    const answers = batch.map(({ slot, body }) => {
      sequence += 1;
      insert.run(sequence, slot, JSON.stringify(body));
      return { slot, sequence };
    });
    database.exec('COMMIT');
    for (const [at, { answer }] of batch.entries()) answer(answers[at]!);
    if (waiting.length > 0) setImmediate(commit);
  };
  const app = fastify();
  app.post<{ Params: { slot: string } }>(
    '/api/slots/:slot/commands',
    (request) =>
      new Promise<object>((resolve) => {
        if (waiting.length === 0) setImmediate(commit);
        waiting.push({ slot: Number(request.params.slot), body: request.body, answer: resolve });
      }),
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  void once(process.stdin, 'end').then(async () => {
    await app.close();
    database.close();
  });
  return {
    port: portOf(app.server.address()),
    cookies: Array.from({ length: PARTICIPANTS }, (_, at) => `ichien=${at}`),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

const [, , kind, folder] = process.argv;
process.stdin.resume();
const facts = kind === 'ichien' ? await startIchien(folder!) : await startBare(folder!);
console.log(JSON.stringify(facts));
