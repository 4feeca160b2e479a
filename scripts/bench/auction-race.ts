/**
 * One engine on one flow, in a process that sees no other: `node --expose-gc auction-race.js ENGINE FLOW SCALE`. Says so when it
 * is ready, and runs the flow once for each message from its parent, which it answers with a {@link Lap}.
 */
import { ENGINES } from './auction-engines.js';
import { FLOW_SEED, type FlowName, makeFlow, TAPE_SEED } from './auction-flows.js';

/** One run of a flow. */
export interface Lap {
  /** Messages per second. */
  readonly rate: number;
  /** Undefined if the engine did not come through in time. */
  readonly tradedWh: number | undefined;
}

const WARM_UP_SCALE = 0.02;
/** An engine stops after so long; its rate is that of the part it came through. */
const MOST_MS = 2000;
/** Messages between two looks at the clock. */
const CHUNK = 1000;

const [engineName, flowName, scale] = process.argv.slice(2) as [string, FlowName, string];
const make = ENGINES[engineName]!;
const flow = makeFlow(flowName, Number(scale), FLOW_SEED);
const warmUp = makeFlow(flowName, Number(scale) * WARM_UP_SCALE, TAPE_SEED);
make(warmUp).run(0, warmUp.kinds.length);

function lap(): Lap {
  const engine = make(flow);
  engine.run(0, flow.prefill);
  const count = flow.kinds.length;
  // No lap pays for what the one before left behind.
  global.gc!();
  const startedMs = performance.now();
  let message = flow.prefill;
  let tookMs = 0;
  while (message < count && tookMs < MOST_MS) {
    const end = Math.min(count, message + CHUNK);
    engine.run(message, end);
    message = end;
    tookMs = performance.now() - startedMs;
  }
  const rate = Math.round(((message - flow.prefill) / tookMs) * 1000);
  return { rate, tradedWh: message === count ? engine.tradedWh : undefined };
}

process.on('message', () => process.send!(lap())).send!('ready');
