import { IchienError } from '#energy';

/** Codes raised by the chain part of the library. */
export type ChainErrorCode =
  | 'KEYSTORE_INVALID'
  | 'NODE_UNREACHABLE'
  | 'ARTIFACT_MISSING'
  | 'RANGE_INVALID'
  | 'LOG_INVALID'
  | 'CERTIFICATE_REFUSED'
  | 'LOCAL_CHAIN_FAILED'
  | 'LOCAL_CHAIN_KEY_INVALID';

/** The node did not answer, or answered with something that is no answer. */
export function nodeUnreachable(cause: unknown): IchienError<ChainErrorCode> {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new IchienError<ChainErrorCode>(
    'NODE_UNREACHABLE',
    `The Ethereum node does not answer: ${reason.slice(0, 300)}.`,
    "Check the node's URL and that it runs; nothing is lost meanwhile.",
  );
}
