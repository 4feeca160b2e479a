import { expect } from 'chai';
import { slotEndMs, slotOf } from '#energy';
import {
  datedValues,
  type EffectView,
  exceptionsOf,
  formatEffectCsv,
  formatPositionsCsv,
  formatRetailCsv,
  MIN_GROUP,
  type SlotFacts,
  type SlotLine,
  slotStateOf,
  withholdEffect,
  withholdSavings,
  withholdSlot,
} from '#operations';
import { POSTING_LINES } from '#settlement';

const NOON = slotOf('2026-05-18', 25);
const HOUR_MS = 3_600_000;
const LINE: SlotLine = {
  slot: NOON,
  state: 'anchored',
  gateClosureMs: 0,
  trades: 3,
  tradedWh: 1000,
  meanPriceSen: 1500,
  readings: 12,
  expectedReadings: 12,
  settlement: {
    version: 1,
    settledAtMs: slotEndMs(NOON) + HOUR_MS,
    exportedWh: 2500,
    importedWh: 1750,
    allocatedWh: 900,
    missingReadings: 0,
  },
  records: 2,
  confirmedRecords: 2,
};

describe('slotStateOf', () => {
  const state = (facts: Partial<SlotFacts>) =>
    slotStateOf({ stored: 'closed', phase: undefined, isSettled: true, records: 2, confirmedRecords: 2, ...facts });

  it('follows the life of a half hour', () => {
    expect(state({ stored: undefined })).to.equal('notYet');
    expect(state({ stored: 'open', phase: 'preOpen' })).to.equal('gathering');
    expect(state({ stored: 'open', phase: 'continuous' })).to.equal('open');
    expect(state({ stored: 'open', phase: 'halted' })).to.equal('halted');
    expect(state({ isSettled: false })).to.equal('closed');
    expect(state({ confirmedRecords: 1 })).to.equal('settled');
    expect(state({ records: 0, confirmedRecords: 0 })).to.equal('settled');
    expect(state({})).to.equal('anchored');
  });
});

describe('exceptionsOf', () => {
  const NOW_MS = slotEndMs(NOON) + 9 * HOUR_MS;
  const found = (line: Partial<SlotLine>, halts = 0, nowMs = NOW_MS) =>
    exceptionsOf([{ ...LINE, ...line }], new Map([[NOON, halts]]), 3 * HOUR_MS, nowMs).map(
      ({ code, amount }) => `${code} ${amount}`,
    );
  const settled = (change: Partial<NonNullable<SlotLine['settlement']>>) => ({
    settlement: { ...LINE.settlement!, ...change },
  });

  it('finds nothing in what went as planned', () => {
    expect(found({})).to.deep.equal([]);
    expect(found({ state: 'notYet', settlement: null, records: 0 })).to.deep.equal([]);
    expect(found({ state: 'closed', settlement: null }, 0, slotEndMs(NOON) + 3 * HOUR_MS)).to.deep.equal([]);
  });

  it('finds each kind, with how much', () => {
    expect(found({}, 2)).to.deep.equal(['HALTED 2']);
    expect(found(settled({ missingReadings: 3, version: 3 }))).to.deep.equal([
      'SETTLED_WITHOUT_READINGS 3',
      'CORRECTED 2',
    ]);
    expect(found({ confirmedRecords: 1 })).to.deep.equal(['UNANCHORED 1']);
    expect(found({ confirmedRecords: 1 }, 0, slotEndMs(NOON) + 2 * HOUR_MS)).to.deep.equal([]);
    expect(found({ state: 'closed', settlement: null })).to.deep.equal(['SETTLED_LATE 360']);
  });

  it('undelivered energy counts from a fifth on', () => {
    expect(found(settled({ allocatedWh: 801 }))).to.deep.equal([]);
    expect(found(settled({ allocatedWh: 800 }))).to.deep.equal(['MUCH_UNDELIVERED 200']);
    expect(found({ tradedWh: 0, ...settled({ allocatedWh: 0 }) })).to.deep.equal([]);
  });
});

