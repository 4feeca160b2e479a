import { expect } from 'chai';
import { IchienError } from '#energy';
import { type DatedRules, DEFAULT_RULE_SETS, type RuleSet, ruleSetAt, standingRuleSets } from '#settlement';

describe('ruleSetAt', () => {
  const set = (version: string, fromDay: string): RuleSet => {
    return { version, fromDay, source: 'test', rules: { deviationPolicy: { name: 'waived' } } };
  };
  const sets = [set('a', '2026-04-01'), set('b', '2026-07-01')];

  it('gives the set in force on a day, its first day included', () => {
    expect(ruleSetAt(sets, '2026-06-30').version).to.equal('a');
    expect(ruleSetAt(sets, '2026-07-01').version).to.equal('b');
    expect(ruleSetAt(sets, '2030-01-01').version).to.equal('b');
  });

  it('stand as entered, on top of the default: of two for a day the later', () => {
    const entered = [set('late', '2026-09-01'), set('early', '2026-07-01'), set('again', '2026-09-01')];
    const versions = (list: DatedRules) => list.map(({ version }) => version);
    expect(versions(standingRuleSets([]))).to.deep.equal(['waived-1']);
    expect(versions(standingRuleSets(entered))).to.deep.equal(['waived-1', 'early', 'again']);
    expect(ruleSetAt(standingRuleSets(entered), '2026-08-31').version).to.equal('early');
  });

  it('waives deviations by default, with its source', () => {
    const { rules, source } = ruleSetAt(DEFAULT_RULE_SETS, '2026-11-21');
    expect(rules).to.deep.equal({ deviationPolicy: { name: 'waived' }, pool: { name: 'off' } });
    expect(source).to.match(/^\[INF\]: /);
  });

  it('refuses a day before the first, and lists that are none', () => {
    const cases: [DatedRules, string][] = [
      [sets, 'RULE_SET_UNKNOWN'],
      [[], 'RULE_SETS_INVALID'],
      [[sets[1]!, sets[0]!], 'RULE_SETS_INVALID'],
      [[sets[0]!, set('b', '2026-04-01')], 'RULE_SETS_INVALID'],
      [[sets[0]!, set('a', '2026-07-01')], 'RULE_SETS_INVALID'],
      [[set('', '2020-01-01')], 'RULE_SETS_INVALID'],
      [[set('x'.repeat(41), '2020-01-01')], 'RULE_SETS_INVALID'],
      [[set('a', 'soon')], 'DAY_INVALID'],
    ];
    for (const [ruleSets, code] of cases) {
      expect(() => ruleSetAt(ruleSets, '2026-03-31'))
        .to.throw(IchienError)
        .with.property('code', code);
    }
  });
});
