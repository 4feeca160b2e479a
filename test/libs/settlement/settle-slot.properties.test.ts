import { expect } from 'chai';
import fc from 'fast-check';
import { type Posting, postingDifference, resettleSlot, type SlotSettlement, settleSlot } from '#settlement';
import { grants, readings, rules, trades } from './arbitrary-slot.js';
import { type Ledger, settleWhByWh } from './settle-wh-by-wh.js';

const RUNS = { seed: 20261121, numRuns: 400 };

describe('settleSlot, on random slots', () => {
  it('agrees with a settlement that walks every Wh by itself', () => {
    const seen = { tolerated: 0, pooled: 0, awaiting: 0, charged: 0, grants: 0 };
    fc.assert(
      fc.property(trades, readings, rules, grants, (trades, readings, rules, grants) => {
        const settlement = settleSlot(trades, readings, rules, grants);
        const slow = settleWhByWh(trades, readings, rules, grants);
        expect(settlement.allocations.map(({ allocatedWh }) => allocatedWh)).to.deep.equal(slow.allocatedWh);
        expect(ledgerOf(settlement.postings)).to.deep.equal(slow.ledger);
        seen.tolerated += settlement.postings.some(({ cause }) => cause === 'tolerance') ? 1 : 0;
        seen.pooled += settlement.pooledWh > 0 ? 1 : 0;
        seen.awaiting += settlement.awaitsImbalancePrice ? 1 : 0;
        seen.charged += settlement.deviations.length > 0 && !settlement.awaitsImbalancePrice ? 1 : 0;
        seen.grants += grants.length;
      }),
      RUNS,
    );
    for (const [what, count] of Object.entries(seen)) {
      expect(count, `the generator must reach ${what}`).to.be.greaterThan(20);
    }
  });

  it('posts for other readings exactly what lies between both settlements', () => {
    let changed = 0;
    fc.assert(
      fc.property(trades, readings, readings, rules, (trades, before, readings, rules) => {
        const { before: was, difference, ...now } = resettleSlot(trades, before, readings, rules);
        const [first, second] = [settleSlot(trades, before, rules), settleSlot(trades, readings, rules)];
        expect(difference).to.have.deep.members(postingDifference(first.postings, second.postings));
        expect({ ...was, postings: first.postings }).to.deep.equal(first);
        expect({ ...now, postings: second.postings }).to.deep.equal(second);
        changed += difference.length;
      }),
      RUNS,
    );
    expect(changed).to.be.greaterThan(1000);
  });

  it('posts money that sums to zero, slot and line alike', () => {
    fc.assert(
      fc.property(trades, readings, rules, grants, (trades, readings, rules, grants) => {
        const { postings } = settleSlot(trades, readings, rules, grants);
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
          expect(residual.soldWh + residual.poolSaleWh + residual.residualSaleWh).to.equal(residual.exportWh);
          expect(residual.boughtWh + residual.poolSupplyWh + residual.residualSupplyWh).to.equal(residual.importWh);
          expect(Math.min(residual.poolSaleWh, residual.poolSupplyWh)).to.be.at.least(0);
          expect(Math.min(residual.residualSaleWh, residual.residualSupplyWh)).to.be.at.least(0);
        }
        const localWh = settlement.allocatedWh + settlement.pooledWh;
        expect(settlement.exportedWh).to.equal(localWh + sum(residuals.map((r) => r.residualSaleWh)));
        expect(settlement.importedWh).to.equal(localWh + sum(residuals.map((r) => r.residualSupplyWh)));
        expect(sum(residuals.map((r) => r.poolSaleWh))).to.equal(sum(residuals.map((r) => r.poolSupplyWh)));
        expect(settlement.tradedWh).to.equal(sum(trades.map((trade) => trade.energyWh)));
      }),
      RUNS,
    );
  });

  it('lets everybody answer for what their own meter lacks, whatever the others metered', () => {
    fc.assert(
      fc.property(trades, readings, rules, (trades, readings, rules) => {
        const { deviations } = settleSlot(trades, readings, rules);
        const lacking = new Set<string>();
        for (const side of ['sellerId', 'buyerId'] as const) {
          for (const id of new Set(trades.map((trade) => trade[side]))) {
            const reading = readings.find((candidate) => candidate.participantId === id);
            const metered = (side === 'sellerId' ? reading?.exportWh : reading?.importWh) ?? 0;
            const traded = sum(trades.filter((trade) => trade[side] === id).map((trade) => trade.energyWh));
            const deviation = deviations.find((candidate) => candidate.participantId === id);
            const found = (side === 'sellerId' ? deviation?.shortfallWh : deviation?.overPurchaseWh) ?? 0;
            expect(found).to.equal(Math.max(0, traded - metered));
            if (found > 0) lacking.add(id);
          }
        }
        expect(deviations.map((deviation) => deviation.participantId)).to.deep.equal([...lacking].sort());
      }),
      RUNS,
    );
  });

  it('charges the same for the same energy, however it was cut into trades', () => {
    const cut = fc.array(fc.integer({ min: 1, max: 29 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(trades, cut, readings, rules, (trades, cuts, readings, rules) => {
        const pieces = trades.flatMap((trade, at) => {
          const first = Math.min(cuts[at]!, trade.energyWh - 1);
          const halves = [
            { ...trade, sequence: 2 * trade.sequence, energyWh: trade.energyWh - first },
            { ...trade, sequence: 2 * trade.sequence + 1, energyWh: first },
          ];
          return halves.filter(({ energyWh }) => energyWh > 0);
        });
        const whole = settleSlot(trades, readings, rules);
        const inPieces = settleSlot(pieces, readings, rules);
        expect(inPieces.deviations).to.deep.equal(whole.deviations);
        expect(inPieces.residuals).to.deep.equal(whole.residuals);
        const charges = ({ postings }: SlotSettlement) => postings.filter(({ cause }) => !cause.startsWith('trade:'));
        expect(charges(inPieces)).to.deep.equal(charges(whole));
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

  /** Without the pool's last Wh and percents of Wh: they are whole, and go by name where all else is equal. */
  const unrounded = rules.filter(
    ({ pool, deviationPolicy }) =>
      pool?.name !== 'proRata' && (deviationPolicy.name === 'waived' || deviationPolicy.tolerance === undefined),
  );

  it('does not look at names: renamed participants have the same figures', () => {
    const rename = (id: string) => [...id].reverse().join('');
    fc.assert(
      fc.property(trades, readings, unrounded, (trades, readings, rules) => {
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
      fc.property(
        trades,
        readings,
        unrounded,
        fc.integer({ min: 2, max: 1_600 }),
        (trades, readings, rules, factor) => {
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
        },
      ),
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
