import { computeAddress, type Provider, Wallet } from 'ethers';
import { toHex } from '#merkle';
import { claimKeyOf } from '../pseudonym.js';

/** Address of the account whose key is the household's own (`claimKeyOf`). @throws IchienError HOUSEHOLD_KEY_INVALID */
export function claimAccountOf(householdKey: Uint8Array): string {
  return computeAddress(toHex(claimKeyOf(householdKey)));
}

/** That account, able to sign: it takes the household's allocations. @throws IchienError HOUSEHOLD_KEY_INVALID */
export function claimWalletOf(householdKey: Uint8Array, provider: Provider): Wallet {
  return new Wallet(toHex(claimKeyOf(householdKey)), provider);
}
