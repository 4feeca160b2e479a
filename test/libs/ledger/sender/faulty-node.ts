import { IchienError } from '#energy';
import type { SenderChain } from '#ledger';
import type { Hex } from '#merkle';

/** How a node answers one call. */
export type NodeMood = 'honest' | 'silent' | 'deaf' | 'liar';

const unreachable = () => new IchienError('NODE_UNREACHABLE', 'The node does not answer.', 'Wait.');
const WRONG_HASH: Hex = `0x${'bad0'.repeat(16)}`;

/** What a liar says instead of the truth: stale, empty, or too much. */
const LIES: { [Method in keyof SenderChain]?: (truth: never) => unknown } = {
  identity: (truth: object) => ({ ...truth, genesisHash: WRONG_HASH }),
  hasContract: () => false,
  blockNumber: (truth: number) => truth + 1_000,
  blockHash: () => WRONG_HASH,
  minedNonce: (truth: number) => truth + 1,
  head: () => WRONG_HASH,
  receipt: (truth: object | undefined) => truth && { ...truth, blockHash: WRONG_HASH },
};

/**
 * The chain through a node in changing moods: `silent` fails before it has done anything, `deaf` after (the call took effect,
 * its answer is lost), `liar` answers something else. What a broadcast carried, a liar drops and says that all is well.
 *
 * @param moodOf the mood at the n-th call
 */
export function faultyNode(chain: SenderChain, moodOf: (call: number) => NodeMood): SenderChain {
  let calls = 0;
  return new Proxy(chain, {
    get:
      (target, name: keyof SenderChain) =>
      async (...parameters: unknown[]) => {
        const mood = moodOf(calls++);
        if (mood === 'silent') throw unreachable();
        if (mood === 'liar' && name === 'broadcast') return undefined;
        const method = Reflect.get(target, name) as (...parameters: unknown[]) => Promise<unknown>;
        const truth = await method.apply(target, parameters);
        if (mood === 'deaf') throw unreachable();
        const lie = LIES[name];
        return mood === 'liar' && lie !== undefined ? lie(truth as never) : truth;
      },
  });
}
