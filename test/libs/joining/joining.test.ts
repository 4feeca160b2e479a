import { expect } from 'chai';
import fc from 'fast-check';
import {
  APPLICATION_STEPS,
  type ApplicationActor,
  type ApplicationState,
  type Candidate,
  countAreas,
  HOLDING_STATES,
  ineligibilityOf,
  parseSupplyPointId,
  prefixDigits,
  SERVICE_AREAS,
  stateAfter,
} from '#joining';
import { codeOf, expectCode } from '../error-code.js';

const SETAGAYA = SERVICE_AREAS[13112]!;
const SELLER: Candidate = {
  side: 'seller',
  supplyPointId: '0300111234567890123456',
  postcode: '1570066',
  meterKind: 'smart',
  pv: { ratedW: 4500, support: 'fit', fitEndDay: '2026-03-31' },
  startDay: '2026-04-01',
};

describe('a supply point id', () => {
  it('is taken as bills print it and people type it', () => {
    for (const text of [
      '0300111234567890123456',
      '03-0011-1234-5678-9012-3456',
      '03 0011 1234 5678 9012 3456',
      '０３－００１１－１２３４－５６７８－９０１２－３４５６',
      ' 03ー0011ー1234ー5678ー9012ー3456 ',
    ]) {
      expect(parseSupplyPointId(text)).to.equal('0300111234567890123456');
    }
  });

  it('is refused with fewer or more digits, letters, and an area that does not exist', () => {
    for (const text of ['', '03', '030011123456789012345', '03001112345678901234567', '03001112345678901234a6']) {
      expectCode('SUPPLY_POINT_INVALID', () => parseSupplyPointId(text));
    }
    for (const area of ['00', '11', '99']) {
      expectCode('SUPPLY_POINT_INVALID', () => parseSupplyPointId(`${area}00111234567890123456`));
    }
  });

  it('is one of 22 digits or an error, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789０３-ー ax'), maxLength: 40 }), (text) => {
        const code = codeOf(() => expect(parseSupplyPointId(text)).to.match(/^(0[1-9]|10)\d{20}$/));
        return code === 'none' || code === 'SUPPLY_POINT_INVALID';
      }),
      { seed: 20260518 },
    );
  });
});

describe('the parts of a service area', () => {
  const counts = [
    { postcode: '157', state: 'enrolled', count: 3000 },
    { postcode: '157', state: 'submitted', count: 20 },
    { postcode: '154', state: 'left', count: 1 },
    { postcode: '100', state: 'ineligible', count: 7 },
    { postcode: '101', state: 'enrolled', count: 2 },
  ] as const;

  it('are counted, with those outside', () => {
    const { areas, elsewhere } = countAreas(counts, SETAGAYA);
    const shown = areas.map(({ prefix, applications, enrolled }) => [prefix, applications, enrolled]);
    expect(shown).to.have.deep.members([
      ['157', 3020, 3000],
      ['156', 0, 0],
      ['155', 0, 0],
      ['158', 0, 0],
      ['154', 1, 0],
    ]);
    expect(elsewhere).to.deep.equal({ applications: 9, enrolled: 2 });
  });

  it('of every area lie on tiles of their own, and no prefix begins another', () => {
    for (const { postcodeAreas } of Object.values(SERVICE_AREAS)) {
      expect(new Set(postcodeAreas.map(({ column, row }) => `${column} ${row}`)).size).to.equal(postcodeAreas.length);
      for (const { prefix } of postcodeAreas) {
        expect(postcodeAreas.filter((other) => other.prefix.startsWith(prefix))).to.have.length(1);
      }
    }
  });

  it('are told apart by as many digits as their longest beginning has', () => {
    const area = { ...SETAGAYA, postcodeAreas: [...SETAGAYA.postcodeAreas, { prefix: '10100', column: 0, row: 1 }] };
    expect([prefixDigits(SETAGAYA), prefixDigits(area)]).to.deep.equal([3, 5]);
    const groups = ['10100', '10101', '15701'].map((postcode) => ({ postcode, state: 'submitted' as const, count: 1 }));
    expect(countAreas(groups, area).elsewhere.applications).to.equal(1);
  });
});