describe('what is withheld from those outside', () => {
  it('metered energy of fewer than ten households, and nothing else', () => {
    expect(withholdSlot({ ...LINE, expectedReadings: MIN_GROUP })).to.deep.equal({ ...LINE, expectedReadings: 10 });
    const few = withholdSlot({ ...LINE, expectedReadings: MIN_GROUP - 1 });
    expect(few.settlement).to.include({ exportedWh: null, importedWh: null, allocatedWh: null, version: 1 });
    expect(few.tradedWh).to.equal(1000);
    expect(withholdSlot({ ...LINE, expectedReadings: 1, settlement: null }).settlement).to.equal(null);
  });

  it('the programme in the same way', () => {
    const figures = { exportedWh: 1, importedWh: 2, localWh: 3, gainMillisen: 4, trades: 5, settledSlots: 6 };
    expect(withholdEffect(figures, 10)).to.equal(figures);
    expect(withholdEffect(figures, 9)).to.deep.equal({
      exportedWh: null,
      importedWh: null,
      localWh: null,
      gainMillisen: null,
      trades: 5,
      settledSlots: 6,
    });
  });

  it('savings of fewer than ten households, and who gained and lost where one side is that small', () => {
    const group = { baselineTariffId: 'a', count: 30, savedCount: 20, savedYen: 900, lostCount: 10, lostYen: -100 };
    const none = { savedCount: null, savedYen: null, lostCount: null, lostYen: null };
    expect(withholdSavings([group])).to.deep.equal([group]);
    expect(withholdSavings([{ ...group, count: 9, savedCount: 9, lostCount: 0 }])).to.deep.equal([]);
    for (const [savedCount, lostCount] of [
      [21, 9],
      [9, 21],
    ] as const) {
      const few = { ...group, savedCount, lostCount };
      expect(withholdSavings([few])).to.deep.equal([{ ...few, ...none }]);
    }
    const allSaved = { ...group, savedCount: 30, lostCount: 0, lostYen: 0 };
    expect(withholdSavings([allSaved]), 'that nobody lost is no household’s figure').to.deep.equal([allSaved]);
  });
});

describe('files for people', () => {
  const rows = (csv: string) => {
    expect(csv.startsWith('\uFEFF')).to.equal(true);
    expect(csv.endsWith('\r\n')).to.equal(true);
    return csv.slice(1).trimEnd().split('\r\n');
  };

  it('positions: demand, generation, traded, what is left for the retailer', () => {
    const open = { ...LINE, slot: NOON + 1, state: 'open' as const, settlement: null };
    const [head, settled, later] = rows(formatPositionsCsv({ day: '2026-05-18', nowMs: 0, slots: [LINE, open] }));
    expect(head).to.equal('日付,コマ,状態,約定(kWh),需要(kWh),発電(kWh),P2P配分(kWh),不足供給(kWh),余剰買取(kWh)');
    expect(settled).to.equal('2026-05-18,25,台帳記録済,1.000,1.750,2.500,0.900,0.850,1.600');
    expect(later).to.equal('2026-05-18,26,取引中,1.000,,,,,');
  });

  it("the retailer's account: a column of kWh and one of yen for each line", () => {
    const lines = { wheeling: { energyWh: 2000, amountMillisen: -1_888_000 } };
    const day = { day: '2026-05-18', lines, amountMillisen: -1_888_000, settledSlots: 48 };
    const [head, row] = rows(formatRetailCsv({ month: '2026-05', nowMs: 0, days: [day] }));
    expect(head!.split(',')).to.have.length(2 + 2 * POSTING_LINES.length + 1);
    const [kwh, yen] = row!.split(',').slice(2 + 2 * POSTING_LINES.indexOf('wheeling'));
    expect([kwh, yen, row!.split(',').at(-1)]).to.deep.equal(['2.000', '-18.88000', '-18.88000']);
  });

  it('the effect: what is withheld is empty', () => {
    const figures = {
      exportedWh: 1500,
      importedWh: null,
      localWh: 500,
      gainMillisen: null,
      trades: 7,
      settledSlots: 48,
    };
    const view = { days: [{ day: '2026-05-18', ...figures }] } as unknown as EffectView;
    expect(rows(formatEffectCsv(view))[1]).to.equal('2026-05-18,48,7,1.500,,0.500,');
  });
});

describe('datedValues', () => {
  const table = [
    { fromDay: '2024-04-01', value: 944, source: 'a' },
    { fromDay: '2026-10-01', value: { name: 'fixedPrice' }, source: 'b' },
  ];

  it('says until when each holds, and which does now', () => {
    expect(datedValues(table, '2026-09-30')).to.deep.equal([
      { fromDay: '2024-04-01', untilDay: '2026-09-30', value: 944, source: 'a', isInForce: true },
      { fromDay: '2026-10-01', untilDay: null, value: 'fixedPrice', source: 'b', isInForce: false },
    ]);
    expect(datedValues(table, '2026-10-01').map(({ isInForce }) => isInForce)).to.deep.equal([false, true]);
    expect(datedValues(table, '2020-01-01').some(({ isInForce }) => isInForce)).to.equal(false);
  });
});
