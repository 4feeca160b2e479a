import { expect } from 'chai';
import {
  ELIGIBILITY_RULES,
  EXPIRY_RULES,
  ineligibilityOf,
  isEligible,
  LABEL_RULES,
  type LabelInput,
  labelFor,
  labelOf,
  SCHEMES,
  ValueRegister,
} from '#certificates';
import { codeOf } from '../error-code.js';
import { exampleCertificate, nfc } from './example-certificates.js';

const setagaya = { ja: '世田谷区', en: 'Setagaya' };
const mix = { ja: 'JEPX 100％', en: 'JEPX 100 %' };
const DAY = '2026-11-21';

describe('labelFor', () => {
  it('calls a matched post-FIT kWh renewable only after its value is allocated (trap 0.4)', () => {
    const certificate = exampleCertificate();
    const before = labelOf(certificate, DAY, { place: setagaya });
    expect(before.claim).to.equal('none');
    expect(before.text.ja).to.equal('世田谷区産 太陽光（環境価値: 確定前）');
    const valued = new ValueRegister().allocate(certificate, nfc);
    const after = labelOf(valued, DAY, { place: setagaya });
    expect(after.claim).to.equal('renewable');
    expect(after.text).to.deep.equal({ ja: '世田谷区産 太陽光 再エネ', en: 'Setagaya solar renewable' });
    expect(labelOf(valued, '2026-08-31').claim).to.equal('none');
    expect(labelOf(valued, '2027-06-30').claim).to.equal('renewable');
    expect(labelOf(valued, '2027-07-01').claim).to.equal('none');
  });

  it('says for each power what B9 says', () => {
    const table: [input: Partial<LabelInput>, claim: string, notes: string][] = [
      [{ power: 'renewable', value: nfc }, 'renewable', 'certificateUsed'],
      [{ power: 'renewable' }, 'none', 'noValue originOnly'],
      [{ power: 'FIT', value: nfc }, 'renewable', 'certificateUsed fitPower fitShare fitExplained'],
      [{ power: 'FIT' }, 'none', 'fitPower fitShare fitExplained noValue originOnly'],
      [{ power: 'other', value: nfc }, 'effectivelyRenewable', 'powerMix certificateUsed'],
      [{ power: 'other' }, 'none', 'noValue'],
      [{ power: 'other', value: { ...nfc, isRenewable: false } }, 'none', 'noValue'],
      [{ power: 'renewable', value: { ...nfc, kind: 'jCredit' } }, 'none', 'noValue originOnly'],
      [{ power: 'renewable', value: { ...nfc, kind: 'green' } }, 'none', 'noValue originOnly'],
      [{ power: 'renewable', value: { ...nfc, allocatedDay: '2026-11-22' } }, 'none', 'noValue originOnly'],
    ];
    for (const [change, claim, notes] of table) {
      const label = labelFor({ power: 'other', day: DAY, fitSharePercent: 40, mix, ...change });
      expect([label.claim, label.notes.map(({ code }) => code).join(' ')]).to.deep.equal([claim, notes]);
      const says = /再エネ/.test(label.text.ja);
      expect(says, label.text.ja).to.equal(claim !== 'none');
      expect(/実質再エネ/.test(label.text.ja)).to.equal(claim === 'effectivelyRenewable');
    }
  });

  it('fills in notes, whatever characters they bring', () => {
    const label = labelFor({ power: 'other', value: nfc, day: DAY, mix: { ja: '$& {mix}', en: '$1' } });
    expect(label.notes[0]).to.deep.equal({ code: 'powerMix', ja: '電源構成: $& {mix}', en: 'Power mix: $1' });
    const share = labelFor({ power: 'FIT', day: DAY, fitSharePercent: 12.5 }).notes[1];
    expect(share!.ja).to.equal('FIT電気の割合は12.5％です。');
  });

  it('refuses a label whose mandatory note cannot be written', () => {
    const refused: [code: string, input: LabelInput][] = [
      ['LABEL_FACT_MISSING', { power: 'FIT', day: DAY }],
      ['LABEL_FACT_MISSING', { power: 'FIT', day: DAY, fitSharePercent: 101 }],
      ['LABEL_FACT_MISSING', { power: 'FIT', day: DAY, fitSharePercent: Number.NaN }],
      ['LABEL_FACT_MISSING', { power: 'other', value: nfc, day: DAY }],
      ['TEXT_INVALID', { power: 'other', value: nfc, day: DAY, mix: { ja: '', en: '' } }],
      ['TEXT_INVALID', { power: 'renewable', day: DAY, place: { ja: 'x'.repeat(201), en: 'x' } }],
      ['RATE_UNKNOWN', { power: 'renewable', day: '2021-03-31' }],
      ['DAY_INVALID', { power: 'renewable', day: 'today' }],
    ];
    for (const [code, input] of refused) {
      expect(
        codeOf(() => labelFor(input)),
        JSON.stringify(input),
      ).to.equal(code);
    }
  });
});

