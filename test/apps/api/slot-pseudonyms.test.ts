import { expect } from 'chai';
import type { Participant } from '#api/participants/participant.entity.js';
import { PseudonymsKept } from '#api/participants/slot-pseudonyms.js';
import { pseudonymOf, slotKeyOf } from '#ledger';
import { codeOf } from '../../libs/error-code.js';

const AREA_ID = 13_112;
const SLOT = 990_000;
const NAMES = ['sato', 'suzuki', 'tanaka', 'erased'];

const keyOf = (name: string) => new Uint8Array(32).fill(1 + NAMES.indexOf(name));
const householdOf = (name: string) =>
  ({ participantId: name, householdKey: name === 'erased' ? '' : 'held' }) as Participant;
const households = { keyOf, get: householdOf, all: () => NAMES.map(householdOf) };
const nameOf = (name: string, slot: number) => pseudonymOf(slotKeyOf(keyOf(name), AREA_ID, slot));

describe('the pseudonyms that are kept', () => {
  it('are bounded by households over all slots, the slot asked for longest ago going first', () => {
    const kept = new PseudonymsKept(AREA_ID, households, 5);
    for (let slot = SLOT; slot < SLOT + 100; slot++) {
      const first = kept.ofSlot(SLOT); // always in use, so never dropped
      for (const name of ['sato', 'suzuki']) {
        expect(first.of(name)).to.equal(nameOf(name, SLOT));
        expect(kept.ofSlot(slot).of(name)).to.equal(nameOf(name, slot));
      }
      expect(kept.ofSlot(SLOT)).to.equal(first);
      expect(kept.size).to.be.at.most(5);
    }
  });

  it('of one slot are kept even beyond the bound', () => {
    const kept = new PseudonymsKept(AREA_ID, households, 1);
    const slot = kept.ofSlot(SLOT);
    for (const name of ['sato', 'suzuki']) slot.of(name);
    expect(kept.ofSlot(SLOT)).to.equal(slot);
    expect(kept.size).to.equal(2);
    kept.ofSlot(SLOT + 1).of('sato');
    expect(kept.size).to.equal(1);
  });

  it('count only what is kept: a slot that was dropped may still be in use', () => {
    const kept = new PseudonymsKept(AREA_ID, households, 1);
    const dropped = kept.ofSlot(SLOT);
    dropped.of('sato');
    kept.ofSlot(SLOT + 1).of('sato');
    expect(dropped.of('suzuki')).to.equal(nameOf('suzuki', SLOT));
    expect(kept.size).to.equal(1);
    kept.clear();
    expect(kept.size).to.equal(0);
  });

  it('are found back from the name, also when it was never asked for', () => {
    const slot = new PseudonymsKept(AREA_ID, households).ofSlot(SLOT);
    expect(slot.participantOf(nameOf('tanaka', SLOT))).to.equal('tanaka');
    expect(codeOf(() => slot.participantOf(nameOf('erased', SLOT)))).to.equal('PARTICIPANT_UNKNOWN');
    expect(slot.find('tanaka')).to.equal(nameOf('tanaka', SLOT));
    expect(slot.find('erased')).to.equal(undefined);
  });
});
