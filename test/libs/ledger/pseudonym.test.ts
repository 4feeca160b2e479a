import { expect } from 'chai';
import { isIchienError } from '#energy';
import { allocationSalt, claimAccountOf, claimKeyOf, claimSecret, pseudonymOf, readingSalt, slotKeyOf } from '#ledger';

const HOUSEHOLD_KEY = Uint8Array.from({ length: 32 }, (_, index) => index);

describe('pseudonyms and salts', () => {
  const key = slotKeyOf(HOUSEHOLD_KEY, 7, 991_234);

  // Computed once with Python's hmac module from the table in docs/provenance.md.
  it('are the values that another implementation of the format gives', () => {
    expect(Buffer.from(key).toString('hex')).to.equal(
      '289d2f1cd1c5fdcf040ac6e00778b1fd3df82a50e95b64bfe7d407ff3a9826b9',
    );
    expect(pseudonymOf(key)).to.equal('0bc29427fb07408f63b367d335aa96e2');
    expect(readingSalt(key, 'export')).to.equal('7bd00d39554694479e80f2b6171afb91');
    expect(readingSalt(key, 'import')).to.equal('f11e3d7c91a8ec1a201cfd8f26ac4e1f');
    expect(allocationSalt(key, 14)).to.equal('96c6741ba24942c7f3d6db0bebad108e');
    expect(Buffer.from(claimSecret(key, 14)).toString('hex')).to.equal(
      'ad650bdb8429231164c0a14c6db252c13c769b00c2974764e19306dde70b2332',
    );
    expect(Buffer.from(claimKeyOf(HOUSEHOLD_KEY)).toString('hex')).to.equal(
      '26d673463d5f03e959462da929e33d1cf258f9461558d5287c7e9ccac2e2627f',
    );
  });

  it('differ between slots, areas and households, so that nobody is followed from slot to slot', () => {
    const otherHousehold = HOUSEHOLD_KEY.map((byte) => byte ^ 1);
    const keys = [
      key,
      slotKeyOf(HOUSEHOLD_KEY, 7, 991_235),
      slotKeyOf(HOUSEHOLD_KEY, 8, 991_234),
      slotKeyOf(otherHousehold, 7, 991_234),
    ];
    expect(new Set(keys.map(pseudonymOf)).size).to.equal(4);
  });

  it('do not confuse area 1, slot 23 with area 12, slot 3', () => {
    expect(slotKeyOf(HOUSEHOLD_KEY, 1, 23)).not.to.deep.equal(slotKeyOf(HOUSEHOLD_KEY, 12, 3));
  });

  it('need a key of 32 bytes', () => {
    for (const derive of [(bytes: Uint8Array) => slotKeyOf(bytes, 7, 991_234), claimAccountOf]) {
      expect(() => derive(HOUSEHOLD_KEY.subarray(1)))
        .to.throw(/has 32 bytes, not 31/)
        .that.satisfies((error: unknown) => isIchienError(error) && error.code === 'HOUSEHOLD_KEY_INVALID');
    }
  });

  it('need a slot', () => {
    expect(() => slotKeyOf(HOUSEHOLD_KEY, 7, 1.5)).to.throw(/not a slot/);
  });
});
