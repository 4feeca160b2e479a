import { expect } from 'chai';
import { keccak256 as ethersKeccak256, hexlify } from 'ethers';
import fc from 'fast-check';
import { fromHex, hashLeaf, hashNode, keccak256, leafHash, toHex } from '#merkle';
import { codeOf } from '../error-code.js';

const HASH = `0x${'5a'.repeat(32)}` as const;

describe('hashes', () => {
  it('are those of another implementation', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(toHex(keccak256(bytes))).to.equal(ethersKeccak256(bytes));
      }),
      { seed: 3 },
    );
  });

  it('of every length around a block are those of another implementation, each in bytes of its own', () => {
    const made = Array.from({ length: 300 }, (_, length) => {
      const bytes = new Uint8Array(length).fill(length);
      return { bytes, hash: keccak256(bytes), leaf: leafHash(bytes, length) };
    });
    for (const { bytes, hash, leaf } of made) {
      const preimage = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, bytes.length >> 8, bytes.length, ...bytes);
      expect(toHex(hash)).to.equal(ethersKeccak256(bytes));
      expect(toHex(leaf)).to.equal(ethersKeccak256(preimage));
    }
  });

  it('cannot be mistaken, a leaf for a node', () => {
    const node = hashNode({ hash: HASH, wh: 1 }, { hash: HASH, wh: 2 });
    const inside = fromHex(`${HASH}${'00'.repeat(7)}01${HASH.slice(2)}${'00'.repeat(7)}02`);
    expect(hashLeaf(inside.slice(8), 3).hash).to.not.equal(node.hash);
  });

  it('carry Wh above 2^32 whole', () => {
    const hashes = [1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1].map((wh) => hashLeaf(new Uint8Array(), wh).hash);
    expect(new Set(hashes).size).to.equal(4);
  });

  it('of two nodes are refused if a node is malformed', () => {
    const node = { hash: HASH, wh: 1 };
    expect(codeOf(() => hashNode(node, { hash: '0x12', wh: 1 }))).to.equal('HEX_INVALID');
    expect(codeOf(() => hashNode(node, { hash: HASH, wh: -1 }))).to.equal('WH_INVALID');
    expect(codeOf(() => hashNode(node, { hash: HASH, wh: 2 ** 53 - 1 }))).to.equal('SUM_TOO_LARGE');
  });
});

describe('hexadecimal', () => {
  it('reads what it writes, as others write it', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(toHex(bytes)).to.equal(hexlify(bytes));
        expect(fromHex(toHex(bytes))).to.deep.equal(bytes);
      }),
      { seed: 3 },
    );
    expect(fromHex('0xAbCd')).to.deep.equal(new Uint8Array([0xab, 0xcd]));
  });

  it('refuses anything else', () => {
    for (const text of ['', '12', '0x1', '0xgg', '0x 1', '0x12\n']) {
      expect(
        codeOf(() => fromHex(text)),
        text,
      ).to.equal('HEX_INVALID');
    }
  });
});
