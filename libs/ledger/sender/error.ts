import { IchienError } from '#energy';

const SENDER_ERROR_CODES = [
  'NODE_UNREACHABLE',
  'CHAIN_CHANGED',
  'CONTRACT_MISSING',
  'NONCE_BACKWARDS',
  'NONCE_TAKEN',
  'LEDGER_DIVERGED',
  'RECORD_INVALID',
  'RECORD_OUT_OF_ORDER',
  'BATCH_REFUSED',
  'FEE_LIMIT_REACHED',
  'SIGNER_UNREACHABLE',
  'SIGNER_INVALID',
  'BROADCAST_REFUSED',
  'TRANSACTION_REVERTED',
  'TRANSACTION_NOT_MINED',
] as const;

/** Why the sender can stand still: the closed set. */
export type SenderErrorCode = (typeof SENDER_ERROR_CODES)[number];

/** True for what stops the sender until a node answers or a person acts; anything else is the caller's to see. @internal */
export function isSenderError(error: unknown): error is IchienError<SenderErrorCode> {
  return error instanceof IchienError && (SENDER_ERROR_CODES as readonly string[]).includes(error.code);
}

/** An error that the sender reports as the reason why it stands still. */
export function senderError(
  code: SenderErrorCode,
  what: string,
  fix: string,
  details: Readonly<Record<string, string | number>> = {},
): IchienError<SenderErrorCode> {
  return new IchienError(code, what, fix, details);
}
