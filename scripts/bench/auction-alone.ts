/**
 * Latency and memory of our book on one flow, in a process of its own: `node --expose-gc auction-alone.js FLOW SCALE`.
 * Prints {@link MeasuredAlone} as JSON.
 */
import type { LadderBook } from '#auction';
import { booksOf, commandOf, ENGINES, ICHIEN } from './auction-engines.js';
import { FLOW_SEED, type Flow, type FlowName, makeFlow } from './auction-flows.js';

/** Service time of each order timed alone; the clock itself takes some 0.04 us of it. */
export interface Latencies {
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  readonly maxUs: number;
}

/** Latency of the book, and memory. */
export interface MeasuredAlone extends Latencies {
  /** Of the whole process, the flow's own commands included. */
  readonly peakMiB: number;
  /** Of the books after the flow, by orders that rest; other orders' memory counts as theirs. */
  readonly bytesPerRestingOrder: number;
}

function latencies(flow: Flow): Latencies {
  const engine = ENGINES[ICHIEN]!(flow);
  engine.run(0, flow.prefill);
  const tookMs = new Float64Array(flow.kinds.length - flow.prefill);
  for (let message = flow.prefill; message < flow.kinds.length; message++) {
    const startedMs = performance.now();
    engine.run(message, message + 1);
    tookMs[message - flow.prefill] = performance.now() - startedMs;
  }
  tookMs.sort();
  const at = (share: number) => tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))]! * 1000;
  return { p50Us: at(0.5), p99Us: at(0.99), p999Us: at(0.999), maxUs: at(1) };
}

/** What the books hold on to when commands and events are gone. */
function bytesPerRestingOrder(flow: Flow): number {
  const before = liveBytes();
  const books = fill(flow);
  const bytes = liveBytes() - before;
  const resting = books.reduce((sum, book) => sum + book.resting('buy').length + book.resting('sell').length, 0);
  return bytes / Math.max(1, resting);
}

/** The deepest that the books of a flow become: after the prefill, or at the end where there is none. */
function fill(flow: Flow): LadderBook[] {
  const books = booksOf(flow);
  const end = flow.prefill === 0 ? flow.kinds.length : flow.prefill;
  for (let message = 0; message < end; message++) books[flow.bookOf[message]!]!.submit(commandOf(flow, message));
  return books;
}

function liveBytes(): number {
  // The memory of typed arrays is given back by the second one only.
  global.gc!();
  global.gc!();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const [name, scale] = process.argv.slice(2);
const flow = makeFlow(name as FlowName, Number(scale), FLOW_SEED);
const warmUp = makeFlow(name as FlowName, Number(scale) * 0.02, 7);
const bytes = bytesPerRestingOrder(flow);
latencies(warmUp);
const measured: MeasuredAlone = {
  ...latencies(flow),
  peakMiB: process.resourceUsage().maxRSS / 1024,
  bytesPerRestingOrder: bytes,
};
console.log(JSON.stringify(measured));
