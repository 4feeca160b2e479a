import { IchienError } from '#energy';
import { fromHex, keccak256, toHex } from '#merkle';

/** Codes raised by this file. */
export type ClaimErrorCode = 'CLAIM_INVALID';

/** Bytes of an account's address. */
export const ACCOUNT_BYTES = 20;
const SECRET_BYTES = 32;

// Hashing is synchronous, so no two claims can meet in it.
const preimage = new Uint8Array(ACCOUNT_BYTES + SECRET_BYTES);

/**
 * The claim of an allocation: a commitment to the one account that may take it on chain. Nobody can tell the account from
 * it, and the secret without the account takes nothing: a transaction seen on its way is of no use to anyone else.
 *
 * @param account address in hexadecimal
 * @param secret 32 bytes, by custom `claimSecret` of the buyer's slot key
 * @returns 64 hexadecimal digits
 * @throws IchienError CLAIM_INVALID, HEX_INVALID
 */
export function claimOf(account: string, secret: Uint8Array): string {
  const address = fromHex(account);
  if (address.length !== ACCOUNT_BYTES || secret.length !== SECRET_BYTES) {
    throw new IchienError<ClaimErrorCode>(
      'CLAIM_INVALID',
      `${address.length} bytes of account and ${secret.length} bytes of secret make no claim.`,
      `Give ${ACCOUNT_BYTES} and ${SECRET_BYTES}.`,
      { account },
    );
  }
  return toHex(claimHash(address, secret)).slice(2);
}

/** {@link claimOf} in bytes, without its checks. @internal */
export function claimHash(account: Uint8Array, secret: Uint8Array): Uint8Array {
  preimage.set(account);
  preimage.set(secret, ACCOUNT_BYTES);
  return keccak256(preimage);
}
