import { expect } from 'chai';
import { OutboxSender, type OutboxStore, type SenderChain } from '#ledger';

const MAX_CALLS = 20_000;

/** A block that goes away under the sender's feet may look like a stranger's doing for a moment, no longer. */
export const WAVERING = ['NONCE_TAKEN', 'LEDGER_DIVERGED'];
/** What a node that lies may make the sender believe for a while. It sends nothing while it does. */
export const DECEIVED = [...WAVERING, 'NODE_UNREACHABLE', 'CHAIN_CHANGED', 'CONTRACT_MISSING', 'TRANSACTION_NOT_MINED'];

/** What happens to the process at a call of a port. */
export type Fate = 'diesBefore' | 'diesAfter' | 'lives';

/** Stands for `kill -9`: the sender that meets it is thrown away. */
class Crash extends Error {}

/** Calls a sender made over all its lives, and what to do at each. */
export class Mortality {
  calls = 0;

  constructor(private readonly fateOf: (call: number) => Fate) {}

  /** The port, each of whose calls may be the process's last. */
  over<T extends object>(port: T): T {
    return new Proxy(port, {
      get:
        (target, name) =>
        async (...parameters: unknown[]) => {
          const fate = this.fateOf(++this.calls);
          if (this.calls > MAX_CALLS) throw new Error('the sender makes no progress');
          if (fate === 'diesBefore') throw new Crash();
          const method = Reflect.get(target, name) as (...parameters: unknown[]) => Promise<unknown>;
          const result = await method.apply(target, parameters);
          if (fate === 'diesAfter') throw new Crash();
          return result;
        },
    });
  }
}

/** Runs senders one after the other over one store until everything is confirmed. `between` is called before each advance. */
export async function sendThrough(
  mortality: Mortality,
  store: OutboxStore,
  chain: SenderChain,
  {
    confirmations = 1,
    between = () => {},
    mayBeStuck = WAVERING,
  }: { confirmations?: number; between?: () => void | Promise<void>; mayBeStuck?: readonly string[] } = {},
): Promise<void> {
  const start = () => new OutboxSender(mortality.over(store), mortality.over(chain), { confirmations });
  let sender = start();
  let nowMs = 0;
  for (;;) {
    const { pending, sent } = await store.counts();
    if (pending + sent === 0) return;
    await between();
    try {
      nowMs += 600_000;
      const { stuck } = await sender.advance(nowMs);
      if (stuck !== undefined) expect(stuck.code).to.be.oneOf(mayBeStuck);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      sender = start();
    }
  }
}
