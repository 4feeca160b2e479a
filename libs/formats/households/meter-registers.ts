import { MICRO_PER_WH } from './decimal-text.js';

/**
 * Turns net flows into what a two-register meter shows. Each register only counts up, in whole Wh, and a slot's value
 * is the difference of two readings of it: so nothing is lost over time, and every sum is the rounded sum.
 *
 * @param netMicroWh whole µWh by slot: generation minus load, positive = to the grid
 */
export function meterRegisters(netMicroWh: Float64Array): { exportWh: Int32Array; importWh: Int32Array } {
  return {
    exportWh: countUp(netMicroWh, 1),
    importWh: countUp(netMicroWh, -1),
  };
}

function countUp(netMicroWh: Float64Array, direction: 1 | -1): Int32Array {
  const differences = new Int32Array(netMicroWh.length);
  let totalMicroWh = 0;
  let shownWh = 0;
  for (let i = 0; i < netMicroWh.length; i++) {
    totalMicroWh += Math.max(0, netMicroWh[i]! * direction);
    const nowWh = Math.round(totalMicroWh / MICRO_PER_WH);
    differences[i] = nowWh - shownWh;
    shownWh = nowWh;
  }
  return differences;
}