describe('isEligible', () => {
  const valued = (change = {}, certificate = {}) =>
    exampleCertificate({ value: { ...nfc, ...change }, ...certificate });

  it('is as TKY-18 says: CDP and SBT take all, RE100 only what is tracked or bilateral non-FIT', () => {
    const untracked = { isTracked: false };
    const bilateral = { isTracked: false, isBilateral: true };
    for (const scheme of ['CDP', 'SBT'] as const) {
      for (const kind of ['nfc', 'jCredit', 'green'] as const) {
        expect(isEligible(valued({ ...untracked, kind }), scheme, DAY)).to.equal(true);
      }
    }
    expect(isEligible(valued(), 'RE100', DAY)).to.equal(true);
    expect(ineligibilityOf(valued(untracked), 'RE100', DAY)).to.equal('notTracked');
    expect(isEligible(valued(bilateral), 'RE100', DAY)).to.equal(true);
    expect(ineligibilityOf(valued(bilateral, { support: 'FIT' }), 'RE100', DAY)).to.equal('notTracked');
    expect(isEligible(valued({ ...untracked, kind: 'green' }), 'RE100', DAY)).to.equal(true);
  });

  it('asks RE100 for plants younger than 15 years, for energy from 2024 on', () => {
    const of = (commissionedDay: string, startsAt: string) =>
      ineligibilityOf(valued({ allocatedDay: startsAt.slice(0, 10) }, { commissionedDay, startsAt }), 'RE100', DAY);
    expect(of('2011-05-19', '2026-05-18T12:00:00+09:00')).to.equal(undefined);
    expect(of('2011-05-18', '2026-05-18T12:00:00+09:00')).to.equal('plantTooOld');
    expect(of('2001-01-01', '2023-12-31T12:00:00+09:00')).to.equal(undefined);
    const { commissionedDay: _, ...ageless } = valued();
    expect(ineligibilityOf(ageless, 'RE100', DAY)).to.equal('plantAgeUnknown');
    expect(isEligible(ageless, 'CDP', DAY)).to.equal(true);
  });

  it('never counts what has no value, is not renewable, or has expired', () => {
    for (const scheme of SCHEMES) {
      expect(ineligibilityOf(exampleCertificate(), scheme, DAY)).to.equal('noValue');
      expect(ineligibilityOf(valued(), scheme, '2026-08-31')).to.equal('noValue');
      expect(ineligibilityOf(valued({ isRenewable: false }), scheme, DAY)).to.equal('notRenewable');
      expect(ineligibilityOf(valued(), scheme, '2027-07-01')).to.equal('expired');
    }
  });
});

describe('the dated tables', () => {
  it('ascend strictly and name their sources', () => {
    for (const table of [LABEL_RULES, EXPIRY_RULES, ...Object.values(ELIGIBILITY_RULES)]) {
      const days = table.map(({ fromDay }) => fromDay);
      expect(days).to.deep.equal([...new Set(days)].sort());
      for (const { source } of table) expect(source).to.match(/\[(ST|OK|INF)|S:004/);
    }
  });
});
