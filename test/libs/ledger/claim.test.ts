import { expect } from 'chai';
import { solidityPackedKeccak256 } from 'ethers';
import { claimAccountOf, claimKeyOf, claimOf } from '#ledger';
import { codeOf } from '../error-code.js';

const SECRET = Uint8Array.from({ length: 32 }, (_, index) => 255 - index);
const ACCOUNT = claimAccountOf(new Uint8Array(32).fill(7));

describe('claims', () => {
  it('are the keccak of account and secret, however the account is written', () => {
    const expected = solidityPackedKeccak256(['address', 'bytes32'], [ACCOUNT, SECRET]).slice(2);
    expect(claimOf(ACCOUNT, SECRET)).to.equal(expected);
    expect(claimOf(ACCOUNT.toLowerCase(), SECRET)).to.equal(expected);
  });

  it('differ by account and by secret', () => {
    const other = claimAccountOf(new Uint8Array(32).fill(8));
    const claims = [claimOf(ACCOUNT, SECRET), claimOf(other, SECRET), claimOf(ACCOUNT, SECRET.toReversed())];
    expect(new Set(claims).size).to.equal(3);
  });

  it('are of an account that is the same in every slot and another for every household', () => {
    expect(claimAccountOf(new Uint8Array(32).fill(7))).to.equal(ACCOUNT);
    expect(claimKeyOf(new Uint8Array(32).fill(7))).not.to.deep.equal(claimKeyOf(new Uint8Array(32).fill(8)));
  });

  it('are refused of anything that is no account or no secret', () => {
    expect(codeOf(() => claimOf('0x1234', SECRET))).to.equal('CLAIM_INVALID');
    expect(codeOf(() => claimOf(ACCOUNT, SECRET.subarray(1)))).to.equal('CLAIM_INVALID');
    expect(codeOf(() => claimOf('alice', SECRET))).to.equal('HEX_INVALID');
  });
});
