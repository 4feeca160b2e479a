import { expect } from 'chai';
import fc from 'fast-check';
import { SLOT_MS, slotEndMs, slotOf, slotStartMs } from '#energy';
import { finalFromMs, firstSlotOf, isFinal, isMemberAt, type Membership, nextSlot, overlap } from '#joining';

const DAY = slotOf('2026-05-18');
const membership: fc.Arbitrary<Membership> = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.option(fc.integer({ min: 0, max: 10 })))
  .map(([from, length]) => ({ fromSlot: DAY + from, untilSlot: length === null ? null : DAY + from + length }));

describe('a membership', () => {
  it('overlaps another exactly if some slot lies in both', () => {
    const slots = Array.from({ length: 60 }, (_, index) => DAY + index);
    fc.assert(
      fc.property(membership, membership, (one, other) => {
        const shared = slots.some((slot) => isMemberAt(one, slot) && isMemberAt(other, slot));
        expect(overlap(one, other)).to.equal(shared);
        expect(overlap(other, one)).to.equal(shared);
      }),
      { seed: 43 },
    );
  });

  it('begins at the midnight of its day, or with the next half hour if that has passed', () => {
    const midnight = slotStartMs(DAY);
    expect(firstSlotOf('2026-05-18', midnight - 1)).to.equal(DAY);
    expect(firstSlotOf('2026-05-18', midnight)).to.equal(DAY);
    expect(firstSlotOf('2026-05-18', midnight + 1)).to.equal(DAY + 1);
    expect(firstSlotOf('2020-01-01', midnight + 9 * SLOT_MS)).to.equal(DAY + 9);
    expect([nextSlot(midnight), nextSlot(midnight + 1)]).to.deep.equal([DAY, DAY + 1]);
  });

  it('is over for good when its last slot is final, and not before', () => {
    const untilSlot = DAY + 3;
    const atMs = finalFromMs(untilSlot);
    expect([isFinal(untilSlot - 1, atMs), isFinal(untilSlot - 1, atMs + 1)]).to.deep.equal([false, true]);
    expect(isFinal(untilSlot, atMs + 1)).to.equal(false);
    expect(slotEndMs(untilSlot - 1)).to.equal(slotStartMs(untilSlot));
  });
});
