import { type Provider, type Transaction, toBigInt } from 'ethers';
import { answered } from '../chain/client.js';
import { senderError } from './error.js';

/** What a transaction offers for a unit of gas: EIP-1559, or the one price of a chain without a base fee. */
export type Fees =
  | { readonly type: 2; readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint }
  | { readonly type: 0; readonly gasPrice: bigint };

/** How much dearer a replacement is. Nodes take one that offers a tenth more; a quarter also follows a base fee that climbs. */
const DEARER_PERCENT = 25n;

/** What the node suggests now: a tip, and twice the base fee beside it, so that five full blocks may pass. */
export async function marketFees(provider: Provider): Promise<Fees> {
  const { maxFeePerGas, maxPriorityFeePerGas, gasPrice } = await answered(provider.getFeeData());
  if (maxFeePerGas === null || maxPriorityFeePerGas === null) return { type: 0, gasPrice: toBigInt(gasPrice ?? 0n) };
  return { type: 2, maxFeePerGas, maxPriorityFeePerGas };
}

/** The fees, cut to the limit. @throws IchienError FEE_LIMIT_REACHED if a block would not take them then */
export function feesWithin(fees: Fees, limitWei: bigint): Fees {
  if (fees.type === 0) {
    if (fees.gasPrice > limitWei) throw feeLimitReached(fees.gasPrice, limitWei);
    return fees;
  }
  const { maxFeePerGas, maxPriorityFeePerGas } = fees;
  const neededWei = (maxFeePerGas + maxPriorityFeePerGas) / 2n;
  if (neededWei > limitWei) throw feeLimitReached(neededWei, limitWei);
  return { ...fees, maxFeePerGas: least(maxFeePerGas, limitWei) };
}

/** Fees for a transaction in the place of another: a quarter dearer, or what the node suggests; undefined above the limit. */
export function dearer(before: Transaction, market: Fees, limitWei: bigint): Fees | undefined {
  if (before.type !== 2) {
    const suggested = market.type === 0 ? market.gasPrice : market.maxFeePerGas;
    const gasPrice = most(raised(before.gasPrice ?? 0n), least(suggested, limitWei));
    return gasPrice > limitWei ? undefined : { type: 0, gasPrice };
  }
  const suggested =
    market.type === 0 ? { maxFeePerGas: market.gasPrice, maxPriorityFeePerGas: market.gasPrice } : market;
  const maxFeePerGas = most(raised(before.maxFeePerGas ?? 0n), least(suggested.maxFeePerGas, limitWei));
  const tip = most(raised(before.maxPriorityFeePerGas ?? 0n), least(suggested.maxPriorityFeePerGas, limitWei));
  if (maxFeePerGas > limitWei) return undefined;
  return { type: 2, maxFeePerGas, maxPriorityFeePerGas: least(tip, maxFeePerGas) };
}

function raised(wei: bigint): bigint {
  // On a chain without fees a quarter of nothing is nothing: a wei more makes it another transaction.
  return (wei * (100n + DEARER_PERCENT)) / 100n + 1n;
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function feeLimitReached(neededWei: bigint, limitWei: bigint) {
  return senderError(
    'FEE_LIMIT_REACHED',
    `A block takes ${neededWei} wei for a unit of gas, the limit is ${limitWei}.`,
    'Wait until fees fall, or raise the limit; records wait in the outbox meanwhile.',
    { neededWei: String(neededWei), limitWei: String(limitWei) },
  );
}
