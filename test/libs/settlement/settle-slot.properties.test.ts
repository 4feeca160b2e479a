import { expect } from 'chai';
import fc from 'fast-check';
import { type Posting, settleSlot } from '#settlement';
import { readings, rules, trades } from './arbitrary-slot.js';
import { type Ledger, settleWhByWh } from './settle-wh-by-wh.js';

const RUNS = { seed: 20261121, numRuns: 400 };

describe('settleSlot, on random slots', () => {
  it('agrees with a settlement that walks every Wh by itself', () => {
    let bothLacked = 0;
    fc.assert(
      fc.property(trades, readings, rules, (trades, readings, rules) => {
        const settlement = settleSlot(trades, readings, rules);
        const slow = settleWhByWh(trades, readings, rules);
        expect(
          settlement.allocations.map(({ allocatedWh, shortfallWh, overPurchaseWh }) => ({
            allocatedWh,
            shortfallWh,
            overPurchaseWh,
          })),
        ).to.deep.equal(slow.counted);
        expect(ledgerOf(settlement.postings)).to.deep.equal(slow.ledger);
        bothLacked += slow.counted.filter((trade) => trade.shortfallWh > 0 && trade.overPurchaseWh > 0).length;
      }),
      RUNS,
    );
    expect(bothLacked, 'the generator must reach the rare cases').to.be.greaterThan(50);
  });

  it('posts money that sums to zero, slot and line alike', () => {
    fc.assert(
      fc.property(trades, readings, rules, (trades, readings, rules) => {
        const { postings } = settleSlot(trades, readings, rules);
        for (const line of new Set(postings.map((posting) => posting.line))) {
          expect(sum(postings.filter((posting) => posting.line === line).map((p) => p.amountMillisen))).to.equal(0);
        }
      }),
      RUNS,
    );
  });

  it('never allocates more than a meter showed, and leaves the rest to the retailer', () => {
    fc.assert(
      fc.property(trades, readings, rules, (trades, readings, rules) => {
        const settlement = settleSlot(trades, readings, rules);
        const { allocations, residuals } = settlement;
        expect(residuals.map((residual) => residual.participantId)).to.have.members(
          readings.map((r) => r.participantId),
        );
        for (const { participantId, ...residual } of residuals) {
          const sold = allocations.filter((allocation) => allocation.sellerId === participantId);
          const bought = allocations.filter((allocation) => allocation.buyerId === participantId);
          expect(residual.soldWh).to.equal(sum(sold.map((allocation) => allocation.allocatedWh)));
          expect(residual.boughtWh).to.equal(sum(bought.map((allocation) => allocation.allocatedWh)));
          expect(residual.soldWh + residual.residualSaleWh).to.equal(residual.exportWh);
          expect(residual.boughtWh + residual.residualSupplyWh).to.equal(residual.importWh);
          expect(Math.min(residual.residualSaleWh, residual.residualSupplyWh)).to.be.at.least(0);
        }
        expect(settlement.exportedWh).to.equal(settlement.allocatedWh + sum(residuals.map((r) => r.residualSaleWh)));
        expect(settlement.importedWh).to.equal(settlement.allocatedWh + sum(residuals.map((r) => r.residualSupplyWh)));
        expect(settlement.tradedWh).to.equal(sum(trades.map((trade) => trade.energyWh)));
      }),
      RUNS,
    );
  });

  it('explains each trade by the meter that lacked more', () => {
    fc.assert(
      fc.property(trades, readings, rules, (trades, readings, rules) => {
        for (const allocation of settleSlot(trades, readings, rules).allocations) {
          const { tradedWh, allocatedWh, shortfallWh, overPurchaseWh } = allocation;
          expect(tradedWh - allocatedWh).to.equal(Math.max(shortfallWh, overPurchaseWh));
        }
      }),
      RUNS,
    );
  });

  it('lets nobody answer for more than their own meter lacks, whatever the others metered', () => {
    fc.assert(
      fc.property(trades, readings, rules, (trades, readings, rules) => {
        const { allocations } = settleSlot(trades, readings, rules);
        for (const { sellerId, buyerId } of allocations) {
          const sold = allocations.filter((allocation) => allocation.sellerId === sellerId);
          const exportWh = readings.find((reading) => reading.participantId === sellerId)?.exportWh ?? 0;
          const lackedWh = Math.max(0, sum(sold.map((allocation) => allocation.tradedWh)) - exportWh);
          expect(sum(sold.map((allocation) => allocation.shortfallWh))).to.be.within(0, lackedWh);

          const bought = allocations.filter((allocation) => allocation.buyerId === buyerId);
          const importWh = readings.find((reading) => reading.participantId === buyerId)?.importWh ?? 0;
          const unusedWh = Math.max(0, sum(bought.map((allocation) => allocation.tradedWh)) - importWh);
          expect(sum(bought.map((allocation) => allocation.overPurchaseWh))).to.be.within(0, unusedWh);
        }
      }),
      RUNS,
    );
  });

  it('is the same settlement in whatever order the readings arrived', () => {
    const shuffled = readings.chain((readings) =>
      fc.tuple(
        fc.constant(readings),
        fc.shuffledSubarray(readings, { minLength: readings.length, maxLength: readings.length }),
      ),
    );
    fc.assert(
      fc.property(trades, shuffled, rules, (trades, [arrived, arrivedOtherwise], rules) => {
        expect(settleSlot(trades, arrivedOtherwise, rules)).to.deep.equal(settleSlot(trades, arrived, rules));
      }),
      RUNS,
    );
  });

  it('does not look at names: renamed participants have the same figures', () => {
    const rename = (id: string) => [...id].reverse().join('');
    fc.assert(
      fc.property(trades, readings, rules, (trades, readings, rules) => {
        const renamed = settleSlot(
          trades.map((trade) => ({ ...trade, buyerId: rename(trade.buyerId), sellerId: rename(trade.sellerId) })),
          readings.map((reading) => ({ ...reading, participantId: rename(reading.participantId) })),
          rules,
        );
        const expected = settleSlot(trades, readings, rules).postings.map((posting) => {
          const [kind, id] = posting.account.split(':');
          return id === undefined ? posting : { ...posting, account: `${kind}:${rename(id)}` };
        });
        expect(ledgerOf(renamed.postings)).to.deep.equal(ledgerOf(expected));
      }),
      RUNS,
    );
  });

  it('is exact at the size of a real connection: k times the Wh is k times every figure', () => {
    fc.assert(
      fc.property(trades, readings, rules, fc.integer({ min: 2, max: 1_600 }), (trades, readings, rules, factor) => {
        const scaled = settleSlot(
          trades.map((trade) => ({ ...trade, energyWh: trade.energyWh * factor })),
          readings.map((reading) => ({
            ...reading,
            exportWh: reading.exportWh * factor,
            importWh: reading.importWh * factor,
          })),
          rules,
        );
        const expected = settleSlot(trades, readings, rules).postings.map((posting) => ({
          ...posting,
          energyWh: posting.energyWh * factor,
          amountMillisen: posting.amountMillisen * factor,
        }));
        expect(scaled.postings).to.deep.equal(expected);
      }),
      RUNS,
    );
  });
});

/** Postings by `account line cause`; fails if a key occurs twice. */
function ledgerOf(postings: readonly Posting[]): Ledger {
  const ledger: Ledger = new Map();
  for (const { account, line, cause, energyWh, amountMillisen } of postings) {
    const key = `${account} ${line} ${cause}`;
    expect(ledger.has(key), key).to.equal(false);
    ledger.set(key, { energyWh, amountMillisen: BigInt(amountMillisen) });
  }
  return ledger;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
