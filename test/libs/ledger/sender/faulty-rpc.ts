import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a node answers one request. `deaf`: the request takes effect, then the line is cut. */
export type RpcMood = 'honest' | 'refuses' | 'breaks' | 'stalls' | 'deaf' | 'liar';

interface RpcRequest {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** A JSON-RPC door before a real node. */
export interface FaultyRpc {
  readonly url: string;
  /** Requests in each mood so far. */
  readonly told: Readonly<Record<RpcMood, number>>;
  /** Sets the mood of requests to come. */
  setMoods(moodOf: (request: number) => RpcMood): void;
  stop(): Promise<void>;
}

const WRONG_HASH = `0x${'bad0'.repeat(16)}`;

/** What a liar says instead of the truth, by method: stale, empty, or too much. */
const LIES: Readonly<Record<string, (truth: never) => unknown>> = {
  eth_blockNumber: (truth: string) => `0x${(Number(truth) + 1_000).toString(16)}`,
  eth_chainId: () => '0x1',
  eth_getCode: () => '0x',
  eth_getTransactionCount: (truth: string) => `0x${(Number(truth) + 1).toString(16)}`,
  eth_getTransactionReceipt: () => null,
  eth_getBlockByNumber: (truth: object | null) => truth && { ...truth, hash: WRONG_HASH },
  eth_call: () => WRONG_HASH,
  eth_estimateGas: () => '0x3b9aca00',
};

/** Stands before the node at `nodeUrl` and answers each request in its mood; at first in honesty. */
export async function startFaultyRpc(nodeUrl: string): Promise<FaultyRpc> {
  const told = { honest: 0, refuses: 0, breaks: 0, stalls: 0, deaf: 0, liar: 0 };
  let moodOf: (request: number) => RpcMood = () => 'honest';
  let requests = 0;

  const forward = async (body: string) => {
    const answer = await fetch(nodeUrl, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    return (await answer.json()) as { result?: unknown; error?: unknown };
  };
  const answer = async (body: string, response: ServerResponse): Promise<void> => {
    const { id, method }: RpcRequest = JSON.parse(body);
    const mood = moodOf(requests++);
    told[mood]++;
    const say = (content: object) => void response.end(JSON.stringify({ jsonrpc: '2.0', id, ...content }));
    if (mood === 'stalls') return;
    if (mood === 'breaks') return void response.writeHead(500).end('no');
    if (mood === 'refuses') return say({ error: { code: -32_000, message: 'overloaded' } });
    // A liar says that it has broadcast what it has dropped; the hash is not looked at.
    if (mood === 'liar' && method === 'eth_sendRawTransaction') return say({ result: WRONG_HASH });
    const truth = await forward(body);
    if (mood === 'deaf') return void response.destroy();
    const lie = LIES[method];
    if (mood === 'liar' && lie !== undefined && 'result' in truth) return say({ result: lie(truth.result as never) });
    say(truth);
  };

  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    await answer(body, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told,
    setMoods(next) {
      requests = 0;
      moodOf = next;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
