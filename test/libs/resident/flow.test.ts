import { expect } from 'chai';
import fc from 'fast-check';
import { slotEndMs, slotOf, slotStartMs } from '#energy';
import { type Bucket, type FlowFacts, flowOf, periodAt, seriesOf } from '#resident';

const DAY = '2026-05-18';
const FIRST = slotOf(DAY);
const NOON = slotOf(DAY, 25);

/** A day settled until noon, in which now is half past one. */
function day(change: Partial<Record<number, Partial<Bucket>>> = {}): FlowFacts {
  const { buckets } = seriesOf({
    period: periodAt('day', DAY),
    postings: [],
    meter: Array.from({ length: 27 }, (_, index) => ({ slot: FIRST + index, exportWh: 0, importWh: 0, readings: 1 })),
    lastYear: { steps: [], meter: [] },
    nowSlot: NOON + 3,
    joinedSlot: 0,
    settledUntilSlot: NOON,
  });
  return {
    buckets: buckets.map((bucket) => ({ ...bucket, ...change[bucket.fromSlot] })),
    market: [],
    settledUntilMs: slotEndMs(NOON - 1),
    nowMs: slotStartMs(NOON + 3),
  };
}

const stepOf = (facts: FlowFacts, slot: number) => flowOf(facts).steps.find((step) => step.slot === slot)!;

describe('the flow of a home’s energy', () => {
  it('settled: what neighbours and the retailer took and gave, as the meters bore it out, whatever was agreed', () => {
    const figures = { soldWh: 400, residualSaleWh: 100, boughtWh: 0, residualSupplyWh: 20 };
    const facts = { ...day({ [NOON - 1]: figures }), market: [{ slot: NOON - 1, soldWh: 450, boughtWh: 0 }] };
    expect(stepOf(facts, NOON - 1)).to.deep.equal({
      slot: NOON - 1,
      state: 'settled',
      toNeighboursWh: 400,
      fromNeighboursWh: 0,
      toRetailerWh: 100,
      fromRetailerWh: 20,
    });
  });

  it('before that: what was agreed, and of the retailer nothing is known', () => {
    const facts = {
      ...day(),
      market: [
        { slot: NOON + 1, soldWh: 300, boughtWh: 0 },
        { slot: NOON + 5, soldWh: 0, boughtWh: 250 },
      ],
    };
    expect(stepOf(facts, NOON + 1)).to.include({ state: 'delivering', toNeighboursWh: 300, toRetailerWh: null });
    expect(stepOf(facts, NOON + 5)).to.include({ state: 'traded', fromNeighboursWh: 250, fromRetailerWh: null });
    expect(stepOf(facts, NOON + 6).state).to.equal('none');
    // Under way now, whether anything was agreed or not.
    expect(stepOf(facts, NOON + 3).state).to.equal('delivering');
  });

  it('a half hour that was settled without a reading says so', () => {
    expect(stepOf(day({ [FIRST + 3]: { state: 'missing' } }), FIRST + 3).state).to.equal('missing');
    expect(flowOf({ ...day(), settledUntilMs: null }).steps.every(({ state }) => state !== 'settled')).to.equal(true);
  });

  it('sums are those of the half hours, and nothing counts twice', () => {
    const wh = fc.nat(5000);
    const half = fc.record({ soldWh: wh, boughtWh: wh, residualSaleWh: wh, residualSupplyWh: wh });
    fc.assert(
      fc.property(
        fc.array(half, { minLength: 48, maxLength: 48 }),
        fc.array(wh, { minLength: 48, maxLength: 48 }),
        (figures, own) => {
          const facts = {
            ...day(Object.fromEntries(figures.map((figure, index) => [FIRST + index, figure]))),
            market: own.map((soldWh, index) => ({ slot: FIRST + index, soldWh, boughtWh: 0 })),
          };
          const { steps, settled, agreed } = flowOf(facts);
          const toNeighbours = steps.reduce((sum, { toNeighboursWh }) => sum + toNeighboursWh, 0);
          expect(settled.toNeighboursWh + agreed.toNeighboursWh).to.equal(toNeighbours);
          const total = (of: 'residualSaleWh' | 'residualSupplyWh') =>
            figures.slice(0, NOON - FIRST).reduce((sum, figure) => sum + figure[of], 0);
          expect(settled.toRetailerWh).to.equal(total('residualSaleWh'));
          expect(settled.fromRetailerWh).to.equal(total('residualSupplyWh'));
        },
      ),
      { seed: 41, numRuns: 50 },
    );
  });
});
