import { expect } from 'chai';
import fc from 'fast-check';
import { meterRegisters } from '#formats';
import { sum } from './samples.js';

const MICRO = 1_000_000n;

/** The slow obvious one: the whole history is added up again for every slot, exactly. */
function slowRegister(netMicroWh: readonly number[], direction: bigint): number[] {
  const shown = (slots: number): bigint => {
    let total = 0n;
    for (const net of netMicroWh.slice(0, slots)) {
      const flow = BigInt(net) * direction;
      if (flow > 0n) total += flow;
    }
    return (total + MICRO / 2n) / MICRO;
  };
  return netMicroWh.map((_, i) => Number(shown(i + 1) - shown(i)));
}

describe('meterRegisters', () => {
  const nets = fc.array(fc.integer({ min: -3_000_000, max: 3_000_000 }), { maxLength: 60 });

  it('shows what the slow register shows', () => {
    fc.assert(
      fc.property(nets, (netMicroWh) => {
        const { exportWh, importWh } = meterRegisters(Float64Array.from(netMicroWh));
        expect([...exportWh]).to.deep.equal(slowRegister(netMicroWh, 1n));
        expect([...importWh]).to.deep.equal(slowRegister(netMicroWh, -1n));
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });

  it('moves a register only in slots whose net flow goes its way', () => {
    fc.assert(
      fc.property(nets, (netMicroWh) => {
        const { exportWh, importWh } = meterRegisters(Float64Array.from(netMicroWh));
        netMicroWh.forEach((net, i) => {
          if (net <= 0) expect(exportWh[i]).to.equal(0);
          if (net >= 0) expect(importWh[i]).to.equal(0);
          expect(exportWh[i]).to.be.at.least(0);
          expect(importWh[i]).to.be.at.least(0);
        });
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });

  it('loses nothing over a year of thirds of a Wh', () => {
    const { importWh } = meterRegisters(new Float64Array(17_520).fill(-333_333));
    expect(sum(importWh)).to.equal(Math.round((17_520 * 333_333) / 1_000_000));
  });
});
