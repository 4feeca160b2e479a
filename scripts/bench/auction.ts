import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { MeasuredAlone } from './auction-alone.js';
import { ENGINES, type Engine, type EngineMaker, ICHIEN, type TapedTrade } from './auction-engines.js';
import { FLOW_DESCRIPTIONS, type Flow, type FlowName, makeFlow } from './auction-flows.js';

/** What is measured of one flow. */
export interface FlowResult extends MeasuredAlone {
  readonly name: FlowName;
  readonly ordersPerSecond: number;
  readonly peers: Readonly<Record<string, number>>;
  /** Of our orders per second to those of the best peer. */
  readonly ratio: number;
}

export interface AuctionResult {
  readonly flows: readonly FlowResult[];
}

export interface AuctionOptions {
  /** 1 is the full size. */
  readonly scale: number;
  readonly flows: readonly FlowName[];
  /** Times that each engine runs a flow, one engine after the other; each one's best counts, the least disturbed. */
  readonly rounds: number;
}

export const FLOW_NAMES = Object.keys(FLOW_DESCRIPTIONS) as FlowName[];
export const FLOW_SEED = 42;
/** The tapes are compared on another flow than the one that is timed. */
const TAPE_SEED = 7;
const TAPE_SCALE = 0.02;
const WARM_UP_SCALE = 0.02;
/** What our rate counts, and what it does not; printed with the table. */
export const COUNTED = [
  'ichien: the calls that apps/api/market makes, each number checked, rule against self-trades, positions kept from the events,',
  'journal record of command and events built. Not counted: the request, the hash of the record, rows and answers of the API.',
  'All engines: garbage collected before the clock starts, the best of the rounds. Latencies: each order timed alone, all of them.',
];
/** An engine stops after so long; its rate is that of the part it came through. */
const MOST_MS = 2000;
/** Messages between two looks at the clock. */
const CHUNK = 1000;

/**
 * Our book and the two best of npm on the same flows, in turns in one process. {@link COUNTED} is on for ours and off for
 * the others. Garbage is collected before each engine's clock starts; each one's rate is that of its best round.
 *
 * @throws Error if an engine trades anything else than the others
 */
export function benchAuction({ scale, flows, rounds }: AuctionOptions): AuctionResult {
  return { flows: flows.map((name) => benchFlow(name, scale, rounds)) };
}

function benchFlow(name: FlowName, scale: number, rounds: number): FlowResult {
  compareTapes(makeFlow(name, scale * TAPE_SCALE, TAPE_SEED));
  const rates = race(makeFlow(name, scale, FLOW_SEED), rounds, scale);
  const { [ICHIEN]: ours = 0, ...peers } = rates;
  const best = Math.max(...Object.values(peers));
  return { name, ordersPerSecond: ours, peers, ratio: ours / best, ...measureAlone(name, scale) };
}

/** Messages per second of every engine. */
function race(flow: Flow, rounds: number, scale: number): Record<string, number> {
  const engines = Object.entries(ENGINES);
  const rates = new Map(engines.map(([name]) => [name, [] as number[]]));
  const warmUp = makeFlow(flow.name, scale * WARM_UP_SCALE, TAPE_SEED);
  for (const [, make] of engines) make(warmUp).run(0, warmUp.kinds.length);
  for (let round = 0; round < rounds; round++) {
    const finished = new Map<string, number>();
    for (const [name, make] of engines) {
      const { rate, tradedWh } = time(make, flow);
      rates.get(name)!.push(rate);
      if (tradedWh !== undefined) finished.set(name, tradedWh);
    }
    if (new Set(finished.values()).size > 1) {
      throw new Error(`Flow ${flow.name}: traded Wh differ: ${JSON.stringify([...finished])}`);
    }
  }
  return Object.fromEntries([...rates].map(([name, list]) => [name, Math.round(Math.max(...list))]));
}

/** Collects all garbage, so that no engine pays for what another left behind. */
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function time(make: EngineMaker, flow: Flow): { rate: number; tradedWh: number | undefined } {
  const engine = make(flow);
  engine.run(0, flow.prefill);
  const count = flow.kinds.length;
  collectGarbage();
  const startedMs = performance.now();
  let message = flow.prefill;
  let tookMs = 0;
  while (message < count && tookMs < MOST_MS) {
    const end = Math.min(count, message + CHUNK);
    engine.run(message, end);
    message = end;
    tookMs = performance.now() - startedMs;
  }
  const rate = ((message - flow.prefill) / tookMs) * 1000;
  return { rate, tradedWh: message === count ? engine.tradedWh : undefined };
}

/** @throws Error naming the first trade in which an engine differs from ours */
export function compareTapes(flow: Flow): void {
  const tapes = Object.entries(ENGINES).map(([name, make]) => {
    const tape: TapedTrade[] = [];
    const engine: Engine = make(flow, tape);
    engine.run(0, flow.kinds.length);
    return { name, tape };
  });
  const [ours, ...others] = tapes;
  for (const { name, tape } of others) {
    const trades = Math.max(ours!.tape.length, tape.length);
    for (let at = 0; at < trades; at++) {
      const [left, right] = [JSON.stringify(ours!.tape[at]), JSON.stringify(tape[at])];
      if (left === right) continue;
      throw new Error(`Flow ${flow.name}, trade ${at}: ${ours!.name} has ${left}, ${name} has ${right}.`);
    }
  }
}

/** Latency and memory, in a process that holds nothing but our book and the flow. */
function measureAlone(name: FlowName, scale: number): MeasuredAlone {
  const script = fileURLToPath(new URL('auction-alone.js', import.meta.url));
  const output = execFileSync(process.execPath, [...process.execArgv, '--expose-gc', script, name, String(scale)], {
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

/** A line a flow. */
export function auctionTable({ flows }: AuctionResult): string {
  const peers = Object.keys(flows[0]?.peers ?? {});
  const header = [
    ...['flow', 'orders/s', ...peers, 'ratio'],
    ...['p50 us', 'p99 us', 'p99.9 us', 'max us', 'peak MiB', 'B/resting'],
  ];
  const rows = flows.map((flow) => [
    ...[flow.name, thousands(flow.ordersPerSecond)],
    ...peers.map((peer) => thousands(flow.peers[peer]!)),
    ...[`${flow.ratio.toFixed(1)}x`, flow.p50Us.toFixed(2), flow.p99Us.toFixed(2), flow.p999Us.toFixed(2)],
    ...[flow.maxUs.toFixed(0), flow.peakMiB.toFixed(0), flow.bytesPerRestingOrder.toFixed(0)],
  ]);
  const widths = header.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: readonly string[]) => cells.map((cell, at) => cell.padStart(widths[at]!)).join('  ');
  const titles = flows.map(({ name }) => `${name}: ${FLOW_DESCRIPTIONS[name]}`);
  return [...titles, '', line(header), ...rows.map(line), '', ...COUNTED].join('\n');
}

function thousands(value: number): string {
  return value.toLocaleString('en');
}
