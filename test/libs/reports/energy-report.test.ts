import { expect } from 'chai';
import { slotOf } from '#energy';
import { EnergyReport, planAndActual, type ReportedSlot } from '#reports';
import { settleSlot } from '#settlement';
import { settlementRulesAt } from '#tariff';
import { expectCode } from '../error-code.js';
import { night, noon, SETAGAYA } from './example-slots.js';

function reportOf(...slots: ReportedSlot[]): EnergyReport {
  const report = new EnergyReport();
  for (const slot of slots) report.add(slot);
  return report;
}

describe('EnergyReport', () => {
  it('sums an area up: a worked example of two half hours', () => {
    expect(reportOf(noon(), night()).area(SETAGAYA)).to.deep.equal({
      households: 3,
      readings: 6,
      importedWh: 2000, // 500 + 900 + 300 + 200 + 100
      exportedWh: 1000,
      localUse: { partWh: 800, wholeWh: 1000, permyriad: 8000 },
      neighbourSupply: { partWh: 800, wholeWh: 2000, permyriad: 4000 },
      unmatched: { partWh: 1200, wholeWh: 2000, permyriad: 6000 },
      deviations: { count: 1, shortfallWh: 200, overPurchaseWh: 0 },
      behindMeter: {
        knownHouseholds: 2, // Sato and Baba
        generatedWh: 1500,
        selfConsumedWh: 500,
        consumedWh: 1500, // 300 + 500 + 200 imported, 500 of the own roof
        selfConsumption: { partWh: 500, wholeWh: 1500, permyriad: 3333 },
        selfSufficiency: { partWh: 900, wholeWh: 1500, permyriad: 6000 }, // and Baba's 400 from Sato
      },
    });
  });

  it('holds what was delivered against what was traded, and each party’s own lack beside it', () => {
    const buyer = { participantId: 'baba', shortfallWh: 0, overPurchaseWh: 30 };
    const deviations = [...noon().deviations, buyer, { participantId: 'chiba', shortfallWh: 0, overPurchaseWh: 0 }];
    expect(planAndActual([noon({ deviations }), night()])).to.deep.equal({
      tradedWh: 900,
      deliveredWh: 700,
      count: 2,
      shortfallWh: 200,
      overPurchaseWh: 30,
    });
    expect(planAndActual([])).to.deep.equal({
      tradedWh: 0,
      deliveredWh: 0,
      count: 0,
      shortfallWh: 0,
      overPurchaseWh: 0,
    });
  });

  it("counts a household's own sun alone as its self-sufficiency", () => {
    const report = reportOf(noon(), night());
    expect(report.household('sato').behindMeter.selfSufficiency).to.deep.equal({
      partWh: 500,
      wholeWh: 800,
      permyriad: 6250,
    });
    expect(report.household('baba').behindMeter).to.deep.include({
      knownHouseholds: 1,
      selfConsumption: { partWh: 0, wholeWh: 0 },
      selfSufficiency: { partWh: 0, wholeWh: 700, permyriad: 0 },
    });
    expect(report.household('baba').neighbourSupply.permyriad).to.equal(5714); // 400 of 700
  });

  it('never guesses what is behind a meter: one unknown half hour leaves the household out', () => {
    const known = { generation: [{ participantId: 'chiba', generatedWh: 0 }] };
    expect(reportOf(noon(), night()).household('chiba').behindMeter.knownHouseholds).to.equal(0);
    expect(reportOf(noon(known), night()).household('chiba').behindMeter.knownHouseholds).to.equal(0);
    expect(reportOf(noon(known), night(known)).household('chiba').behindMeter.knownHouseholds).to.equal(1);
    const filledFromGrid = { generation: [{ participantId: 'sato', generatedWh: 999 }] };
    expect(reportOf(noon(filledFromGrid)).household('sato').behindMeter.knownHouseholds).to.equal(0);
  });

  it('adds areas up to a programme', () => {
    const residuals = noon().residuals.map((row) => ({ ...row, participantId: `${row.participantId}-odawara` }));
    const odawara = { areaId: 14206, residuals, deviations: [], generation: [] };
    const report = reportOf(noon(), noon(odawara));
    expect(report.programme()).to.deep.include({ households: 6, importedWh: 2800, exportedWh: 2000 });
    expect(report.area(14206)).to.deep.include({ households: 3, importedWh: 1400 });
    expect(report.programme().behindMeter.knownHouseholds).to.equal(2);
  });

  it('takes a settlement as it is', () => {
    const trades = [{ sequence: 3, buyerId: 'baba', sellerId: 'sato', priceSen: 1420, energyWh: 600 }];
    const readings = [
      { participantId: 'sato', exportWh: 500, importWh: 0 },
      { participantId: 'baba', exportWh: 0, importWh: 800 },
    ];
    const settlement = settleSlot(trades, readings, {
      ...settlementRulesAt('2026-07-01'),
      deviationPolicy: { name: 'waived' },
    });
    const figures = reportOf({ ...settlement, areaId: SETAGAYA, slot: slotOf('2026-07-01', 25) }).programme();
    expect(figures.localUse.permyriad).to.equal(10_000);
    expect(figures.deviations).to.deep.equal({ count: 1, shortfallWh: 100, overPurchaseWh: 0 });
  });

  it('has no percentage of nothing', () => {
    const figures = new EnergyReport().programme();
    expect(figures).to.deep.include({ households: 0, localUse: { partWh: 0, wholeWh: 0 } });
  });

  it('refuses what cannot be, and keeps nothing of it', () => {
    const first = noon().residuals[0]!;
    const rest = noon().residuals.slice(1);
    const refused: [code: string, slot: ReportedSlot][] = [
      ['SLOT_REPEATED', noon()],
      ['SLOT_INVALID', night({ slot: -1 })],
      ['FIGURE_INVALID', night({ areaId: 1.5 })],
      ['PARTICIPANT_INVALID', night({ areaId: 14206 })],
      ['PARTICIPANT_INVALID', night({ residuals: [first, first] })],
      ['PARTICIPANT_INVALID', night({ residuals: [{ ...first, participantId: '' }] })],
      ['FIGURE_INVALID', night({ residuals: [{ ...first, exportWh: 799 }] })],
      ['FIGURE_INVALID', night({ residuals: [{ ...first, importWh: -1 }] })],
      ['FIGURE_INVALID', night({ residuals: [{ ...rest[0]!, boughtWh: 501 }] })],
      ['FIGURE_INVALID', night({ allocations: [{ priceSen: -1, tradedWh: 1, allocatedWh: 1 }] })],
      ['FIGURE_INVALID', night({ allocations: [{ priceSen: 1, tradedWh: 1, allocatedWh: 2 }] })],
      ['FIGURE_INVALID', night({ deviations: [{ participantId: 'sato', shortfallWh: 0.5, overPurchaseWh: 0 }] })],
      ['FIGURE_INVALID', night({ deviations: [{ participantId: 'sato', shortfallWh: 0, overPurchaseWh: -1 }] })],
      ['PARTICIPANT_INVALID', night({ deviations: [...noon().deviations, ...noon().deviations] })],
      ['SLOT_UNBALANCED', night({ residuals: noon().residuals })],
      ['SLOT_UNBALANCED', night({ residuals: rest, allocations: noon().allocations, generation: [] })],
      ['SLOT_UNBALANCED', night({ residuals: [{ ...first, soldWh: 0 }], generation: [] })], // into the pool, and out to nobody
      ['GENERATION_INVALID', night({ generation: [{ participantId: 'doi', generatedWh: 1 }] })],
      ['GENERATION_INVALID', night({ generation: [{ participantId: 'sato', generatedWh: -1 }] })],
      ['GENERATION_INVALID', night({ generation: new Array(2).fill({ participantId: 'sato', generatedWh: 1 }) })],
      ['INPUT_TOO_LARGE', night({ deviations: new Array(500_001) })],
    ];
    const report = reportOf(noon());
    const before = report.programme();
    for (const [code, slot] of refused) expectCode(code, () => report.add(slot));
    expect(report.programme()).to.deep.equal(before);
    expectCode('SCOPE_UNKNOWN', () => report.household('doi'));
    expectCode('SCOPE_UNKNOWN', () => report.area(14206));
  });
});
