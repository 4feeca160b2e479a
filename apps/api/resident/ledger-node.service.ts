import { Inject, Injectable } from '@nestjs/common';
import type { LedgerPlaceView } from '#resident';
import { API_CONFIG, type ApiConfig, type LedgerConnection } from '../config.js';
import { apiError } from '../errors.js';
import { nodeOriginsOf } from '../http/protect.js';

/** One JSON-RPC call that a browser may ask of our node. */
export interface NodeCall {
  readonly jsonrpc: '2.0';
  readonly id: number;
  readonly method: 'eth_chainId' | 'eth_call';
  readonly params: readonly unknown[];
}

const NODE_TIMEOUT_MS = 10_000;
/** Longest answer that is passed on: a slot's hash has 66 characters. */
const MAX_ANSWER_LENGTH = 100_000;

/**
 * Passes a browser's question on to this installation's node, for residents who have none of their own. Whoever does not
 * trust the operator asks another node instead, of those that the policy names (`nodeOriginsOf`) (docs/provenance.md, "For a resident"): the answer has to be the same.
 */
@Injectable()
export class LedgerNodeService {
  constructor(@Inject(API_CONFIG) private readonly config: ApiConfig) {}

  /** Where the records are. @throws IchienError EVIDENCE_NOT_READY without a chain */
  place(): LedgerPlaceView {
    const { chainId, contract } = this.#ledger();
    return { chainId, contract, nodeOrigins: nodeOriginsOf(this.config) };
  }

  /** Asks the node. Only reading calls to our own contract are passed on. @throws IchienError NODE_UNREACHABLE, BODY_INVALID */
  async ask(calls: readonly NodeCall[]): Promise<unknown[]> {
    const { rpcUrl, contract } = this.#ledger();
    for (const { method, params } of calls) {
      if (method === 'eth_call' && String((params[0] as { to?: unknown } | undefined)?.to) !== contract) {
        throw apiError('BODY_INVALID', 'Only calls to the ledger contract are passed on.', `Call ${contract}.`);
      }
    }
    if (rpcUrl === undefined) throw unreachable('this installation names no node');
    try {
      const response = await fetch(rpcUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(calls),
        signal: AbortSignal.timeout(NODE_TIMEOUT_MS),
      });
      const text = await response.text();
      if (!response.ok || text.length > MAX_ANSWER_LENGTH) throw new Error(`HTTP ${response.status}`);
      const answers: unknown = JSON.parse(text);
      if (!Array.isArray(answers)) throw new Error('its answer is no batch');
      return answers;
    } catch (cause) {
      throw unreachable(cause instanceof Error ? cause.message : String(cause));
    }
  }

  #ledger(): LedgerConnection {
    const { ledger } = this.config;
    if (ledger === undefined) {
      throw apiError(
        'EVIDENCE_NOT_READY',
        'This installation has no chain.',
        'Ask the operator when it will have one.',
      );
    }
    return ledger;
  }
}

function unreachable(reason: string) {
  return apiError('NODE_UNREACHABLE', `The chain's node did not answer: ${reason}.`, 'Try again, or ask another node.');
}
