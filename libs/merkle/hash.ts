import { IchienError } from '#energy';
import type { MerkleErrorCode } from './error.js';
import { fromHex, type Hex, toHex } from './hex.js';
import { block, hashBlock, hashMessage, RATE_BYTES } from './keccak.js';

/** A subtree as its parent sees it: the hash of its top node and the Wh below it. */
export interface SumNode {
  readonly hash: Hex;
  readonly wh: number;
}

/** Bytes in a hash. */
export const HASH_BYTES = 32;

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;
const WH_BYTES = 8;
const LEAF_HEADER_BYTES = 1 + WH_BYTES;
const NODE_BYTES = 1 + 2 * (HASH_BYTES + WH_BYTES);

const blockView = new DataView(block.buffer);

/** Keccak-256, as Ethereum has it. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return hashMessage(bytes).slice();
}

/** The leaf over `data` that carries `wh`. @throws IchienError WH_INVALID */
export function hashLeaf(data: Uint8Array, wh: number): SumNode {
  return { hash: toHex(leafDigest(data, wh)), wh };
}

/** The node over two subtrees; it carries the Wh of both. @throws IchienError HEX_INVALID, WH_INVALID, SUM_TOO_LARGE */
export function hashNode(left: SumNode, right: SumNode): SumNode {
  assertWh(left.wh);
  assertWh(right.wh);
  const wh = addWh(left.wh, right.wh);
  return { hash: toHex(nodeDigest(hashBytes(left.hash), left.wh, hashBytes(right.hash), right.wh)), wh };
}

/** {@link hashLeaf} in bytes. @throws IchienError WH_INVALID */
export function leafHash(data: Uint8Array, wh: number): Uint8Array {
  return leafDigest(data, wh).slice();
}

/** {@link leafHash} as a view that the next hash overwrites. @internal @throws IchienError WH_INVALID */
export function leafDigest(data: Uint8Array, wh: number): Uint8Array {
  assertWh(wh);
  const length = LEAF_HEADER_BYTES + data.length;
  const isShort = length < RATE_BYTES;
  const bytes = isShort ? block : new Uint8Array(length);
  bytes[0] = LEAF_PREFIX;
  setWh(isShort ? blockView : new DataView(bytes.buffer), 1, wh);
  bytes.set(data, LEAF_HEADER_BYTES);
  return isShort ? hashBlock(length) : hashMessage(bytes);
}

/** {@link hashNode} in bytes, without its checks, as a view that the next hash overwrites. @internal */
export function nodeDigest(leftHash: Uint8Array, leftWh: number, rightHash: Uint8Array, rightWh: number): Uint8Array {
  block[0] = NODE_PREFIX;
  block.set(leftHash, 1);
  setWh(blockView, 1 + HASH_BYTES, leftWh);
  block.set(rightHash, 1 + HASH_BYTES + WH_BYTES);
  setWh(blockView, 1 + 2 * HASH_BYTES + WH_BYTES, rightWh);
  return hashBlock(NODE_BYTES);
}

/** Exact sum of two Wh. @internal @throws IchienError SUM_TOO_LARGE */
export function addWh(left: number, right: number): number {
  const sum = left + right;
  if (!Number.isSafeInteger(sum)) {
    throw new IchienError<MerkleErrorCode>(
      'SUM_TOO_LARGE',
      `${left} Wh and ${right} Wh add up to more than 2^53-1.`,
      'Split the leaves over several trees.',
      { left, right },
    );
  }
  return sum;
}

/** Asserts whole, non-negative Wh below 2^53. @internal @throws IchienError WH_INVALID */
export function assertWh(wh: number): void {
  if (!Number.isSafeInteger(wh) || wh < 0) {
    throw new IchienError<MerkleErrorCode>('WH_INVALID', `${wh} is not an energy.`, 'Give whole Wh from 0 to 2^53-1.', {
      wh: String(wh),
    });
  }
}

/** The 32 bytes of a hash. @internal @throws IchienError HEX_INVALID */
export function hashBytes(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes.length !== HASH_BYTES) {
    throw new IchienError<MerkleErrorCode>('HEX_INVALID', `"${hex}" is not a hash.`, 'A hash has 32 bytes.', { hex });
  }
  return bytes;
}

function setWh(view: DataView, offset: number, wh: number): void {
  view.setUint32(offset, Math.floor(wh / 2 ** 32));
  view.setUint32(offset + 4, wh % 2 ** 32);
}
