import { Wallet } from 'ethers';
import { IchienError } from '#energy';
import type { ChainErrorCode } from './error.js';

/**
 * Opens an encrypted keystore file (Web3 Secret Storage, as geth, Besu and ethers write it).
 *
 * @param json the file's text
 * @throws IchienError KEYSTORE_INVALID if it is no keystore or the password is not its own
 */
export async function openKeystore(json: string, password: string): Promise<Wallet> {
  try {
    const wallet = await Wallet.fromEncryptedJson(json, password);
    return new Wallet(wallet.privateKey);
  } catch {
    throw new IchienError<ChainErrorCode>(
      'KEYSTORE_INVALID',
      'The keystore cannot be opened.',
      'Check that the file is an encrypted keystore and that the password file belongs to it.',
    );
  }
}
