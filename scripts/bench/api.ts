import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ordersOf, PARTICIPANTS } from './api-market.js';
import type { ServerFacts } from './api-servers.js';
import type { StreamCount } from './api-streams.js';
import { type Load, load, percentile, postJson } from './http-load.js';

/** What the HTTP door takes. */
export interface ApiResult {
  /** Durable orders through sign-in, validation, book and journal. */
  readonly ordersPerSecond: number;
  /** Durable inserts through a Fastify that does nothing else. */
  readonly bareOrdersPerSecond: number;
  readonly ratio: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly barePercentilesMs: { readonly p50: number; readonly p99: number };
  /** Browsers that listened while orders flowed. */
  readonly streamClients: number;
  /** Trades that happened then, and how many of them the browser that heard fewest was told. */
  readonly streamedTrades: number;
  readonly fewestHeard: number;
  readonly ordersPerSecondWhileStreaming: number;
}

export interface ApiBenchOptions {
  /** 1 is the full size: 40,000 orders a round. */
  readonly scale: number;
  /** Times that both run, in turns; each one's best counts, the least disturbed. */
  readonly rounds: number;
}

const ORDERS = 40_000;
const WARM_UP_ORDERS = 4000;
const STREAMED_ORDERS = 4000;
const STREAM_CLIENTS = 1000;
/** Longest wait for the last event to reach the last browser. */
const STREAM_WAIT_MS = 30_000;

/** A server in a process of its own. */
interface Server extends ServerFacts {
  readonly stop: () => Promise<void>;
}

/** The exchange's HTTP door beside a bare one, on the same machine, under the same load, in turns. */
export async function benchApi({ scale, rounds }: ApiBenchOptions): Promise<ApiResult> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-api-'));
  const ichien = await startServer('ichien', folder);
  const bare = await startServer('bare', folder);
  try {
    let seed = 1;
    const run = (server: Server, orders: number) => loadOrders(server, Math.round(orders * scale), seed++);
    await run(ichien, WARM_UP_ORDERS);
    await run(bare, WARM_UP_ORDERS);
    const loads: Load[] = [];
    const bareLoads: Load[] = [];
    for (let round = 0; round < rounds; round++) {
      loads.push(await run(ichien, ORDERS));
      bareLoads.push(await run(bare, ORDERS));
    }
    const [best, bareBest] = [fastest(loads), fastest(bareLoads)];
    const streaming = await stream(ichien, () => run(ichien, STREAMED_ORDERS / scale));
    return {
      ordersPerSecond: rate(best),
      bareOrdersPerSecond: rate(bareBest),
      ratio: rate(best) / rate(bareBest),
      p50Ms: percentile(best.latenciesMs, 0.5),
      p99Ms: percentile(best.latenciesMs, 0.99),
      barePercentilesMs: {
        p50: percentile(bareBest.latenciesMs, 0.5),
        p99: percentile(bareBest.latenciesMs, 0.99),
      },
      ...streaming,
    };
  } finally {
    await ichien.stop();
    await bare.stop();
    rmSync(folder, { recursive: true });
  }
}

export function apiTable(result: ApiResult): string {
  const row = (name: string, perSecond: number, p50: number, p99: number) =>
    `${name.padEnd(38)} ${perSecond.toLocaleString('en').padStart(8)} ${p50.toFixed(1).padStart(8)} ${p99.toFixed(1).padStart(8)}`;
  const { barePercentilesMs } = result;
  return [
    `orders over HTTP, each answered when it is on disk (SQLite, synchronous = FULL), ${PARTICIPANTS} connections`,
    '',
    `${''.padEnd(38)} ${'orders/s'.padStart(8)} ${'p50 ms'.padStart(8)} ${'p99 ms'.padStart(8)}`,
    row('exchange: sign-in, checks, book', result.ordersPerSecond, result.p50Ms, result.p99Ms),
    row('bare Fastify, group commit', result.bareOrdersPerSecond, barePercentilesMs.p50, barePercentilesMs.p99),
    `ratio ${result.ratio.toFixed(2)}`,
    '',
    `${result.streamClients} browsers listened to ${result.streamedTrades} trades at ${result.ordersPerSecondWhileStreaming.toLocaleString('en')} orders/s;`,
    `the one that heard fewest was told ${result.fewestHeard}.`,
  ].join('\n');
}

function fastest(loads: readonly Load[]): Load {
  return loads.reduce((best, next) => (rate(next) > rate(best) ? next : best));
}

function rate({ answers, seconds }: Load): number {
  return Math.round(answers / seconds);
}

/** One connection a home, all at once. */
function loadOrders({ port, cookies }: Server, orders: number, seed: number): Promise<Load> {
  const each = Math.max(1, Math.round(orders / PARTICIPANTS));
  const senders = cookies.map((cookie, at) => {
    const flow = ordersOf(at, seed);
    // Made before the clock starts: this process shares the machine with the server.
    const requests = Array.from({ length: each + 1 }, () => {
      const { slot, command } = flow.next().value!;
      return postJson(port, `/api/slots/${slot}/commands`, cookie, command);
    });
    let next = 0;
    return { next: () => requests[next++] };
  });
  return load(port, senders);
}

async function stream(
  server: Server,
  run: () => Promise<Load>,
): Promise<Pick<ApiResult, 'streamClients' | 'streamedTrades' | 'fewestHeard' | 'ordersPerSecondWhileStreaming'>> {
  const listeners = child('api-streams.js', [String(server.port), String(STREAM_CLIENTS), server.cookies.join(' ')]);
  try {
    const lines = createInterface({ input: listeners.stdout! })[Symbol.asyncIterator]();
    await lines.next();
    const done = await run();
    listeners.stdin!.write(`${STREAM_WAIT_MS}\n`);
    const last = await lines.next();
    if (last.done === true) throw new Error('The listening browsers have died.');
    const count = JSON.parse(last.value) as StreamCount;
    return {
      streamClients: count.clients,
      streamedTrades: count.most,
      fewestHeard: count.fewest,
      ordersPerSecondWhileStreaming: rate(done),
    };
  } finally {
    await end(listeners);
  }
}

async function startServer(kind: 'ichien' | 'bare', folder: string): Promise<Server> {
  const server = child('api-servers.js', [kind, folder]);
  const lines = createInterface({ input: server.stdout! })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true) throw new Error(`The ${kind} server did not start.`);
  return { ...(JSON.parse(first.value) as ServerFacts), stop: () => end(server) };
}

function child(file: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  // Under the flags of this process, which are those of `npm start`.
  return spawn(process.execPath, [...process.execArgv, '--import', 'reflect-metadata', path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const exited = once(process, 'exit');
  process.stdin!.end();
  await exited;
}
