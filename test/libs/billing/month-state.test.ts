import { expect } from 'chai';
import { type MonthFacts, monthStateOf } from '#billing';

const READY: MonthFacts = { isConfigured: true, isOver: true, isLacking: false, lastClose: null, isChanged: false };

describe('where a month stands', () => {
  const cases: readonly (readonly [string, Partial<MonthFacts>])[] = [
    ['ready', {}],
    ['lacking', { isLacking: true }],
    ['notOver', { isOver: false, isLacking: true }],
    ['closed', { lastClose: 'done' }],
    ['changed', { lastClose: 'done', isChanged: true }],
    ['lacking', { lastClose: 'done', isChanged: true, isLacking: true }],
    // Its statements are stored: what was settled anew meanwhile is for the run after it.
    ['brokenOff', { lastClose: 'files', isChanged: true, isLacking: true }],
    ['notConfigured', { isConfigured: false, lastClose: 'files' }],
  ];
  for (const [state, facts] of cases) {
    it(`${state}: ${JSON.stringify(facts)}`, () => expect(monthStateOf({ ...READY, ...facts })).to.equal(state));
  }
});
