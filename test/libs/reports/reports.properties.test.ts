import { expect } from 'chai';
import fc from 'fast-check';
import { komaOf } from '#energy';
import { EnergyReport, moneyKeptLocal, PriceStatistics, type ReportedSlot } from '#reports';
import { settleSlot } from '#settlement';
import { readings, rules, trades } from '../settlement/arbitrary-slot.js';

const RUNS = { seed: 20261121, numRuns: 150 };

/** Settled slots of one area; of some households it is known what they generated. */
const slots = fc
  .array(fc.tuple(trades, readings, rules, fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 6 })
  .map((settled) =>
    settled.map(([trades, readings, rules, known], index): ReportedSlot => {
      const settlement = settleSlot(trades, readings, rules);
      const generation = settlement.residuals
        .filter((_, at) => at % 3 < known)
        .map(({ participantId, exportWh }, at) => ({ participantId, generatedWh: exportWh + (at % 2) * 100 }));
      return { ...settlement, areaId: 13112, slot: 900_000 + index * 7, generation };
    }),
  );

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + BigInt(value), 0n);

/** Hundredths of a percent by trying each: the highest that is not above the share by more than a half. */
function permyriad(part: bigint, whole: bigint): number | undefined {
  if (whole === 0n) return undefined;
  let percent = 0;
  while ((2n * BigInt(percent) + 1n) * whole <= 2n * part * 10_000n) percent++;
  return percent;
}

describe('reports, on random settled slots', () => {
  it('are the sums of flat lists of rows', () => {
    let known = 0;
    fc.assert(
      fc.property(slots, (slots) => {
        const report = new EnergyReport();
        for (const slot of slots.toReversed()) report.add(slot);
        const rows = slots.flatMap(({ residuals }) => residuals);
        const imported = total(rows.map(({ importWh }) => importWh));
        const exported = total(rows.map(({ exportWh }) => exportWh));
        const sold = total(rows.map(({ soldWh, poolSaleWh }) => soldWh + poolSaleWh));
        const bought = total(rows.map(({ boughtWh, poolSupplyWh }) => boughtWh + poolSupplyWh));
        const figures = report.programme();
        expect(figures).to.deep.equal(report.area(13112));
        expect(BigInt(figures.importedWh)).to.equal(imported);
        expect(BigInt(figures.exportedWh)).to.equal(exported);
        expect(figures.localUse.permyriad).to.equal(permyriad(sold, exported));
        expect(figures.neighbourSupply.permyriad).to.equal(permyriad(bought, imported));
        const lacking = slots.flatMap(({ deviations }) => deviations);
        expect(figures.deviations).to.deep.equal({
          count: lacking.length,
          shortfallWh: Number(total(lacking.map(({ shortfallWh }) => shortfallWh))),
          overPurchaseWh: Number(total(lacking.map(({ overPurchaseWh }) => overPurchaseWh))),
        });

        const ids = new Set(rows.map(({ participantId }) => participantId));
        const ofHouseholds = [...ids].map((id) => report.household(id));
        const parts = (of: (figures: (typeof ofHouseholds)[number]) => number) => Number(total(ofHouseholds.map(of)));
        expect(parts((one) => one.importedWh)).to.equal(figures.importedWh);
        expect(parts((one) => one.behindMeter.consumedWh)).to.equal(figures.behindMeter.consumedWh);
        expect(parts((one) => one.behindMeter.knownHouseholds)).to.equal(figures.behindMeter.knownHouseholds);
        for (const id of ids) {
          const read = slots.filter(({ residuals }) => residuals.some((row) => row.participantId === id));
          const generated = read.map(
            ({ generation }) => generation!.find((row) => row.participantId === id)?.generatedWh,
          );
          const isKnown = generated.every((wh) => wh !== undefined);
          expect(report.household(id).behindMeter.knownHouseholds).to.equal(isKnown ? 1 : 0);
          if (isKnown)
            expect(report.household(id).behindMeter.generatedWh).to.equal(Number(total(generated as number[])));
          known += isKnown ? 1 : 0;
        }
      }),
      RUNS,
    );
    expect(known, 'the generator must reach known households').to.be.greaterThan(50);
  });

  it('price statistics are those of a list with one price for each Wh', () => {
    fc.assert(
      fc.property(slots, (slots) => {
        const statistics = new PriceStatistics();
        for (const slot of slots) statistics.add(slot);
        const figuresOf = (slots: ReportedSlot[]) => {
          const delivered = slots
            .flatMap(({ allocations }) => allocations)
            .filter(({ allocatedWh }) => allocatedWh > 0);
          const wh = total(delivered.map(({ allocatedWh }) => allocatedWh));
          const millisen = delivered.reduce((sum, row) => sum + BigInt(row.allocatedWh) * BigInt(row.priceSen), 0n);
          if (wh === 0n) return { allocatedWh: 0, amountMillisen: 0n };
          const prices = delivered.map(({ priceSen }) => priceSen);
          return {
            allocatedWh: Number(wh),
            amountMillisen: millisen,
            meanPriceSen: Number((millisen + wh / 2n) / wh),
            minPriceSen: Math.min(...prices),
            maxPriceSen: Math.max(...prices),
          };
        };
        expect(statistics.overall()).to.deep.equal(figuresOf(slots));
        const byKoma = statistics.byKoma();
        expect(byKoma).to.have.length(48);
        for (const [at, figures] of byKoma.entries()) {
          expect(figures).to.deep.equal(figuresOf(slots.filter(({ slot }) => komaOf(slot) === at + 1)));
        }
      }),
      RUNS,
    );
  });

  it('money kept local is what each neighbour would have paid outside', () => {
    fc.assert(
      fc.property(slots, fc.integer({ min: 0, max: 25_100 }), (slots, priceSen) => {
        const isPriced = (slot: number) => slot % 2 === 0;
        const kept = moneyKeptLocal(slots, (slot) => (isPriced(slot) ? priceSen : undefined));
        let millisen = 0n;
        let unpriced = 0n;
        for (const { slot, residuals } of slots) {
          for (const { boughtWh, poolSupplyWh } of residuals) {
            if (isPriced(slot)) millisen += BigInt(boughtWh + poolSupplyWh) * BigInt(priceSen);
            else unpriced += BigInt(boughtWh + poolSupplyWh);
          }
        }
        expect(kept.priced.amountMillisen).to.equal(millisen);
        expect(BigInt(kept.unpricedWh)).to.equal(unpriced);
      }),
      RUNS,
    );
  });
});
