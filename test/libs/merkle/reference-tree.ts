import { id, keccak256, solidityPacked } from 'ethers';
import type { Hex, SumLeaf } from '#merkle';

/** A tree's root as docs/provenance.md words it: recursive, slow, with ethers' keccak. */
export function referenceRoot(leaves: readonly SumLeaf[]): { hash: Hex; wh: number } {
  const [only] = leaves;
  if (only === undefined) return { hash: `0x${'00'.repeat(32)}`, wh: 0 };
  if (leaves.length === 1) {
    return {
      hash: keccak256(solidityPacked(['uint8', 'uint64', 'bytes'], [0, only.wh, only.data])) as Hex,
      wh: only.wh,
    };
  }
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const left = referenceRoot(leaves.slice(0, split));
  const right = referenceRoot(leaves.slice(split));
  const packed = solidityPacked(
    ['uint8', 'bytes32', 'uint64', 'bytes32', 'uint64'],
    [1, left.hash, left.wh, right.hash, right.wh],
  );
  return { hash: keccak256(packed) as Hex, wh: left.wh + right.wh };
}

/** Leaves that differ from each other, with Wh from 0 up. */
export function sampleLeaves(count: number): SumLeaf[] {
  return Array.from({ length: count }, (_, n) => ({
    data: new TextEncoder().encode(id(`leaf ${n}`)),
    wh: (n * 977) % 501,
  }));
}
