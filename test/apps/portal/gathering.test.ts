import { expect } from 'chai';
import { slotOf } from '#energy';
import { begins, CONCERNS } from '../../../apps/portal/server/concerns.js';
import { Gathering } from '../../../apps/portal/server/gathering.js';

const SLOT = slotOf('2026-05-18', 25);

/** A gathering on a clock of its own. */
function world() {
  let nowMs = 0;
  let isHidden = false;
  let waitMs = 100;
  const timers = new Set<{ atMs: number; call: () => void }>();
  const asked: [atMs: number, keys: string][] = [];
  const gathering = new Gathering({
    waitMs: () => waitMs,
    later: (call, wait) => {
      const timer = { atMs: nowMs + wait, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    isHidden: () => isHidden,
    ask: (keys) => asked.push([nowMs, keys.map((key) => key.join('/')).join(' ')]),
  });
  const advanceTo = (atMs: number) => {
    nowMs = atMs;
    for (const timer of [...timers].filter((each) => each.atMs <= atMs)) {
      timers.delete(timer);
      timer.call();
    }
  };
  return {
    gathering,
    asked,
    advanceTo,
    hide: (hidden: boolean) => {
      isHidden = hidden;
    },
    wait: (ms: number) => {
      waitMs = ms;
    },
  };
}

describe('what events concern', () => {
  it('is asked for together, once, some time after the first event', () => {
    const { gathering, asked, advanceTo } = world();
    gathering.add([['a'], ['b']]);
    advanceTo(50);
    gathering.add([['a'], ['c']]);
    advanceTo(99);
    expect(asked).to.deep.equal([]);
    advanceTo(100);
    expect(asked).to.deep.equal([[100, 'a b c']]);
    advanceTo(1000);
    expect(asked).to.have.length(1);
  });

  it('waits anew each time, as long as it is told then', () => {
    const { gathering, asked, advanceTo, wait } = world();
    gathering.add([['a']]);
    advanceTo(100);
    wait(7);
    gathering.add([['a']]);
    advanceTo(107);
    expect(asked.map(([atMs]) => atMs)).to.deep.equal([100, 107]);
  });

  it('is not asked for by a page that nobody looks at, until somebody does', () => {
    const { gathering, asked, advanceTo, hide } = world();
    hide(true);
    gathering.add([['a']]);
    advanceTo(500);
    gathering.add([['b']]);
    advanceTo(1000);
    expect(asked).to.deep.equal([]);
    hide(false);
    gathering.shown();
    advanceTo(1100);
    expect(asked).to.deep.equal([[1100, 'a b']]);
    gathering.shown();
    gathering.end();
    advanceTo(2000);
    expect(asked).to.have.length(1);
  });

  it('a settlement touches a resident’s figures of its half hour and nothing else, and never everybody’s at once', () => {
    const { atOnce = [], spread = [] } = CONCERNS.settled!({ slot: SLOT, version: 1 });
    expect(atOnce.filter(([first]) => first === 'resident')).to.deep.equal([]);
    const touches = (...key: string[]) => spread.some((beginning) => begins(['resident', 'sato', ...key], beginning));
    expect(touches('home')).to.equal(true);
    expect(touches('series', 'month', '2026-05-18')).to.equal(true);
    expect(touches('trade', String(SLOT), '1')).to.equal(true);
    expect(touches('label', '2026-05-18')).to.equal(true);
    expect(touches('label', '2026-05-17')).to.equal(false);
    expect(touches('trade', String(SLOT - 1), '1')).to.equal(false);
    expect(touches('settings')).to.equal(false);
    expect(touches('market', '2026-05-18')).to.equal(false);
    expect(touches('notices')).to.equal(false);
    const corrected = CONCERNS.settled!({ slot: SLOT, version: 2 }).spread!;
    expect(corrected.some((beginning) => begins(['resident', 'sato', 'notices'], beginning))).to.equal(true);
  });
});
