import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { hmacSha256 } from '#ledger';

describe('hmacSha256', () => {
  it("is Node's own, for every key and label", () => {
    const key = fc.uint8Array({ minLength: 0, maxLength: 64 });
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 192 });
    fc.assert(
      fc.property(key, text, (key, text) => {
        const expected = createHmac('sha256', key).update(text).digest('hex');
        expect(hmacSha256(key, text).toString('hex')).to.equal(expected);
      }),
      { seed: 20261121, numRuns: 500 },
    );
  });

  it('gives each call bytes of its own', () => {
    const key = new Uint8Array(32).fill(7);
    const first = hmacSha256(key, 'a');
    const copy = Buffer.from(first);
    hmacSha256(key, 'b');
    expect(first.equals(copy)).to.equal(true);
  });

  it('refuses what would need another rule', () => {
    expect(() => hmacSha256(new Uint8Array(65), 'a')).to.throw(RangeError);
    expect(() => hmacSha256(new Uint8Array(32), 'a'.repeat(193))).to.throw(RangeError);
  });
});
