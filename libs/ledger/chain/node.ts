import { FetchRequest, JsonRpcProvider, Network } from 'ethers';
import { nodeUnreachable } from './error.js';

/** How long one request to a node may take. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Attempts of a request that a node puts off (HTTP 429). */
const MAX_ATTEMPTS = 4;

/** How to connect to a node. */
export interface NodeOptions {
  /** Id of the node's chain, if it is known: then the node need not answer now. Whoever gives it must check it later. */
  readonly chainId?: number;
  /** Most milliseconds that one request may take. Default: 10,000. */
  readonly requestTimeoutMs?: number;
}

/**
 * Connects to an EVM node by its JSON-RPC URL. Unlike a bare ethers provider it fails at once if there is no node, bounds
 * every request, never answers from a cache, and does not hold requests back to bundle them (10 ms each).
 *
 * @throws IchienError NODE_UNREACHABLE
 */
export async function connectNode(url: string, options: NodeOptions = {}): Promise<JsonRpcProvider> {
  try {
    const request = new FetchRequest(url);
    request.timeout = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    request.setThrottleParams({ maxAttempts: MAX_ATTEMPTS });
    const network = Network.from(options.chainId ?? (await chainIdOf(request)));
    return new JsonRpcProvider(request, network, { staticNetwork: network, cacheTimeout: -1, batchMaxCount: 1 });
  } catch (cause) {
    throw nodeUnreachable(cause);
  }
}

async function chainIdOf(request: FetchRequest): Promise<bigint> {
  const call = request.clone();
  call.body = { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] };
  const response = await call.send();
  response.assertOk();
  return BigInt(response.bodyJson.result);
}