describe('eligibility', () => {
  const reasons = (change: Partial<Candidate>) =>
    ineligibilityOf({ ...SELLER, ...change }, SETAGAYA).map(({ reason }) => reason);

  it('a seller whose feed-in tariff ends the day before the start may take part; a day later it may not', () => {
    expect(reasons({})).to.deep.equal([]);
    expect(ineligibilityOf({ ...SELLER, startDay: '2026-03-31' }, SETAGAYA)).to.deep.equal([
      { reason: 'FIT_NOT_ENDED', lastDay: '2026-03-31' },
    ]);
  });

  it('a plant that never was in the tariff may take part (SET-12)', () => {
    expect(reasons({ pv: { ratedW: 4500, support: 'nonFit', fitEndDay: null } })).to.deep.equal([]);
  });

  it('a buyer needs no plant, and one in the tariff does not keep it from buying', () => {
    expect(reasons({ side: 'buyer', pv: null })).to.deep.equal([]);
    expect(reasons({ side: 'buyer', startDay: '2020-01-01' })).to.deep.equal([]);
  });

  it('says every reason', () => {
    const change = { postcode: '2500011', supplyPointId: '0200111234567890123456', meterKind: 'other' } as const;
    expect(reasons({ ...change, pv: null })).to.deep.equal([
      'AREA_OUTSIDE',
      'GRID_AREA_OUTSIDE',
      'METER_NOT_SMART',
      'PV_MISSING',
    ]);
    expect(reasons({ pv: { ratedW: 50_000, support: 'nonFit', fitEndDay: null } })).to.deep.equal([
      'PV_NOT_LOW_VOLTAGE',
    ]);
    expect(reasons({ pv: { ratedW: 49_999, support: 'nonFit', fitEndDay: null } })).to.deep.equal([]);
  });
});

describe('the steps of an application', () => {
  /** The whole map, said once more and slowly: who may lead what from where to where. */
  const MAP: readonly [ApplicationActor, string, ApplicationState, ApplicationState][] = [
    ['ward', 'findEligible', 'submitted', 'eligible'],
    ['ward', 'findIneligible', 'submitted', 'ineligible'],
    ['ward', 'select', 'eligible', 'selected'],
    ['ward', 'select', 'waitlisted', 'selected'],
    ['ward', 'waitlist', 'eligible', 'waitlisted'],
    ['ward', 'decline', 'eligible', 'declined'],
    ['ward', 'decline', 'waitlisted', 'declined'],
    ['applicant', 'agree', 'selected', 'contracted'],
    ['operator', 'enrol', 'contracted', 'enrolled'],
    ['applicant', 'leave', 'enrolled', 'left'],
    ['operator', 'leave', 'enrolled', 'left'],
    ...(['submitted', 'eligible', 'waitlisted', 'selected', 'contracted'] as const).map(
      (from) =>
        ['applicant', 'withdraw', from, 'withdrawn'] as [ApplicationActor, string, ApplicationState, ApplicationState],
    ),
  ];
  const STATES: readonly ApplicationState[] = [...HOLDING_STATES, 'ineligible', 'declined', 'withdrawn', 'left'];

  it('are these and no others, whoever asks, from every state', () => {
    for (const actor of ['applicant', 'ward', 'operator'] as const) {
      for (const step of APPLICATION_STEPS) {
        for (const from of STATES) {
          const to = MAP.find(([who, what, where]) => who === actor && what === step && where === from)?.[3];
          if (to === undefined) expectCode('APPLICATION_STEP_INVALID', () => stateAfter(from, step, actor, 'why'));
          else expect(stateAfter(from, step, actor, 'why')).to.equal(to);
        }
      }
    }
  });

  it('need a reason where the applicant must be told why', () => {
    for (const step of ['findIneligible', 'waitlist', 'decline'] as const) {
      const from = step === 'findIneligible' ? 'submitted' : 'eligible';
      expectCode('REASON_MISSING', () => stateAfter(from, step, 'ward', ' '));
    }
  });
});
