import { IchienError } from '#energy';
import { nodeUnreachable } from '../chain/error.js';

/** One call to a node. */
export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Port: sends calls to a node in one request and gives their results in the same order. */
export type JsonRpc = (calls: readonly RpcCall[]) => Promise<readonly unknown[]>;

/** Which block a node answers from: the newest, or one that consensus will not take back. */
export type BlockTag = 'latest' | 'safe' | 'finalized';

const REQUEST_TIMEOUT_MS = 10_000;
/** Longest answer that is read: ours have a few hundred characters. */
const MAX_ANSWER_LENGTH = 100_000;

/** The node at a URL, asked with `fetch`. Its answers throw IchienError NODE_UNREACHABLE. */
export function jsonRpc(url: string): JsonRpc {
  return async (calls) => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(calls.map((call, id) => ({ jsonrpc: '2.0', id, ...call }))),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      const text = await response.text();
      if (!response.ok || text.length > MAX_ANSWER_LENGTH) throw new Error(`HTTP ${response.status}`);
      return resultsOf(JSON.parse(text), calls.length);
    } catch (cause) {
      if (cause instanceof IchienError) throw cause;
      throw nodeUnreachable(cause);
    }
  };
}

/** A batch may be answered in any order; an answer without a result is an error of the node. */
function resultsOf(answers: unknown, count: number): unknown[] {
  if (!Array.isArray(answers)) throw new Error('its answer is no batch');
  const byId = new Map(answers.map((answer) => [answer?.id, answer]));
  return Array.from({ length: count }, (_, id) => {
    const answer = byId.get(id);
    if (answer?.result === undefined) throw new Error(String(answer?.error?.message ?? `it left call ${id} out`));
    return answer.result;
  });
}
