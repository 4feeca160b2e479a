import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { MeasuredAlone } from './auction-alone.js';
import { ENGINES, type Engine, ICHIEN, type TapedTrade } from './auction-engines.js';
import { FLOW_DESCRIPTIONS, type Flow, type FlowName, makeFlow, TAPE_SEED } from './auction-flows.js';
import type { Lap } from './auction-race.js';

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
/** The tapes are compared on another flow than the one that is timed. */
const TAPE_SCALE = 0.02;
/** What our rate counts, and what it does not; printed with the table. */
export const COUNTED = [
  'ichien: commands as objects, submitted as apps/api/market does, every field checked, rule against self-trades, positions kept',
  'from the events, journal record of command and events built. Not counted: the request, hash of the record, rows and answers.',
  'All engines: a process each, garbage collected before the clock starts, the best of the rounds. Latencies: each order timed alone.',
];

/**
 * Our book and the two best of npm on the same flows, in turns, each in a process of its own. {@link COUNTED} is on for ours and
 * off for the others. Garbage is collected before each engine's clock starts; each one's rate is that of its best round.
 *
 * @throws Error if an engine trades anything else than the others
 */
export async function benchAuction({ scale, flows, rounds }: AuctionOptions): Promise<AuctionResult> {
  const results: FlowResult[] = [];
  for (const name of flows) results.push(await benchFlow(name, scale, rounds));
  return { flows: results };
}

async function benchFlow(name: FlowName, scale: number, rounds: number): Promise<FlowResult> {
  compareTapes(makeFlow(name, scale * TAPE_SCALE, TAPE_SEED));
  const { [ICHIEN]: ours = 0, ...peers } = await race(name, scale, rounds);
  const best = Math.max(...Object.values(peers));
  const measured: MeasuredAlone = inProcess('auction-alone', name, scale);
  return { name, ordersPerSecond: ours, peers, ratio: ours / best, ...measured };
}

/** Messages per second of every engine, its best round. */
async function race(name: FlowName, scale: number, rounds: number): Promise<Record<string, number>> {
  const runners = Object.keys(ENGINES).map((engine) => {
    const child = fork(scriptPath('auction-race'), [engine, name, String(scale)], { execArgv: execArgv() });
    const died = once(child, 'exit').then(() => {
      throw new Error(`${engine} has died on flow ${name}.`);
    });
    const next = () => Promise.race([once(child, 'message'), died]);
    return { engine, child, next, ready: next(), laps: [] as Lap[] };
  });
  try {
    await Promise.all(runners.map(({ ready }) => ready));
    for (let round = 0; round < rounds; round++) {
      for (const { child, next, laps } of runners) {
        child.send('lap');
        laps.push((await next())[0]);
      }
    }
  } finally {
    for (const { child } of runners) child.kill();
  }
  const traded = new Set(runners.flatMap(({ laps }) => laps).map(({ tradedWh }) => tradedWh));
  traded.delete(undefined);
  if (traded.size > 1) throw new Error(`Flow ${name}: traded Wh differ: ${[...traded].join(', ')}`);
  return Object.fromEntries(runners.map(({ engine, laps }) => [engine, Math.max(...laps.map(({ rate }) => rate))]));
}

/** @throws Error naming the first trade in which an engine differs from ours */
function compareTapes(flow: Flow): void {
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

/** What a script of this folder prints, run in a process of its own. */
function inProcess<Printed>(script: string, ...options: readonly (string | number)[]): Printed {
  const call = [...execArgv(), scriptPath(script), ...options.map(String)];
  return JSON.parse(execFileSync(process.execPath, call, { encoding: 'utf8' }));
}

function scriptPath(script: string): string {
  return fileURLToPath(new URL(`${script}.js`, import.meta.url));
}

/** The flags of this process, which are those of `npm start`, and the collector of garbage at hand. */
function execArgv(): string[] {
  return [...process.execArgv, '--expose-gc'];
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
